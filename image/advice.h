// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace stanch {

// What would have kept a secret out of an image, in one line, by where it was
// found: `origin` as ImageSource has them, `path` of the text, `created_by` of
// the layer.
std::string image_advice(std::string_view origin, std::string_view path,
                         std::string_view created_by, bool is_gone,
                         bool is_of_base);

}  // namespace stanch
