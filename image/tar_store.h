// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "core/result.h"
#include "image/blob_store.h"

namespace stanch {

// The blobs of a tar file that is not compressed, read where they stand: what
// `docker save`, `podman save` or `skopeo copy ... oci-archive:` wrote. The
// heads of its members are read once; links between them are followed. Null
// where it is a tar of other things; kUnreadable where its heads cannot be
// read to the end, for then it is not known what is missing.
Result<std::unique_ptr<BlobStore>> open_tar_store(const std::string& file);

}  // namespace stanch
