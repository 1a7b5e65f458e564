// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace stanch {

// The name of an image in a registry, as Docker writes it:
// [HOST[:PORT]/]REPOSITORY[:TAG][@DIGEST]. The grammar is that of
// github.com/distribution/reference; "alpine" is
// docker.io/library/alpine:latest.
struct RegistryReference {
  std::string registry;    // "docker.io", "localhost:5000"
  std::string repository;  // "library/alpine"; may be empty where only a
                           // registry was asked for
  std::string tag;         // empty where a digest is there
  std::string digest;      // "sha256:..."; empty where there is none

  // What a manifest is asked for by.
  const std::string& version() const { return digest.empty() ? tag : digest; }
  // "docker.io/library/alpine:latest"
  std::string text() const;
  // Where the API is: Docker Hub's has another name.
  std::string api_host() const;
};

// kUsage, with what is wrong.
Result<RegistryReference> parse_reference(std::string_view text);

// HOST[:PORT] alone, for --catalog.
Result<RegistryReference> parse_registry(std::string_view text);

}  // namespace stanch
