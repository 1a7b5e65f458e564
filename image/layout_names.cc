// SPDX-License-Identifier: Apache-2.0
#include "image/layout_names.h"

#include <algorithm>

#include "image/blob_store.h"

namespace stanch {
namespace {

constexpr std::string_view kHexadecimal = "0123456789abcdef";
constexpr std::size_t kNameDigits = 64;

// "<64 digits>" or "<64 digits>.<suffix>", perhaps with the algorithm in front,
// as go-containerregistry and kaniko name configurations.
bool is_blob_name(std::string_view name) {
  constexpr std::string_view kAlgorithm = "sha256:";
  if (name.starts_with(kAlgorithm)) name.remove_prefix(kAlgorithm.size());
  std::size_t digits =
      std::min(name.find_first_not_of(kHexadecimal), name.size());
  return digits == kNameDigits &&
         (name.size() == digits || name[digits] == '.');
}

}  // namespace

std::vector<std::string> places_of(std::string_view name) {
  if (!is_digest(name)) {
    std::string path = normal_path(name);
    if (path.empty()) return {};
    return {std::move(path)};
  }
  std::size_t colon = name.find(':');
  std::string algorithm(name.substr(0, colon));
  std::string digits(name.substr(colon + 1));
  return {"blobs/" + algorithm + "/" + digits, digits, std::string(name)};
}

std::string normal_path(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    std::size_t slash = std::min(path.find('/'), path.size());
    std::string_view part = path.substr(0, slash);
    path.remove_prefix(std::min(slash + 1, path.size()));
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (parts.empty()) {
      return {};
    } else {
      parts.pop_back();
    }
  }
  std::string out;
  for (std::string_view part : parts) {
    if (!out.empty()) out += '/';
    out += part;
  }
  return out;
}

bool is_layout_name(std::string_view name) {
  std::size_t slash = name.find('/');
  if (slash == name.npos) {
    return is_blob_name(name) || name == "oci-layout" ||
           name == "config.json" || std::ranges::count(kRootNames, name) > 0 ||
           name.ends_with(".tar") || name.ends_with(".tar.gz");
  }
  std::string_view top = name.substr(0, slash), rest = name.substr(slash + 1);
  if (top == "blobs") return std::ranges::count(rest, '/') == 1;
  return is_blob_name(top) &&
         (rest == "layer.tar" || rest == "json" || rest == "VERSION");
}

}  // namespace stanch
