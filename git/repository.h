// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "odb/object_id.h"

namespace stanch {

// The bytes of one object, owned.
class Object {
 public:
  std::string_view bytes() const;

  Object(Object&&) noexcept;
  Object& operator=(Object&&) noexcept;
  ~Object();

 private:
  friend class Repository;
  struct Impl;
  explicit Object(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// A repository, open for reading; nothing in it is ever changed. Move-only; it
// owns its handles and must outlive the sources that borrow it.
//
// Threads: blob() and tree() may be called from several threads at once;
// everything else belongs to one thread at a time. The first open() in a
// process takes 4 ms, as libgit2 reads the system's TLS certificates when it
// starts: a program with other work may call it on a thread of its own.
class Repository {
 public:
  // Finds the repository as git does. With a path: in that folder or the
  // nearest one above it (a work tree, a `.git`, a bare repository). Without
  // (or "."): what GIT_DIR names, else from the current folder upward; then
  // GIT_WORK_TREE, GIT_INDEX_FILE, GIT_OBJECT_DIRECTORY and
  // GIT_ALTERNATE_OBJECT_DIRECTORIES apply, as git sets them for a hook.
  // One way it is unlike git: GIT_DIR alone does not make the current folder
  // the work tree.
  //
  // kUsage: there is none. kUnreadable: it belongs to another user, or has a
  // format that libgit2 1.5 cannot read (SHA-256, reftable).
  static Result<Repository> open(std::string_view path = {});

  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  // The top of the work tree, with '/' at the end; empty in a bare repository.
  std::string work_tree() const;
  // The file that holds the index; it need not exist.
  std::string index_path() const;

  // The trees of the commits that the next commit will have as parents: HEAD's
  // and, during a merge, those of MERGE_HEAD. None before the first commit.
  Result<std::vector<ObjectId>> parent_trees() const;

  // The object's bytes, from the object database, by way of neither filters nor
  // the work tree. The hash is not computed again (git does not either); a
  // damaged stream is found by its checksum. kUnreadable, naming the object.
  Result<Object> blob(const ObjectId& id) const;
  Result<Object> tree(const ObjectId& id) const;

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  explicit Repository(std::unique_ptr<Impl> impl);
  Result<Object> read(const ObjectId& id, const char* noun) const;

  std::unique_ptr<Impl> impl_;
};

}  // namespace stanch
