// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "image/blob_store.h"

namespace stanch {

// The blobs of a folder: an OCI image layout (`oci-layout`, `index.json`,
// `blobs/<algorithm>/<digits>`), what `skopeo copy ... dir:` writes
// (`manifest.json` and files that are called as the digits of their digest), or
// an unpacked `docker save` file. Links that lead out of the folder are
// refused. Null where the folder is none of these.
std::unique_ptr<BlobStore> open_folder_store(const std::string& folder);

}  // namespace stanch
