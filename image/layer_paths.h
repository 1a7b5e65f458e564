// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
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
  // After the last one, before anything is asked.
  void finish();

  // What becomes of a file that a layer below has.
  Change change(std::string_view path) const;

 private:
  using Hashes = std::vector<std::uint64_t>;
  static bool has(const Hashes& sorted, std::string_view path);

  Hashes files_;  // and whatever else is no folder
  Hashes removed_;
  Hashes emptied_;
};

}  // namespace stanch
