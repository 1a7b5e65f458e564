// SPDX-License-Identifier: Apache-2.0
#include "image/media_types.h"

#include <algorithm>
#include <array>

namespace stanch {
namespace {

bool is_signature(std::string_view type) {
  constexpr std::array<std::string_view, 3> kParts = {
      "vnd.dev.cosign.simplesigning", "vnd.cncf.notary.signature",
      "vnd.dev.sigstore.bundle"};
  return std::ranges::any_of(
      kParts, [&](std::string_view part) { return type.contains(part); });
}

bool is_image_config(std::string_view type) {
  return type.empty() || type == "application/vnd.oci.image.config.v1+json" ||
         type == "application/vnd.docker.container.image.v1+json" ||
         type == "application/octet-stream";
}

bool is_statement(const Descriptor& layer) {
  return layer.blob.media_type.contains("in-toto") ||
         layer.blob.media_type.contains("vnd.dsse.envelope");
}

}  // namespace

ManifestPurpose purpose_of(const Manifest& manifest,
                           const Descriptor& referred_by) {
  if (is_signature(manifest.artifact_type) ||
      is_signature(referred_by.artifact_type) ||
      is_signature(manifest.config.blob.media_type) ||
      (!manifest.layers.empty() &&
       std::ranges::all_of(manifest.layers, [](const Descriptor& layer) {
         return is_signature(layer.blob.media_type);
       }))) {
    return ManifestPurpose::kSignature;
  }
  auto reference = referred_by.annotations.find("vnd.docker.reference.type");
  if ((reference != referred_by.annotations.end() &&
       reference->second == "attestation-manifest") ||
      std::ranges::any_of(manifest.layers, is_statement)) {
    return ManifestPurpose::kAttestation;
  }
  return is_image_config(manifest.config.blob.media_type) &&
                 manifest.artifact_type.empty()
             ? ManifestPurpose::kImage
             : ManifestPurpose::kArtifact;
}

std::string_view why_unreadable(const Descriptor& layer) {
  const std::string& type = layer.blob.media_type;
  if (type.ends_with("+encrypted")) {
    return "is an encrypted layer: decrypt the image first";
  }
  if (layer.has_urls || type.contains("nondistributable") ||
      type.contains(".foreign.")) {
    return "is a foreign layer, whose bytes are at an address of its own: it "
           "is not fetched";
  }
  return {};
}

}  // namespace stanch
