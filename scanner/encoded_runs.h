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
// of what is put between two bytes there, may have made; others perhaps, and
// one perhaps twice. A change elsewhere in `read` can alter or unmake a run, or
// make another in its chain, but makes none where there was no chain. The
// ranges are sorted, share no byte and may be empty. The bounds are taken for
// the edges of the text, but what is shown round a run may lie beyond them. A
// run does not depend on where ranges begin and end: all runs of a text are
// those of its parts.
void find_runs(std::string_view text, Range bounds,
               std::span<const Range> changed, std::vector<FoundRun>& out);

// What bytes are that are not text: compressed or UTF-16, by their first 9.
std::optional<Encoding> packed_encoding(std::string_view bytes);
// Whether they may be by their first few, at least 3.
bool may_be_packed(std::string_view bytes);

// Whether a run that depends on `read` may depend on `changed`.
bool depends_on(const Range& read, std::span<const Range> changed);

// Parts of find_runs, by their signs (scanner/encoded_signs.h). Of digits of
// base64 and hex, all of a chain of lines: `runs` are at least those that touch
// kDigitReach bytes behind a range of changes, or adjoin them. To `read`,
// unless null, it appends what each chain depends on that was looked at.
inline constexpr std::uint64_t kDigitReach = 96;
void find_digit_runs(std::string_view text, Range bounds,
                     std::span<const Range> runs,
                     std::span<const Range> changed, std::vector<FoundRun>& out,
                     std::vector<Range>* read);
void find_escape_runs(std::string_view text, Range bounds,
                      std::span<const Range> changed,
                      std::vector<FoundRun>& out);
// Of those only the ones that begin with one of these leads, and others
// perhaps; the leads are in order.
void find_escape_runs(std::string_view text, Range bounds,
                      std::span<const std::uint64_t> leads,
                      std::span<const Range> changed,
                      std::vector<FoundRun>& out);
// The runs of text[bounds), which was decoded, whose core has a byte in one of
// the `decoded` ranges, and others perhaps; the ranges as `changed` above.
void find_nested_runs(std::string_view text, Range bounds,
                      std::span<const Range> decoded,
                      std::vector<FoundRun>& out);

}  // namespace stanch
