// SPDX-License-Identifier: Apache-2.0
#include "scanner/buffer.h"

#include <utility>

#include "scanner/records.h"

namespace stanch {

std::vector<Finding> scan_buffer(Scanner& scanner, std::string_view bytes,
                                 std::string path, Confidence least,
                                 std::int64_t now) {
  scanner.set_now(now);
  // The engine takes no null pointer, not even for nothing.
  if (bytes.data() == nullptr) bytes = "";
  Provenance provenance{.origin = "buffer", .path = std::move(path)};
  std::vector<Finding> findings;
  scanner.scan({.bytes = bytes, .provenance = provenance}, findings);
  std::erase_if(findings, [&](const Finding& finding) {
    return finding.confidence < least;
  });
  return to_records(std::move(findings));
}

}  // namespace stanch
