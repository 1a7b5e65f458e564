// SPDX-License-Identifier: Apache-2.0
//
// libgit2 1.5 knows how to take the GIT_* variables from the environment
// (GIT_REPOSITORY_OPEN_FROM_ENV), but gives up where GIT_WORK_TREE is set, and
// `git --work-tree=X commit` sets it for its hooks. So they are applied here,
// one by one, and libgit2 is only told the results.
#include "git/repository.h"

#include <cstdlib>
#include <filesystem>
#include <mutex>

#include <fmt/format.h>
#include <git2/sys/repository.h>

#include "core/environment.h"
#include "git/libgit2.h"

namespace stanch {
namespace {

// The folder that `git config safe.directory` wants: the work tree's, or the
// repository's own where it is bare.
std::string folder_to_trust(const std::string& path) {
  namespace fs = std::filesystem;
  git_buf found = GIT_BUF_INIT;
  std::string folder = path;
  if (git_repository_discover(&found, path.c_str(), 0, nullptr) == 0) {
    folder = found.ptr;
  }
  git_buf_dispose(&found);
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  if (fs::path(folder).filename() == ".git") {
    folder = fs::path(folder).parent_path();
  }
  std::error_code error;
  fs::path absolute = fs::absolute(folder, error).lexically_normal();
  return error ? folder : absolute.string();
}

std::unexpected<Error> cannot_open(const std::string& path, int code) {
  std::string message = libgit_message();
  // Where no safe.directory is configured at all, 1.5.1 says "not found".
  if (code == GIT_EOWNER || message.contains("safe.directory")) {
    std::string folder = folder_to_trust(path);
    return fail(ErrorKind::kUnreadable,
                fmt::format("the repository '{0}' belongs to another user; if "
                            "you trust it: git config --global --add "
                            "safe.directory '{0}'",
                            folder));
  }
  if (message.contains("extensions.objectformat")) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("the repository at '{}' names its objects by "
                            "SHA-256, which libgit2 1.5 cannot read; scan its "
                            "work tree: stanch dir",
                            path));
  }
  if (code == GIT_ENOTFOUND) {
    return fail(ErrorKind::kUsage,
                fmt::format("no git repository at '{}' or above; name one, or "
                            "scan plain files: stanch dir",
                            path));
  }
  return fail(
      ErrorKind::kUnreadable,
      fmt::format("cannot open the git repository at '{}': {}", path, message));
}

std::unexpected<Error> bad_variable(const char* name) {
  return fail(ErrorKind::kUsage,
              fmt::format("{}='{}' cannot be used: {}; correct or unset it",
                          name, environment(name), libgit_message()));
}

Result<void> apply_object_directories(Repository::Impl& impl) {
  std::string directory = environment("GIT_OBJECT_DIRECTORY");
  if (!directory.empty()) {
    auto odb = make_libgit<OdbPtr>(git_odb_open, directory.c_str());
    if (!odb || git_repository_set_odb(impl.repository.get(), odb.get()) != 0) {
      return bad_variable("GIT_OBJECT_DIRECTORY");
    }
    impl.odb = std::move(odb);
  }
  std::string list = environment("GIT_ALTERNATE_OBJECT_DIRECTORIES");
  for (std::size_t begin = 0; begin < list.size();) {
    std::size_t end = std::min(list.find(':', begin), list.size());
    std::string one = list.substr(begin, end - begin);
    begin = end + 1;
    if (one.empty()) continue;
    if (git_odb_add_disk_alternate(impl.odb.get(), one.c_str()) != 0) {
      return bad_variable("GIT_ALTERNATE_OBJECT_DIRECTORIES");
    }
  }
  return {};
}

Result<void> apply_environment(Repository::Impl& impl) {
  if (std::string tree = environment("GIT_WORK_TREE"); !tree.empty()) {
    git_repository* repository = impl.repository.get();
    const char* now = git_repository_workdir(repository);
    std::error_code error;
    // Naming the same folder again leaks memory in libgit2 1.5.
    bool same = now != nullptr && std::filesystem::equivalent(now, tree, error);
    if (!same && git_repository_set_workdir(repository, tree.c_str(), 0) != 0) {
      return bad_variable("GIT_WORK_TREE");
    }
  }
  if (std::string index = environment("GIT_INDEX_FILE"); !index.empty()) {
    impl.index_path = index;
  }
  return apply_object_directories(impl);
}

}  // namespace

