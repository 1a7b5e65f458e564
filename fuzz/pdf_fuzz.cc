// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a PDF file: streams are found in order, each inflates within the
// limits, and each ends.
#include <array>
#include <string_view>

#include "files/pdf_streams.h"
#include "fuzz/target.h"

namespace stanch {
namespace {

constexpr ArchiveLimits kLimits = {
    .ratio = 50, .ratio_from = 1 << 16, .total = 1 << 20};
constexpr std::size_t kRoom = 999;

void check(std::string_view pdf) {
  ArchiveUse use{.stored = pdf.size()};
  std::size_t at = 0;
  while (auto data = next_pdf_stream(pdf, at)) {
    require(*data > at && *data <= pdf.size());
    at = *data;
    InflatedStream stream(pdf.substr(at), kLimits, use);
    std::array<char, kRoom> room;
    while (true) {
      auto got = stream.read(room);
      if (!got) return;  // a limit
      if (*got == 0) break;
      require(*got <= room.size());
    }
    require(use.expanded <= kLimits.total);
  }
}

}  // namespace

void check_any(std::string_view bytes) { check(bytes); }

}  // namespace stanch
