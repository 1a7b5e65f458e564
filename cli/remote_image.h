// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cli/scan_run.h"
#include "core/source.h"
#include "image/blob_store.h"

namespace stanch {

// How images are had that do not lie here.
struct RemoteChoice {
  bool all_tags = false;
  bool catalog = false;
  std::vector<std::string> include, exclude;  // repositories of the catalog
  std::string mirror;  // HOST[:PORT] that is asked instead
  bool plain_http = false;
  std::string ca_file;
  std::string auth_file;
  std::vector<std::string> token_hosts;
  bool containers = false;
  std::string
      cache_dir;  // where blobs that are pulled are kept; empty: nowhere
  std::uint64_t cache_size = std::uint64_t{10} << 30;  // bytes
};

// Whether a name is to be asked for, of an engine or a registry. What exists is
// a path, and so is what looks like one: it begins with '/' or '.', or ends as
// archives do. So a path that is mistyped is not asked for on the network.
bool is_remote_image(const std::string& name);

// Whether it is docker://NAME or podman://NAME.
bool is_engine_image(const std::string& name);

// The images of a registry, and the one of an engine. kUsage where the name or
// the settings make no sense. Nothing is asked yet but where an engine's socket
// is.
Result<std::unique_ptr<BlobStore>> open_registry_image(
    const std::string& name, const RemoteChoice& choice,
    const ScanRequest& request);
Result<std::unique_ptr<ByteStream>> open_engine_stream(const std::string& name);

// The running containers of docker:// or podman://.
Result<std::unique_ptr<Source>> open_containers(const std::string& name);

}  // namespace stanch
