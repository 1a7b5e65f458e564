// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/range.h"
#include "scanner/encoding.h"

namespace stanch {

// Longer runs are cut there, in bytes.
inline constexpr std::uint64_t kLongestRun = std::uint64_t{4} << 20;
// The same of escape sequences, whose way back takes more memory.
inline constexpr std::uint64_t kLongestCluster = std::uint64_t{256} << 10;

struct FoundRun {
  EncodedRun run;
  // In a text that was decoded itself, the run counts where that made some of
  // these bytes: its digits, or the lead of its first escape sequence.
  Range core;
  // All bytes on which it depends that the run is there and is as it is: where
  // none of them changes, the run stays.
  Range read;
};

// Appends the runs of text[bounds) that a change of the bytes in `changed`, or
// of what is put between two bytes there, may have made: all with a digit or an
// escape sequence that touches or adjoins one of its ranges. A
// change further off in `read` can alter or unmake a run, but makes none where
// there was none. The ranges are sorted, share no byte and may be empty. The
// bounds are taken for the edges of the text, but what is shown round a run may
// lie beyond them. A run does not depend on where ranges begin and end: all
// runs of a text are those of its parts.
void find_runs(std::string_view text, Range bounds,
               std::span<const Range> changed, std::vector<FoundRun>& out);

// What bytes are that are not text: compressed or UTF-16, by their first 9.
std::optional<Encoding> packed_encoding(std::string_view bytes);
// Whether they may be by their first few, at least 3.
bool may_be_packed(std::string_view bytes);

// Whether a run that depends on `read` may depend on `changed`.
bool depends_on(const Range& read, std::span<const Range> changed);

// Parts of find_runs, by the signs that find_signs() tells: base64 and hex;
// escape sequences.
void find_digit_runs(std::string_view text, Range bounds,
                     std::span<const std::uint64_t> signs,
                     std::span<const Range> changed,
                     std::vector<FoundRun>& out);
void find_escape_runs(std::string_view text, Range bounds,
                      std::span<const std::uint64_t> leads,
                      std::span<const Range> changed,
                      std::vector<FoundRun>& out);

}  // namespace stanch
