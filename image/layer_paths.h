// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stanch {

// What a layer does to the files of the layers below it: which paths it has,
// which it removes and which folders it empties (OCI image specification 1.1,
// "Whiteouts"). Keeps eight bytes for each path, a hash, because only the few
// paths where something was found are ever asked for.
class LayerPaths {
 public:
  enum class Change {
    kNone,
    kRemoved,      // by a whiteout of the file or a folder above it, or
                   // because something that is no folder stands there
    kHidden,       // the layer emptied a folder above it (an opaque one)
    kOverwritten,  // the layer has a file there itself
  };

  // An entry of the layer, its path as normal_path() makes it.
  void add(std::string_view path, bool is_folder);
  // A hard link, also told by add(): the same file under another path.
  void add_link(std::string_view path, std::string_view file);
  // After the last one, before anything is asked.
  void finish();

  // What becomes of a file that a layer below has.
  Change change(std::string_view path) const;

  // The other paths of a file that this layer has; the first thousands of them.
  std::vector<std::string> links_to(std::string_view file) const;

 private:
  // Layers of ten million files exist: no copies while it grows.
  using Hashes = std::deque<std::uint64_t>;
  static bool has(const Hashes& sorted, std::string_view path);

  Hashes files_;  // and whatever else is no folder
  Hashes removed_;
  Hashes emptied_;
  std::vector<std::pair<std::string, std::string>> links_;  // path, file
};

}  // namespace stanch