void start_libgit2() {
  static std::once_flag once;
  std::call_once(once, [] {
    git_libgit2_init();
    // As git does: the zlib checksum guards what is read.
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    // Extensions that change nothing for a reader of objects, index and refs.
    const char* harmless[] = {"partialclone", "preciousobjects",
                              "relativeworktrees", "worktreeconfig"};
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, harmless, std::size(harmless));
  });
}

struct Object::Impl {
  ObjectPtr object;
};

Object::Object(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Object::Object(Object&&) noexcept = default;
Object& Object::operator=(Object&&) noexcept = default;
Object::~Object() = default;

std::string_view Object::bytes() const {
  return {static_cast<const char*>(git_odb_object_data(impl_->object.get())),
          git_odb_object_size(impl_->object.get())};
}

Repository::Repository(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;
Repository::~Repository() = default;

Result<Repository> Repository::open(std::string_view path) {
  start_libgit2();
  std::string start(path.empty() ? "." : path);
  unsigned flags = 0;
  const bool from_environment = start == ".";
  if (std::string named = environment("GIT_DIR");
      from_environment && !named.empty()) {
    start = named;
    flags = GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT;
  }
  git_repository* raw = nullptr;
  int code =
      git_repository_open_ext(&raw, start.c_str(), flags,
                              environment("GIT_CEILING_DIRECTORIES").c_str());
  if (code != 0) return cannot_open(start, code);

  auto impl = std::make_unique<Impl>();
  impl->repository.reset(raw);
  impl->index_path = std::string(git_repository_path(raw)) + "index";
  impl->odb = make_libgit<OdbPtr>(git_repository_odb, raw);
  if (!impl->odb) return cannot_open(start, GIT_ERROR);
  if (from_environment) {
    if (auto done = apply_environment(*impl); !done) {
      return std::unexpected(done.error());
    }
  }
  return Repository(std::move(impl));
}

std::string Repository::work_tree() const {
  const char* path = git_repository_workdir(impl_->repository.get());
  return path == nullptr ? "" : path;
}

std::string Repository::index_path() const { return impl_->index_path; }

Result<std::vector<ObjectId>> Repository::parent_trees() const {
  git_repository* repository = impl_->repository.get();
  std::vector<git_oid> commits(1);
  int code = git_reference_name_to_id(&commits[0], repository, "HEAD");
  if (code == GIT_ENOTFOUND) return std::vector<ObjectId>();
  if (code != 0) {
    return fail(ErrorKind::kUnreadable,
                "cannot read HEAD: " + libgit_message());
  }
  auto collect = [](const git_oid* id, void* out) {
    static_cast<std::vector<git_oid>*>(out)->push_back(*id);
    return 0;
  };
  code = git_repository_mergehead_foreach(repository, collect, &commits);
  if (code != 0 && code != GIT_ENOTFOUND) {
    return fail(ErrorKind::kUnreadable,
                "cannot read MERGE_HEAD: " + libgit_message());
  }
  std::vector<ObjectId> trees;
  for (const git_oid& id : commits) {
    auto commit = make_libgit<CommitPtr>(git_commit_lookup, repository, &id);
    if (!commit) {
      return fail(ErrorKind::kUnreadable,
                  fmt::format("cannot read the commit {}: {}; see git fsck",
                              hex(from_libgit(id)), libgit_message()));
    }
    trees.push_back(from_libgit(*git_commit_tree_id(commit.get())));
  }
  return trees;
}

Result<Object> Repository::read(const ObjectId& id, const char* noun) const {
  git_oid oid = to_libgit(id);
  auto object = make_libgit<ObjectPtr>(git_odb_read, impl_->odb.get(), &oid);
  if (!object) {
    std::string why = libgit_message();
    bool there = git_odb_exists(impl_->odb.get(), &oid) != 0;
    return fail(
        ErrorKind::kUnreadable,
        fmt::format("the {} {} is {}; see git fsck", noun, hex(id),
                    there ? "damaged: " + why : "not in the object database"));
  }
  if (git_odb_object_type(object.get()) != git_object_string2type(noun)) {
    return fail(
        ErrorKind::kUnreadable,
        fmt::format("the object {} is no {}; see git fsck", hex(id), noun));
  }
  return Object(std::make_unique<Object::Impl>(std::move(object)));
}

Result<Object> Repository::blob(const ObjectId& id) const {
  return read(id, "blob");
}

Result<Object> Repository::tree(const ObjectId& id) const {
  return read(id, "tree");
}

}  // namespace stanch
