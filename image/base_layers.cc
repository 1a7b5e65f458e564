// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <span>

#include "image/catalog.h"

namespace stanch {

std::vector<std::vector<std::string>> diff_ids_of(const Catalog& catalog) {
  std::vector<std::vector<std::string>> out;
  for (const Image& image : catalog.images) {
    auto& ids = out.emplace_back();
    for (const ImageLayer& layer : image.layers) ids.push_back(layer.diff_id);
  }
  return out;
}

void mark_bases(Catalog& catalog,
                const std::vector<std::vector<std::string>>& bases) {
  auto all = diff_ids_of(catalog);
  for (std::size_t i = 0; i < catalog.images.size(); ++i) {
    Image& image = catalog.images[i];
    auto try_base = [&](const std::vector<std::string>& base) {
      bool is_prefix =
          base.size() <= all[i].size() && !base.empty() &&
          !std::ranges::count(base, std::string()) &&
          std::ranges::equal(base, std::span(all[i]).first(base.size()));
      if (!is_prefix) return;
      image.has_base = true;
      image.base_layers = std::max(image.base_layers, base.size());
    };
    std::ranges::for_each(bases, try_base);
    if (image.base_digest.empty()) continue;
    for (std::size_t j = 0; j < catalog.images.size(); ++j) {
      if (catalog.images[j].digest == image.base_digest) try_base(all[j]);
    }
  }
}

}  // namespace stanch
