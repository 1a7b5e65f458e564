// SPDX-License-Identifier: Apache-2.0
#include "reporters/image_text.h"

#include <algorithm>
#include <string_view>

#include <fmt/core.h>

namespace stanch {
namespace {

// "sha256:" and as many digits as tell layers apart.
constexpr std::size_t kDigest = 7 + 12;

class ImageLines {
 public:
  explicit ImageLines(const Provenance& provenance) : provenance_(provenance) {}

  std::vector<std::pair<std::string, std::string>> lines() const {
    std::vector<std::pair<std::string, std::string>> out;
    auto add = [&](std::string label, std::string text) {
      if (!text.empty()) out.emplace_back(std::move(label), std::move(text));
    };
    std::string image = get("image");
    if (std::string platform = get("platform"); !platform.empty()) {
      image += fmt::format(" ({})", platform);
    }
    std::string index = get("layer_index");
    if (index.empty()) {
      add("image", image);
    } else {
      add("layer", fmt::format("{} of {}, {}", index, image,
                               get("layer").substr(0, kDigest)));
    }
    add("made by", get("created_by"));
    add("removed", change("removed_in_layer", "removed_by"));
    add("replaced", change("overwritten_in_layer", "overwritten_by"));
    add("avoid", get("advice"));
    return out;
  }

 private:
  std::string get(std::string_view key) const {
    const auto& all = provenance_.attributes;
    auto found = std::ranges::find(all, key,
                                   [](const auto& pair) { return pair.first; });
    return found == all.end() ? std::string() : found->second;
  }

  std::string change(std::string_view layer, std::string_view step) const {
    std::string index = get(layer);
    if (index.empty()) return {};
    std::string by = get(step);
    return "in layer " + index + (by.empty() ? "" : " by ") + by;
  }

  const Provenance& provenance_;
};

}  // namespace

std::vector<std::pair<std::string, std::string>> image_lines(
    const Provenance& provenance) {
  if (!provenance.origin.starts_with("image-") &&
      provenance.origin != "artifact") {
    return {};
  }
  return ImageLines(provenance).lines();
}

}  // namespace stanch
