// SPDX-License-Identifier: Apache-2.0
//
// A folder is listed first and whole, because its `.git` and `.gitignore` speak
// about the other entries. Then its sub-folders and its files, a batch at a
// time, become tasks. A task holds no descriptor while it spawns, since a
// spawned task may run at once, nested as deep as the tree; a batch opens the
// folder again and its files relative to it.
#include "files/directory_source.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <utility>

#include "core/posix.h"
#include "files/file_scanner.h"
#include "files/gitignore.h"
#include "files/ignore_rules.h"
#include "files/path_arguments.h"

namespace stanch {
namespace {

constexpr std::size_t kBatch = 32;  // files

struct Folder {
  std::string name;      // as reported; "" for `.`
  std::string absolute;  // "" for the root folder
  std::size_t top = 0;   // length of the walked argument's absolute path
  const IgnoreLevel* ignore = nullptr;  // in force in the folder above

  bool is_argument() const { return absolute.size() == top; }
};

struct Listing {
  NameList folders, files, links;
  std::vector<std::pair<std::string, std::string_view>> specials;
  bool has_git = false, has_gitignore = false;
};

unsigned type_of(int folder, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) return DTTOIF(entry.d_type);
  struct stat status = {};
  ::fstatat(folder, entry.d_name, &status, AT_SYMLINK_NOFOLLOW);
  return status.st_mode;
}

}  // namespace

struct DirectorySource::Impl {
  explicit Impl(DirectoryOptions given)
      : options(std::move(given)),
        exclude(fmt::format("{}", fmt::join(options.exclude, "\n"))),
        scanner({.windows = {options.window, options.overlap, options.longest},
                 .archive_depth = options.archive_depth}) {}

  const DirectoryOptions options;
  const IgnoreFile exclude;
  FileScanner scanner;
  // From split() on.
  std::optional<PathArguments> arguments;
  std::optional<IgnoreRules> ignore_rules;

  void start(const PathArgument& argument, TaskContext& context);
  void walk(const Folder& folder, TaskContext& context);
  std::optional<Listing> list(const Folder& folder, TaskContext& context);
  void descend(const Folder& folder, const Listing& listing,
               TaskContext& context);
  bool leaves_out(const Folder& folder, const IgnoreLevel* ignore,
                  std::string_view path, std::string_view name,
                  bool is_folder) const;
  void note_link(const std::string& name, TaskContext& context) const;
};

void DirectorySource::Impl::start(const PathArgument& argument,
                                  TaskContext& context) {
  if (argument.is_folder) {
    Folder folder{.name = argument.name,
                  .absolute = argument.absolute,
                  .top = argument.absolute.size()};
    if (ignore_rules) folder.ignore = ignore_rules->above(argument.absolute);
    context.spawn([this, folder = std::move(folder)](TaskContext& inner) {
      walk(folder, inner);
    });
    return;
  }
  if (exclude.match_with_folders(argument.name, false) ==
      IgnoreFile::Verdict::kIgnore) {
    context.skip(
        {argument.name, "left out by an exclude line", Skipped::Why::kByRule});
    return;
  }
  context.spawn([this, name = argument.name](TaskContext& inner) {
    scanner.scan(name, inner);
  });
}

void DirectorySource::Impl::walk(const Folder& folder, TaskContext& context) {
  if (context.stopped()) return;
  std::optional<Listing> listing = list(folder, context);
  if (listing) descend(folder, *listing, context);
}

