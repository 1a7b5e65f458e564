// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "image/manifest.h"

namespace stanch {

// What a manifest describes, by the media types of its parts (OCI image
// specification 1.1, "Guidelines for Artifact Usage").
enum class ManifestPurpose {
  kImage,        // layers that are laid over one another
  kAttestation,  // in-toto statements: provenance, bills of materials
  kSignature,    // of cosign or Notary: nothing in it to find
  kArtifact,     // a Helm chart, a WebAssembly module, anything
};

ManifestPurpose purpose_of(const Manifest& manifest,
                           const Descriptor& referred_by);

// Why a layer's bytes cannot be had or read; empty where they can.
std::string_view why_unreadable(const Descriptor& layer);

}  // namespace stanch
