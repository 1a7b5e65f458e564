// SPDX-License-Identifier: Apache-2.0
//
// The runs of a text are decoded, each with what stands round it, and searched
// like any text; what comes out may have runs of its own. Level by level: all
// texts of one depth are put into one buffer, so that the triggers run once,
// and what was not decoded in a text does not count, for it was seen where it
// stands.
#include "scanner/decoded_search.h"

#include <algorithm>
#include <deque>
#include <string>
#include <tuple>
#include <utility>

#include "core/position.h"
#include "scanner/compiled_rules.h"
#include "scanner/decode.h"
#include "scanner/encoded_runs.h"
#include "scanner/islands.h"

namespace stanch {
namespace {

// How much is decoded before it is searched, in bytes.
constexpr std::size_t kBatch = std::size_t{256} << 10;
// The most matches that one run may hold; more are not looked at.
constexpr std::uint32_t kMostMatches = 4096;

}  // namespace

// A run of the text itself, and what may still come of it.
struct DecodedSearch::Root {
  Range read;
  std::uint64_t left = 0;  // bytes to be decoded
  std::uint32_t matches = 0;
};

// A decoded text.
struct DecodedSearch::View {
  const View* parent = nullptr;  // null: the text itself
  EncodedRun run;
  DecodedText decoded;
  std::size_t root = 0;
  bool is_packed = false;  // no text, but one can be made of it

