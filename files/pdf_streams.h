// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "core/byte_stream.h"
#include "files/archive_limits.h"

namespace stanch {

// The next deflated stream of a PDF file (ISO 32000-1, 7.3.8 and 7.4.4) from
// `from` on: the offset of its first byte. A stream is told by its dictionary,
// which names /FlateDecode first of its filters and stands right before the
// word `stream`; nothing else of the file is understood, and so nothing that is
// broken in it does harm. Time is linear in the file, over all calls.
std::optional<std::size_t> next_pdf_stream(std::string_view pdf,
                                           std::size_t from);

// Inflates what begins at the first of `bytes` (RFC 1950), as far as it goes.
// Borrows all.
class InflatedStream final : public ByteStream {
 public:
  InflatedStream(std::string_view bytes, const ArchiveLimits& limits,
                 ArchiveUse& use);
  ~InflatedStream() override;
  InflatedStream(const InflatedStream&) = delete;
  InflatedStream& operator=(const InflatedStream&) = delete;

  // What cannot be inflated ends it: readers of PDF files do the same.
  Result<std::size_t> read(std::span<char> room) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stanch
