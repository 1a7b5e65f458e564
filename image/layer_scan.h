// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/source.h"
#include "files/content_scanner.h"
#include "image/blob_store.h"
#include "image/layer_paths.h"

namespace stanch {

// What was seen of a layer besides its findings.
struct LayerReport {
  LayerPaths paths;
  std::string digest;   // of the blob, as read; empty where not all was
  std::string diff_id;  // of the tar in it; empty where not all was
  bool is_tar = true;   // false: it was scanned as some other content
};

// Reads a layer from its first byte to its last and scans it: a tar, plain or
// compressed in any way, told by its bytes and not by its media type. Its files
// have the origin "image-layer", and say by the attributes "layer" (the blob's
// name), "file" (their path in the layer), "mode" and "owner" where they are.
//
// Named with context.skip, kUnreadable, under "layer <name>": a blob that is
// not what was promised, a tar that is damaged, what the ContentScanner names.
LayerReport scan_layer(const BlobRef& blob, ByteStream& stream,
                       ContentScanner& contents, const ArchiveLimits& limits,
                       TaskContext& context);

// Scans the members of a tar that is a whole file system, `docker export`'s:
// as above but for the attribute "layer".
Result<void> scan_root_files(ArchiveReader& archive, ArchiveUse& use,
                             ContentScanner& contents, TaskContext& context,
                             const ContentScanner::Describe& describe);

}  // namespace stanch
