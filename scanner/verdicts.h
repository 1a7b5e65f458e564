// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/range.h"
#include "core/secret.h"
#include "scanner/judge.h"

namespace stanch {

// What was found in one stretch of text, whatever the path. Holds no secret.
struct Verdict {
  struct Match {
    std::size_t rule = 0;  // index into RuleDatabase::rules()
    Range secret;          // counted from the stretch's first byte
    ContentVerdict content;
    Fingerprint fingerprint;  // of what is reported; else empty
    Position start = {};      // as in Candidate
    bool only_component = false;
    // As in Candidate, the first run counted from the stretch's first byte.
    std::vector<DecodedStep> steps = {};

    bool operator==(const Match&) const = default;
  };
  // In the order of settle_overlaps(); those that are never reported and hide
  // nothing are left out.
  std::vector<Match> matches;
};

// A secret of a verdict at one path.
struct FoundSecret {
  std::size_t rule = 0;
  Fingerprint fingerprint;
  std::uint64_t offset = 0;  // from the stretch's first byte
};

using VerdictId = std::uint32_t;
inline constexpr VerdictId kNothingFound = 0;

// Every different verdict of one run, once. Any thread may add and ask.
class VerdictTable {
 public:
  explicit VerdictTable(const RuleDatabase& database) : database_(database) {}

  // The id of an equal verdict, perhaps a new one. Ids depend on the order in
  // which threads come, so no output may depend on them.
  VerdictId add(Verdict verdict);

  // The secrets that a verdict means at a path, by offset.
  std::vector<FoundSecret> at(VerdictId id, std::string_view path) const;

  // Whether it means different secrets at different paths.
  bool depends_on_path(VerdictId id) const;

  // The secrets that it can mean at any path, and perhaps a few more.
  std::vector<FoundSecret> anywhere(VerdictId id) const;

 private:
  struct Kept {
    Verdict verdict;
    bool depends_on_path = false;
    std::vector<FoundSecret> settled;  // where it does not
  };

  std::vector<FoundSecret> settle(const Verdict& verdict,
                                  std::string_view path) const;
  const Kept& kept(VerdictId id) const;

  const RuleDatabase& database_;
  mutable std::mutex mutex_;  // guards what follows
  std::deque<Kept> kept_;     // id - 1; a deque: what is kept stays in place
  std::map<std::string, VerdictId> ids_;  // by the verdict's bytes
};

}  // namespace stanch
