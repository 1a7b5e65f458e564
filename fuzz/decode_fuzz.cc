// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a text that holds encoded ones. The runs of its parts are those
// of the whole; what is decoded leads back into the run it was decoded from, in
// order; and so on inside.
#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "fuzz/target.h"
#include "scanner/decode.h"
#include "scanner/encoded_runs.h"

namespace stanch {
namespace {

void check_way_back(const DecodedText& decoded, const EncodedRun& run) {
  std::uint64_t begin = run.view.begin, end = run.view.begin;
  for (std::uint64_t i = 0; i < decoded.text().size(); ++i) {
    Range place = decoded.original({i, i + 1});
    require(!place.empty() && run.view.contains(place));
    require(place.begin >= begin && place.end >= end);
    begin = place.begin;
    end = place.end;
    Range shown = decoded.shown(place);
    require(shown.begin <= i && i < shown.end);
  }
}

void check_parts(std::string_view text, Range bounds,
                 const std::vector<FoundRun>& whole) {
  auto is_in = [](const FoundRun& found, const std::vector<FoundRun>& runs) {
    return std::ranges::any_of(runs, [&](const FoundRun& other) {
      return other.run == found.run && other.read == found.read &&
             other.core == found.core;
    });
  };
  for (std::uint64_t size : {std::uint64_t{0}, std::uint64_t{7}}) {
    std::vector<FoundRun> runs;
    for (std::uint64_t at = bounds.begin; at < bounds.end; at += 1 + size) {
      Range part{at, std::min(bounds.end, at + size)};
      find_runs(text, bounds, {&part, 1}, runs);
    }
    for (const FoundRun& found : runs) require(is_in(found, whole));
    for (const FoundRun& found : whole) require(is_in(found, runs));
  }
}

void check(std::string_view text, Range bounds, int depth) {
  if (bounds.empty()) return;
  std::vector<FoundRun> runs;
  find_runs(text, bounds, {&bounds, 1}, runs);
  check_parts(text, bounds, runs);
  for (const FoundRun& found : runs) {
    require(found.run.view.contains(found.run.range));
    require(found.read.contains(found.run.view));
    require(found.read.end <= text.size());
    DecodedText decoded = decode(text, found.run, 4096);
    check_way_back(decoded, found.run);
    if (depth > 0) check(decoded.text(), decoded.decoded(), depth - 1);
  }
}

}  // namespace

void check_any(std::string_view bytes) {
  // Every part of it is looked at by itself.
  if (bytes.size() > 2048) return;
  check(bytes, {0, bytes.size()}, 2);
  // Compressed data and UTF-16 by themselves.
  using enum Encoding;
  for (auto encoding : {kGzip, kUtf16Le, kUtf16Be, kBase64, kHex}) {
    EncodedRun run{encoding, {0, bytes.size()}, {0, bytes.size()}};
    check_way_back(decode(bytes, run, 4096), run);
  }
}

}  // namespace stanch
