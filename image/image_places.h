// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/finding.h"
#include "image/catalog.h"
#include "image/layer_scan.h"

namespace stanch {

// By the name of the layer's blob.
using LayerReports = std::map<std::string, LayerReport>;

struct PlaceChoice {
  bool squashed = false;
  bool since_base = false;
  bool only_known = false;  // drop layers that no image of the catalog has
};

// Fills in the attributes of each finding's places (docs/images.md), drops the
// places that were not chosen and the findings without any, and puts the rest
// in order: by layer, path and offset. Where several images have a layer, the
// place is told for the first in which the file is still there, and "images"
// names them all.
void tell_places(const Catalog& catalog, const LayerReports& reports,
                 const PlaceChoice& choice, std::vector<Finding>& findings);

}  // namespace stanch