std::optional<Listing> DirectorySource::Impl::list(const Folder& folder,
                                                   TaskContext& context) {
  auto unreadable = [&](int error) {
    context.skip({folder_path(folder.name), describe_error(error)});
  };
  FileDescriptor opened =
      open_at(AT_FDCWD, folder_path(folder.name),
              O_DIRECTORY | (folder.is_argument() ? 0 : O_NOFOLLOW));
  std::unique_ptr<DIR, int (*)(DIR*)> stream(
      opened ? ::fdopendir(opened.get()) : nullptr, ::closedir);
  if (stream == nullptr) {
    unreadable(errno);
    return std::nullopt;
  }
  opened.release();

  Listing listing;
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());
    if (entry == nullptr) {
      if (errno != 0) unreadable(errno);
      return listing;
    }
    std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    unsigned mode = type_of(::dirfd(stream.get()), *entry);
    listing.has_git |= name == ".git";
    listing.has_gitignore |= name == ".gitignore";
    if (S_ISDIR(mode)) {
      if (name != ".git") listing.folders.add(name);
    } else if (S_ISLNK(mode)) {
      listing.links.add(name);
    } else if (auto what = special_file(mode); !what.empty()) {
      listing.specials.emplace_back(name, what);
    } else {
      listing.files.add(name);
    }
  }
}

// Tells the entries that are to be read from the others and makes tasks of
// them.
void DirectorySource::Impl::descend(const Folder& folder,
                                    const Listing& listing,
                                    TaskContext& context) {
  const IgnoreLevel* ignore = folder.ignore;
  if (ignore_rules) {
    ignore = ignore_rules->inside(folder.absolute, ignore, listing.has_git,
                                  listing.has_gitignore);
  }
  std::string path = folder.absolute + '/';
  auto is_wanted = [&](std::string_view name, bool is_folder) {
    path.resize(folder.absolute.size() + 1);
    path.append(name);
    return !leaves_out(folder, ignore, path, name, is_folder);
  };

  listing.folders.for_each([&](std::string_view name) {
    if (!is_wanted(name, true)) return;
    Folder inner{.name = join(folder.name, name),
                 .absolute = path,
                 .top = folder.top,
                 .ignore = ignore};
    context.spawn([this, inner = std::move(inner)](TaskContext& next) {
      walk(inner, next);
    });
  });
  listing.links.for_each([&](std::string_view name) {
    if (is_wanted(name, false)) note_link(join(folder.name, name), context);
  });
  for (const auto& [name, what] : listing.specials) {
    if (!is_wanted(name, false)) continue;
    context.skip({join(folder.name, name), fmt::format("is {}", what),
                  Skipped::Why::kByRule});
  }
  NameList batch;
  listing.files.for_each([&](std::string_view name) {
    if (!is_wanted(name, false)) return;
    batch.add(name);
    if (batch.size() < kBatch) return;
    context.spawn([this, where = folder.name, names = std::exchange(batch, {})](
                      TaskContext& next) { scanner.scan(where, names, next); });
  });
  if (!batch.empty()) scanner.scan(folder.name, batch, context);
}

// `path` is absolute and ends with `name`.
bool DirectorySource::Impl::leaves_out(const Folder& folder,
                                       const IgnoreLevel* ignore,
                                       std::string_view path,
                                       std::string_view name,
                                       bool is_folder) const {
  if (!options.hidden && name.starts_with('.')) return true;
  if (is_ignored(ignore, path, is_folder)) return true;
  if (!exclude.empty() &&
      exclude.match(path.substr(folder.top + 1), is_folder) ==
          IgnoreFile::Verdict::kIgnore) {
    return true;
  }
  // Another argument starts there and reads it.
  return arguments->all().size() > 1 && arguments->has(path);
}

void DirectorySource::Impl::note_link(const std::string& name,
                                      TaskContext& context) const {
  std::unique_ptr<char, void (*)(void*)> target(
      ::realpath(name.c_str(), nullptr), std::free);
  if (target == nullptr) {
    context.skip({name, "symbolic link: " + describe_error(errno),
                  Skipped::Why::kByRule});
  } else if (!arguments->covers(target.get())) {
    context.skip({name, "symbolic link that leads elsewhere: not followed",
                  Skipped::Why::kByRule});
  }
}

DirectorySource::DirectorySource(DirectoryOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}

DirectorySource::~DirectorySource() = default;

void DirectorySource::split(TaskContext& context) {
  Impl& impl = *impl_;
  if (impl.options.ignore_files) impl.ignore_rules.emplace();
  impl.arguments.emplace(impl.options.paths, context);
  for (const PathArgument& argument : impl.arguments->all()) {
    impl.start(argument, context);
  }
}

}  // namespace stanch
