// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "core/posix.h"
#include "core/source.h"
#include "files/content_scanner.h"

namespace stanch {

// Names of one folder, each followed by a NUL: one allocation for many.
class NameList {
 public:
  void add(std::string_view name) {
    names_.append(name).push_back('\0');
    ++count_;
  }
  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }

  template <typename Function>
  void for_each(Function function) const {
    for (std::size_t at = 0; at < names_.size();) {
      const char* name = names_.c_str() + at;
      function(name);
      at += std::strlen(name) + 1;
    }
  }

 private:
  std::string names_;
  std::size_t count_ = 0;
};

// Where a folder called `name` is to be opened; "" is the current one.
inline const char* folder_path(const std::string& name) {
  return name.empty() ? "." : name.c_str();
}

// Opens for reading without ever waiting: what was a file when it was listed
// may be a FIFO by now. `flags` are added.
FileDescriptor open_at(int folder, const char* name, int flags);

// Opens and scans regular files. Any thread may call it.
class FileScanner {
 public:
  explicit FileScanner(const ContentOptions& options)
      : longest_(options.windows.longest), contents_(options) {}

  // The file of that name, with its path; a symbolic link is followed.
  void scan(const std::string& path, TaskContext& context);
  // Files of one folder; a symbolic link is refused.
  void scan(const std::string& folder, const NameList& names,
            TaskContext& context);

 private:
  void scan_file(FileDescriptor file, const Provenance& provenance,
                 TaskContext& context);

  std::uint64_t longest_;
  ContentScanner contents_;
};

}  // namespace stanch
