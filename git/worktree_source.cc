// SPDX-License-Identifier: Apache-2.0
#include "git/worktree_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <climits>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <git2/sys/repository.h>

#include "git/libgit2.h"
#include "git/line_diff.h"
#include "git/untracked.h"

namespace stanch {
namespace {

struct WorktreeFile {
  std::string path;
  std::optional<ObjectId> before;  // of the same type in HEAD
  bool is_link = false;            // in HEAD
};

std::string last_error() { return std::generic_category().message(errno); }

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

  // Reads until `size` bytes are there or the file ends; -1 on an error.
  ssize_t fill(char* out, std::size_t size) const {
    std::size_t have = 0;
    while (have < size) {
      ssize_t got = ::read(number_, out + have, size - have);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return -1;
      if (got == 0) break;
      have += static_cast<std::size_t>(got);
    }
    return static_cast<ssize_t>(have);
  }

 private:
  int number_;
};

class WorktreeSource : public Source {
 public:
  WorktreeSource(const Repository& repository, WorktreeOptions options,
                 std::vector<WorktreeFile> files, std::vector<Skipped> skipped)
      : repository_(repository),
        root_(repository.work_tree()),
        options_(options),
        files_(std::move(files)),
        skipped_(std::move(skipped)) {}

  void split(TaskContext& context) override {
    for (Skipped& one : skipped_) context.skip(std::move(one));
    for (const WorktreeFile& file : files_) {
      context.spawn([this, &file](TaskContext& worker) {
        if (!worker.stopped()) scan(file, worker);
      });
    }
  }

 private:
  void scan(const WorktreeFile& file, TaskContext& context) const {
    const std::string path = root_ + file.path;
    struct stat status;
    if (::lstat(path.c_str(), &status) != 0) {
      context.skip({file.path, last_error()});
    } else if (S_ISLNK(status.st_mode)) {
      scan_link(file, context);
    } else if (S_ISDIR(status.st_mode)) {
      // A folder in place of a tracked file: its files are untracked.
    } else if (!S_ISREG(status.st_mode)) {
      context.skip({file.path, "not a regular file", Skipped::Why::kByRule});
    } else {
      scan_file(file, context);
    }
  }

  void scan_link(const WorktreeFile& file, TaskContext& context) const {
    std::string target(PATH_MAX, '\0');
    ssize_t size =
        ::readlink((root_ + file.path).c_str(), target.data(), target.size());
    if (size < 0) {
      context.skip({file.path, last_error()});
      return;
    }
    target.resize(static_cast<std::size_t>(size));
    lend(file, target, file.is_link, context);
  }

