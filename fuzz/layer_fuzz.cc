// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as the blob of a layer: the limits hold, windows tile each text,
// and a layer that was read to its end has the digest of its bytes.
#include <cstdint>
#include <string>
#include <string_view>

#include "core/digest.h"
#include "files/memory_stream.h"
#include "fuzz/target.h"
#include "image/layer_scan.h"

namespace stanch {
namespace {

constexpr ArchiveLimits kLimits = {
    .ratio = 50, .ratio_from = 1 << 16, .total = 1 << 20};

void check(std::string_view bytes) {
  static ContentScanner contents(
      {.windows = {.window = 4096, .overlap = 64}, .limits = kLimits});
  TaskContext context;
  std::uint64_t scanned = 0;
  context.scan = [&](const Blob& blob) {
    Range owned = blob.owned.value_or(Range{0, blob.bytes.size()});
    require(owned.begin <= owned.end && owned.end <= blob.bytes.size());
    scanned += owned.size();
  };
  bool is_named = false;
  context.skip = [&](const Skipped& skipped) {
    require(!skipped.reason.empty());
    is_named = true;
  };
  context.stopped = [] { return false; };
  MemoryStream stream(bytes);
  std::string digest = "sha256:" + hex(sha256(bytes));
  LayerReport report = scan_layer({.name = digest, .size = bytes.size()},
                                  stream, contents, kLimits, context);
  require(report.digest.empty() || report.digest == digest);
  // What was not read to its end was named.
  require(!report.digest.empty() || is_named);
}

}  // namespace

void check_any(std::string_view bytes) { check(bytes); }

}  // namespace stanch
