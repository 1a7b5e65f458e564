// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/range.h"
#include "core/secret.h"
#include "scanner/hits.h"
#include "scanner/judge.h"

namespace stanch {

// How deep encodings are followed unless the user says otherwise.
inline constexpr unsigned kDefaultDecodeDepth = 5;

// All that is decoded of one run, at all depths, is at most this many times as
// long as the run; so a blob of n bytes costs at most this many times n.
inline constexpr std::uint64_t kDecodedPerByte = 16;
// And no text is longer than this when it was decoded, nor all of one run than
// four of them.
inline constexpr std::uint64_t kLongestDecoded = std::uint64_t{4} << 20;

// A match in what a text encodes.
struct DecodedMatch {
  Candidate candidate;  // with steps; not judged
  ContentVerdict content;
  Fingerprint fingerprint;  // of what is reported; else empty
  // All bytes of the outermost text on which this depends.
  Range read;
};

// Finds what stands encoded in texts. One a thread; borrows all but the depth.
class DecodedSearch {
 public:
  DecodedSearch(const RuleDatabase& database, HitFinder& finder,
                const JudgeOptions& options, unsigned depth)
      : database_(database),
        finder_(finder),
        options_(options),
        depth_(depth) {}

  // Appends the matches in what `text` encodes where `changed` has a bearing on
  // it, see find_runs(). `long_runs` as find_digit_runs() takes them. To
  // `read`, unless null, what that depends on.
  void find(std::string_view text, std::span<const Range> changed,
            std::span<const Range> long_runs, std::vector<DecodedMatch>& out,
            std::vector<Range>* read = nullptr);

 private:
  struct Root;
  struct View;

  void search_levels(std::vector<View> level);
  void search(std::vector<View>& level);
  void search(const View& view, std::vector<Hit>& hits);
  std::vector<View> nested(const std::vector<View>& level);
  void add(const View& view, const Candidate& found);
  void set_starts();

  const RuleDatabase& database_;
  HitFinder& finder_;
  const JudgeOptions& options_;
  unsigned depth_;

  // Of the text at hand.
  std::string_view text_;
  std::vector<Root>* roots_ = nullptr;
  std::vector<DecodedMatch>* out_ = nullptr;
};

}  // namespace stanch
