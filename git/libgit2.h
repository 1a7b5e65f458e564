// SPDX-License-Identifier: Apache-2.0
//
// libgit2 with owners. Private to git/*.cc: no header includes this one.
#pragma once

#include <git2.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "core/result.h"
#include "git/repository.h"
#include "odb/object_id.h"

namespace stanch {

template <auto free_function>
struct LibgitDeleter {
  void operator()(auto* object) const { free_function(object); }
};
template <typename T, auto free_function>
using LibgitPtr = std::unique_ptr<T, LibgitDeleter<free_function>>;

using DiffPtr = LibgitPtr<git_diff, git_diff_free>;
using IndexPtr = LibgitPtr<git_index, git_index_free>;
using ObjectPtr = LibgitPtr<git_odb_object, git_odb_object_free>;
using OdbPtr = LibgitPtr<git_odb, git_odb_free>;
using RepositoryPtr = LibgitPtr<git_repository, git_repository_free>;
using CommitPtr = LibgitPtr<git_commit, git_commit_free>;
using TreeEntryPtr = LibgitPtr<git_tree_entry, git_tree_entry_free>;
using TreePtr = LibgitPtr<git_tree, git_tree_free>;

// Calls a libgit2 function that hands out an object through its first
// parameter. Null where it failed.
template <typename Ptr, typename... Given, typename... Args>
Ptr make_libgit(int (*function)(typename Ptr::pointer*, Given...),
                Args&&... args) {
  typename Ptr::pointer raw = nullptr;
  if (function(&raw, std::forward<Args>(args)...) != 0) return Ptr();
  return Ptr(raw);
}

struct Repository::Impl {
  RepositoryPtr repository;
  OdbPtr odb;
  std::string index_path;
};

// Makes libgit2 ready, once a process. Whatever opens no Repository and uses it
// all the same (line_diff, renames) calls this first; any thread.
void start_libgit2();

// What the last failed call on this thread said.
inline std::string libgit_message() {
  const git_error* error = git_error_last();
  return error != nullptr ? error->message : "unknown error";
}

inline git_oid to_libgit(const ObjectId& id) {
  git_oid out;
  std::copy(id.begin(), id.end(), out.id);
  return out;
}

inline ObjectId from_libgit(const git_oid& id) { return ObjectId(id.id); }

}  // namespace stanch
