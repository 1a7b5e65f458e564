// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "image/blob_store.h"
#include "image/registry_client.h"
#include "image/registry_reference.h"

namespace stanch {

// Which images of a registry.
struct RegistryChoice {
  RegistryReference reference;
  bool all_tags = false;  // of its repository
  bool catalog = false;   // all tags of all repositories
  // Of the catalog: globs (fnmatch) over names of repositories; no `include`
  // is all.
  std::vector<std::string> include = {}, exclude = {};
};

// The blobs of a registry, asked for as they are read; nothing is kept but
// manifests. An image that cannot be had is a root all the same, whose reading
// then fails, so that one of a thousand tags does not hide the others.
class RegistryStore final : public BlobStore {
 public:
  RegistryStore(std::unique_ptr<RegistryClient> client, RegistryChoice choice);

  Result<std::vector<BlobRef>> roots() override;
  Result<std::unique_ptr<ByteStream>> open(const BlobRef& blob) override;
  bool has(const BlobRef&) override { return true; }

 private:
  Result<std::vector<std::string>> repositories();
  BlobRef root(const std::string& repository, const std::string& version);
  Result<std::string> manifest(const std::string& repository,
                               const std::string& version,
                               std::string* media_type = nullptr);
  // Notes that what a manifest names lies in its repository.
  void note_home(const std::string& repository, std::string_view manifest);

  const std::unique_ptr<RegistryClient> client_;
  const RegistryChoice choice_;

  std::mutex mutex_;                              // guards all below
  std::map<std::string, std::string> manifests_;  // by digest
  std::map<std::string, Error> failed_;           // roots by their name
  std::map<std::string, std::string> homes_;      // repositories by digest
};

}  // namespace stanch