  void scan_file(const WorktreeFile& file, TaskContext& context) const {
    // Not to hang, should it have become a FIFO meanwhile.
    Descriptor descriptor(
        ::open((root_ + file.path).c_str(),
               O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat status;
    if (descriptor.number() < 0 || ::fstat(descriptor.number(), &status) != 0) {
      context.skip({file.path, last_error()});
      return;
    }
    const auto size = static_cast<std::uint64_t>(status.st_size);
    // One byte more, so that a file that has not grown ends within the buffer.
    const auto room = std::min<std::uint64_t>(size + 1, options_.window);
    std::string buffer(static_cast<std::size_t>(room), '\0');
    ssize_t have = descriptor.fill(buffer.data(), buffer.size());
    std::uint64_t total = 0;
    if (have >= 0 && static_cast<std::size_t>(have) < buffer.size()) {
      total = static_cast<std::uint64_t>(have);
      buffer.resize(static_cast<std::size_t>(have));
      lend(file, buffer, !file.is_link, context);
    } else if (have >= 0) {
      buffer.resize(options_.window);
      have = lend_windows(file, descriptor, static_cast<std::size_t>(have),
                          buffer, total, context);
    }
    if (have < 0) {
      context.skip({file.path, last_error()});
    } else if (total < size && !context.stopped()) {
      context.skip({file.path, "it shrank while it was read"});
    }
  }

  // A text that is there as a whole.
  void lend(const WorktreeFile& file, std::string_view bytes, bool same_type,
            TaskContext& context) const {
    std::vector<Range> fresh = merged({{0, bytes.size()}});
    if (file.before && same_type) {
      auto before = repository_.blob(*file.before);
      if (before) {
        fresh = added_lines(before->bytes(), bytes, LineEnds::kIgnore);
      }
    }
    if (fresh.empty()) return;
    Provenance provenance{"worktree", file.path, {}};
    context.scan({.bytes = bytes, .provenance = provenance, .fresh = fresh});
  }

  // `buffer` starts with `have` bytes of the file. A window's own bytes end
  // where the next one's begin, and both see `overlap` bytes beyond that.
  // Answers -1 on an error; adds the bytes read to `total`.
  ssize_t lend_windows(const WorktreeFile& file, const Descriptor& descriptor,
                       std::size_t have, std::string& buffer,
                       std::uint64_t& total, TaskContext& context) const {
    Provenance provenance{"worktree", file.path, {}};
    Position start;
    std::uint64_t offset = 0;
    std::size_t owned_begin = 0;
    while (!context.stopped()) {
      ssize_t got = descriptor.fill(buffer.data() + have, buffer.size() - have);
      if (got < 0) return got;
      have += static_cast<std::size_t>(got);
      total = offset + have;
      const bool last = have < buffer.size();
      const std::size_t owned_end = last ? have : have - options_.overlap;
      std::string_view bytes(buffer.data(), have);
      context.scan({.bytes = bytes,
                    .provenance = provenance,
                    .owned = Range{owned_begin, owned_end},
                    .start = start,
                    .offset = offset});
      if (last) break;
      const std::size_t passed = owned_end - options_.overlap;
      start = advance(start, bytes.substr(0, passed));
      offset += passed;
      buffer.erase(0, passed);
      buffer.resize(options_.window);
      have -= passed;
      owned_begin = options_.overlap;
    }
    return 0;
  }

  const Repository& repository_;
  std::string root_;
  WorktreeOptions options_;
  std::vector<WorktreeFile> files_;
  std::vector<Skipped> skipped_;
};

std::unexpected<Error> cannot_compare(const Repository& repository) {
  return fail(ErrorKind::kUnreadable,
              fmt::format("cannot compare '{}' with its HEAD: {}",
                          repository.work_tree(), libgit_message()));
}

// What libgit2 says has changed of the tracked files. Only paths are used.
DiffPtr changed_paths(git_repository* repository, git_tree* tree) {
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.flags = GIT_DIFF_INCLUDE_TYPECHANGE | GIT_DIFF_IGNORE_SUBMODULES;
  return make_libgit<DiffPtr>(git_diff_tree_to_workdir_with_index, repository,
                              tree, &options);
}

// With HEAD's version looked up by path.
WorktreeFile describe(const git_tree* tree, std::string path) {
  WorktreeFile file{std::move(path), std::nullopt, false};
  if (tree == nullptr) return file;
  auto entry =
      make_libgit<TreeEntryPtr>(git_tree_entry_bypath, tree, file.path.c_str());
  if (entry && git_tree_entry_type(entry.get()) == GIT_OBJECT_BLOB) {
    file.before = from_libgit(*git_tree_entry_id(entry.get()));
    file.is_link = git_tree_entry_filemode(entry.get()) == GIT_FILEMODE_LINK;
  }
  return file;
}

}  // namespace

Result<std::unique_ptr<Source>> open_worktree(const Repository& repository,
                                              WorktreeOptions options) {
  assert(options.overlap * 3 <= options.window);
  if (repository.work_tree().empty()) {
    return fail(ErrorKind::kUsage,
                "the repository is bare: it has no work tree to scan; leave "
                "out --worktree to scan its history");
  }
  auto trees = repository.parent_trees();
  if (!trees) return std::unexpected(trees.error());
  git_repository* handle = repository.impl().repository.get();
  TreePtr tree;
  if (!trees->empty()) {
    git_oid id = to_libgit(trees->front());
    tree = make_libgit<TreePtr>(git_tree_lookup, handle, &id);
    if (!tree) return cannot_compare(repository);
  }
  auto entries = IndexFile::read(repository.index_path());
  if (!entries) return std::unexpected(entries.error());
  auto index =
      make_libgit<IndexPtr>(git_index_open, repository.index_path().c_str());
  if (!index || git_repository_set_index(handle, index.get()) != 0) {
    return cannot_compare(repository);
  }
  DiffPtr diff = changed_paths(handle, tree.get());
  if (!diff) return cannot_compare(repository);

  std::vector<WorktreeFile> files;
  for (std::size_t i = 0; i < git_diff_num_deltas(diff.get()); ++i) {
    const git_diff_delta& delta = *git_diff_get_delta(diff.get(), i);
    if (delta.status == GIT_DELTA_DELETED) continue;
    files.push_back(describe(tree.get(), delta.new_file.path));
  }
  Untracked untracked = find_untracked(repository, *entries);
  for (std::string& path : untracked.files) {
    files.push_back(describe(tree.get(), std::move(path)));
  }
  std::ranges::sort(files, {}, &WorktreeFile::path);
  return std::make_unique<WorktreeSource>(repository, options, std::move(files),
                                          std::move(untracked.skipped));
}

}  // namespace stanch
