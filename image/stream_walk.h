// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "core/source.h"
#include "files/content_scanner.h"
#include "image/image_places.h"
#include "image/memory_store.h"

namespace stanch {

// What a tar file of images that can be read only once left behind.
struct StreamedImages {
  MemoryStore described;  // manifests and configurations
  LayerReports layers;    // those that were scanned, by how images name them
  // Other names of layers, and what their findings call them.
  std::map<std::string, std::string> links;
};

// Reads a tar file, compressed or not, from front to back: scans its layers as
// it comes to them and keeps the small documents. Everything else is scanned as
// a file of a whole file system.
StreamedImages scan_stream(ByteStream& tar, ContentScanner& contents,
                           const ArchiveLimits& limits, TaskContext& context);

}  // namespace stanch
