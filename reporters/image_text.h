// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/provenance.h"

namespace stanch {

// Where in an image a place is, as labelled lines for a person; none where it
// is in no image:
//   layer    2 of team/app:1.2 (linux/amd64), sha256:1a2b3c4d5e6f
//   made by  COPY settings.ini /app/conf/
//   removed  in layer 3 by RUN rm /app/conf/settings.ini
//   avoid    List the file in .dockerignore, ...
// Nothing in it is fit for a terminal until it passed printable().
std::vector<std::pair<std::string, std::string>> image_lines(
    const Provenance& provenance);

}  // namespace stanch
