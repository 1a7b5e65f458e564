// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/source.h"

namespace stanch {

// One file or folder that the user named.
struct PathArgument {
  std::string name;      // as files below it are named: "" for `.`
  std::string absolute;  // without symbolic links; "" for the root folder
  bool is_folder = false;
};

// The paths that a walk starts from, each place once.
class PathArguments {
 public:
  // What is not there, or is neither file nor folder, goes to context.skip.
  PathArguments(const std::vector<std::string>& paths, TaskContext& context);

  const std::vector<PathArgument>& all() const { return arguments_; }

  // Whether a place is one of the paths, or lies in one that is a folder.
  // Absolute, without symbolic links.
  bool has(std::string_view absolute) const {
    return places_.contains(absolute);
  }
  bool covers(std::string_view absolute) const;

 private:
  void add(const std::string& path, TaskContext& context);

  std::vector<PathArgument> arguments_;
  std::set<std::string, std::less<>> places_;   // all of them
  std::set<std::string, std::less<>> folders_;  // those that are folders
};

// `folder/name`, and `name` where the folder is called "".
std::string join(std::string_view folder, std::string_view name);

// What to call a file that has no content to scan: "a FIFO". Empty for regular
// files, folders and symbolic links. `mode` is st_mode.
std::string_view special_file(unsigned mode);

}  // namespace stanch
