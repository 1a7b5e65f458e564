// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/source.h"
#include "files/window_reader.h"

namespace stanch {

struct DirectoryOptions {
  std::vector<std::string> paths;  // files and folders
  // Lines of a gitignore file, relative to each folder of `paths`. A file of
  // `paths` is held against them by its whole name.
  std::vector<std::string> exclude;
  bool ignore_files = true;  // honour .gitignore inside a repository
  bool hidden = true;        // scan what has a name with a dot in front
  std::size_t window = WindowOptions{}.window;  // see files/window_reader.h
  std::size_t overlap = WindowOptions{}.overlap;
  std::uint64_t longest = 0;   // bytes; larger files are passed by; 0: none are
  unsigned archive_depth = 3;  // see files/content_scanner.h
};

// `stanch dir PATH...`: every regular file below the paths, each once, also
// where a path is given twice or lies below another one. A file is named as
// walked: below `src` it is `src/a.txt`, below `.` it is `a.txt`. A folder is a
// task that spawns its sub-folders and its files in batches.
//
// Named with context.skip, kUnreadable: a path that does not exist or is no
// file or folder; a folder or file that cannot be opened or read on, that
// vanished, or that shrank while it was read (what came is scanned). kByRule: a
// FIFO, socket or device below a folder; a symbolic link that leads out of the
// paths, or nowhere; a file of `paths` that `exclude` leaves out;
// a file larger than `longest`.
//
// Left out without a word, because they were asked for or are read elsewhere:
// what `exclude`, `hidden` and ignore files (files/ignore_rules.h) say;
// symbolic links whose target lies below the paths; the insides of `.git`
// folders, which are for `stanch git` (a `.git` file is scanned).
//
// A path of `paths` is read whatever ignore files say of it, and a link in its
// place is followed; no ignore file above it counts inside a folder that git
// would ignore. The index is not read: a file that is ignored and yet tracked
// is left out here; `ignore_files = false` or `stanch git` finds it.
class DirectorySource final : public Source {
 public:
  explicit DirectorySource(DirectoryOptions options);
  ~DirectorySource() override;

  void split(TaskContext& context) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stanch