  std::string_view decoded_bytes() const {
    auto [begin, end] = decoded.decoded();
    return decoded.text().substr(begin, end - begin);
  }
};

void DecodedSearch::find(std::string_view text, std::span<const Range> changed,
                         std::span<const Range> long_runs,
                         std::vector<DecodedMatch>& out,
                         std::vector<Range>* read) {
  if (depth_ == 0) return;
  std::vector<FoundRun> runs;
  const Range all{0, text.size()};
  find_digit_runs(text, all, long_runs, changed, runs, read);
  find_escape_runs(text, all, changed, runs);
  if (runs.empty()) return;
  auto order = [](const FoundRun& found) {
    return std::tuple(found.run.range.begin, found.run.range.end,
                      found.run.encoding);
  };
  std::ranges::sort(runs, {}, order);
  // One that is longer than a cluster may be met again from a later change.
  auto [again, end] = std::ranges::unique(runs, {}, order);
  runs.erase(again, end);
  text_ = text;
  out_ = &out;
  std::vector<Root> roots;
  std::vector<View> level;
  std::size_t size = 0;
  roots_ = &roots;
  for (const FoundRun& found : runs) {
    if (read != nullptr) read->push_back(found.read);
    std::uint64_t most =
        std::min(kDecodedPerByte * found.run.range.size(), 4 * kLongestDecoded);
    View view{nullptr, found.run,
              decode(text, found.run, std::min(most, kLongestDecoded)),
              roots.size()};
    most -= std::min(most, view.decoded.decoded().size());
    roots.push_back({found.read, most});
    size += view.decoded.text().size();
    level.push_back(std::move(view));
    if (size < kBatch && &found != &runs.back()) continue;
    search_levels(std::move(level));
    level.clear();
    size = 0;
  }
  if (database_.impl().unbound.any_required) set_starts();
}

// Where each match stands in the outermost text.
void DecodedSearch::set_starts() {
  std::ranges::stable_sort(*out_, {}, [](const DecodedMatch& match) {
    return match.candidate.match.begin;
  });
  PositionCursor cursor(text_, {});
  for (DecodedMatch& match : *out_) {
    match.candidate.start = cursor.at(match.candidate.match.begin);
  }
}

void DecodedSearch::search_levels(std::vector<View> level) {
  std::deque<std::vector<View>> levels;  // a deque: parents stay in place
  levels.push_back(std::move(level));
  for (unsigned depth = 1;; ++depth) {
    search(levels.back());
    if (depth == depth_) return;
    std::vector<View> next = nested(levels.back());
    if (next.empty()) return;
    levels.push_back(std::move(next));
  }
}

// Runs the triggers over all texts at once, with ends of lines between them. A
// trigger that seems to occur across one wakes a rule that then finds nothing.
void DecodedSearch::search(std::vector<View>& level) {
  std::string joined = "\n";
  std::vector<std::uint64_t> begins;
  for (View& view : level) {
    begins.push_back(joined.size());
    if (view.run.encoding == Encoding::kBase64) {
      view.is_packed = packed_encoding(view.decoded_bytes()).has_value();
    }
    if (view.is_packed) continue;
    joined += view.decoded.text();
    joined += "\n\n";
  }
  begins.push_back(joined.size());
  std::vector<Hit> hits;
  const Range all{0, joined.size()};
  finder_.find(joined, {&all, 1}, hits);
  std::ranges::sort(hits, {}, &Hit::end);
  auto hit = hits.begin();
  const bool always = !database_.impl().unbound.always.empty();
  for (std::size_t i = 0; i < level.size(); ++i) {
    if (!always && hit == hits.end()) return;
    std::vector<Hit> here;
    for (; hit != hits.end() && hit->end <= begins[i + 1]; ++hit) {
      std::uint64_t end = hit->end - begins[i];
      if (hit->end > begins[i] && end <= level[i].decoded.text().size()) {
        here.push_back({hit->rule, end});
      }
    }
    if (!here.empty() || (always && !level[i].is_packed)) {
      search(level[i], here);
    }
  }
}

void DecodedSearch::search(const View& view, std::vector<Hit>& hits) {
  std::vector<Candidate> candidates;
  extract_islands(database_, view.decoded.text(), hits, candidates);
  for (const Candidate& candidate : candidates) {
    // A file that is found by its path is found where it stands.
    if (!candidate.match.empty() &&
        view.decoded.decoded().contains(candidate.secret) &&
        view.decoded.is_changed(candidate.match)) {
      add(view, candidate);
    }
  }
}

void DecodedSearch::add(const View& view, const Candidate& found) {
  Root& root = (*roots_)[view.root];
  if (++root.matches > kMostMatches) return;
  DecodedMatch match;
  Candidate& outside = match.candidate;
  outside = found;
  for (const View* at = &view; at != nullptr; at = at->parent) {
    outside.steps.push_back({at->run, outside.match, outside.secret});
    outside.match = at->decoded.original(outside.match);
    outside.secret = at->decoded.original(outside.secret);
  }
  std::ranges::reverse(outside.steps);
  Surroundings around{text_, outside.match};
  std::string_view text = view.decoded.text();
  match.content = judge_content(database_, found, text, options_, &around);
  if (match.content.reason == Reason::kReported) {
    auto [begin, end] = found.secret;
    match.fingerprint =
        Secret(text.substr(begin, end - begin), options_.fingerprint_key)
            .fingerprint();
  }
  Range judged = judged_bytes(text_, outside.match);
  match.read = {std::min(root.read.begin, judged.begin),
                std::max(root.read.end, judged.end)};
  out_->push_back(std::move(match));
}

// What the texts of one level encode in turn.
std::vector<DecodedSearch::View> DecodedSearch::nested(
    const std::vector<View>& level) {
  std::vector<View> out;
  std::vector<FoundRun> runs;
  for (const View& view : level) {
    std::string_view text = view.decoded.text();
    Range decoded = view.decoded.decoded();
    runs.clear();
    if (view.is_packed) {
      auto encoding = packed_encoding(view.decoded_bytes());
      runs.push_back({{*encoding, decoded, {0, text.size()}}, decoded, {}});
    } else if (!decoded.empty()) {
      // All that was not decoded was seen where it stands.
      find_nested_runs(text, decoded, view.decoded.changed(), runs);
    }
    for (const FoundRun& found : runs) {
      std::uint64_t& left = (*roots_)[view.root].left;
      if (left == 0) break;
      if (!view.decoded.is_changed(found.core)) continue;
      View inner{&view, found.run,
                 decode(text, found.run, std::min(left, kLongestDecoded)),
                 view.root};
      std::uint64_t size = inner.decoded.decoded().size();
      if (size == 0) continue;
      left -= std::min(left, size);
      out.push_back(std::move(inner));
    }
  }
  return out;
}

}  // namespace stanch
