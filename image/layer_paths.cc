// SPDX-License-Identifier: Apache-2.0
#include "image/layer_paths.h"

#include <algorithm>
#include <functional>

namespace stanch {
namespace {

constexpr std::string_view kWhiteout = ".wh.";
constexpr std::string_view kOpaque = ".wh..wh..opq";
// Hard links are few, but for those of a layer that is made to take memory.
constexpr std::size_t kMostLinkNames = 20'000;

std::uint64_t hash(std::string_view path) {
  return std::hash<std::string_view>{}(path);
}

// "" for what stands at the root.
std::string_view folder_of(std::string_view path) {
  std::size_t slash = path.rfind('/');
  return slash == path.npos ? std::string_view() : path.substr(0, slash);
}

}  // namespace

void LayerPaths::add(std::string_view path, bool is_folder) {
  std::string_view folder = folder_of(path);
  std::string_view name = folder.empty()
                              ? path.substr(path.starts_with('/') ? 1 : 0)
                              : path.substr(folder.size() + 1);
  if (name == kOpaque) {
    emptied_.push_back(hash(folder));
  } else if (name.starts_with(kWhiteout)) {
    std::string removed(folder);
    if (!folder.empty()) removed += '/';
    removed += name.substr(kWhiteout.size());
    removed_.push_back(hash(removed));
  } else if (!is_folder) {
    files_.push_back(hash(path));
  }
}

void LayerPaths::add_link(std::string_view path, std::string_view file) {
  if (links_.size() < kMostLinkNames) links_.emplace_back(path, file);
}

std::vector<std::string> LayerPaths::links_to(std::string_view file) const {
  std::vector<std::string> out;
  for (const auto& [path, target] : links_) {
    if (target == file) out.push_back(path);
  }
  return out;
}

void LayerPaths::finish() {
  for (Hashes* hashes : {&files_, &removed_, &emptied_}) {
    std::ranges::sort(*hashes);
    hashes->shrink_to_fit();
  }
}

bool LayerPaths::has(const Hashes& sorted, std::string_view path) {
  return std::ranges::binary_search(sorted, hash(path));
}

LayerPaths::Change LayerPaths::change(std::string_view path) const {
  if (has(files_, path)) return Change::kOverwritten;
  if (has(removed_, path)) return Change::kRemoved;
  while (!path.empty()) {
    path = folder_of(path);
    if (has(emptied_, path)) return Change::kHidden;
    if (!path.empty() && (has(removed_, path) || has(files_, path))) {
      return Change::kRemoved;
    }
  }
  return Change::kNone;
}

}  // namespace stanch
