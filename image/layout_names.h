// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace stanch {

// Where reading an image begins, best first: an OCI layout's index; the list of
// a `docker save` file (or the manifest of skopeo's dir:); the list of one from
// before Docker 1.10.
inline constexpr std::array<std::string_view, 3> kRootNames = {
    "index.json", "manifest.json", "repositories"};

// Where in a folder or tar file a blob of that name may lie, without "./" in
// front: a digest under `blobs/`, as its digits alone or as it is written;
// anything else at that path. Empty for a path that leads upwards.
std::vector<std::string> places_of(std::string_view name);

// A path as members are looked up by: without "./", "//" and a '/' at either
// end, "a/../b" made "b". Empty where it would leave the root.
std::string normal_path(std::string_view path);

// Whether a member of a tar file may be a part of an image, by its name: what
// programs that write images call one at the root, what lies in `blobs/`, or is
// `<digits>/layer.tar` and its like.
bool is_layout_name(std::string_view name);

}  // namespace stanch
