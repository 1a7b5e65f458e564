// SPDX-License-Identifier: Apache-2.0
#include "scanner/extraction.h"

#include <optional>
#include <vector>

#include <re2/re2.h>

namespace stanch {
namespace {

// RE2 finds where a match ends, and then searches backwards for its begin: what
// it must learn for that costs ten times as much as trying one begin after the
// other, unless there are many.
constexpr std::uint64_t kFewBegins = 2048;

Range range_of(re2::StringPiece part, std::string_view text) {
  auto begin = static_cast<std::uint64_t>(part.data() - text.data());
  return {begin, begin + part.size()};
}

// What of a match gitleaks reports (docs/gitleaks.md): newlines at its ends are
// cut off, and the groups are those of a match in what is left, alone.
Candidate as_gitleaks(const CompiledRule& rule, std::size_t index,
                      std::string_view text, Range match) {
  while (!match.empty() && text[match.begin] == '\n') ++match.begin;
  while (!match.empty() && text[match.end - 1] == '\n') --match.end;
  Candidate out{index, match, match};
  auto alone = text.substr(match.begin, match.size());
  const re2::StringPiece piece(alone.data(), alone.size());
  int groups = rule.expression->NumberOfCapturingGroups();
  std::vector<re2::StringPiece> parts(groups + 1);
  if (groups == 0 ||
      !rule.expression->Match(piece, 0, piece.size(), re2::RE2::UNANCHORED,
                              parts.data(), groups + 1)) {
    return out;
  }
  int first = rule.group > 0 ? rule.group : 1;
  int last = rule.group > 0 ? rule.group : groups;
  for (int i = first; i <= last; ++i) {
    if (parts[i].empty()) continue;
    out.secret = range_of(parts[i], text);
    break;
  }
  return out;
}

// Runs a rule over stretches of one text.
class Matcher {
 public:
  Matcher(const CompiledRule& rule, std::size_t index, std::string_view text,
          std::vector<Candidate>& out)
      : rule_(rule),
        index_(index),
        text_(text),
        out_(out),
        groups_(rule.group + 1) {}

  // Both add the first match in text[from, end), or that which begins at
  // `from`, if it counts. Where to go on; none: there was no match.
  std::optional<std::uint64_t> next(std::uint64_t from, std::uint64_t end) {
    if (end - from > kFewBegins) return take(from, end, re2::RE2::UNANCHORED);
    if (!occurs(from, end, re2::RE2::UNANCHORED)) return std::nullopt;
    while (from < end && !occurs(from, end, re2::RE2::ANCHOR_START)) ++from;
    return next_at(from, end);
  }
  std::optional<std::uint64_t> next_at(std::uint64_t from, std::uint64_t end) {
    return take(from, end, re2::RE2::ANCHOR_START);
  }

 private:
  bool occurs(std::uint64_t from, std::uint64_t end,
              re2::RE2::Anchor anchor) const {
    return rule_.expression->Match({text_.data(), text_.size()}, from, end,
                                   anchor, nullptr, 0);
  }

  std::optional<std::uint64_t> take(std::uint64_t from, std::uint64_t end,
                                    re2::RE2::Anchor anchor) {
    if (!rule_.expression->Match({text_.data(), text_.size()}, from, end,
                                 anchor, groups_.data(),
                                 static_cast<int>(groups_.size()))) {
      return std::nullopt;
    }
    const Range match = range_of(groups_[0], text_);
    if (match.empty()) return match.end + 1;
    if (rule_.as_gitleaks) {
      Candidate candidate = as_gitleaks(rule_, index_, text_, match);
      if (!candidate.match.empty()) out_.push_back(candidate);
    } else if (groups_[rule_.group].data() != nullptr) {
      const Range secret = range_of(groups_[rule_.group], text_);
      if (!secret.empty()) out_.push_back({index_, match, secret});
    }
    return match.end;
  }

  const CompiledRule& rule_;
  std::size_t index_;
  std::string_view text_;
  std::vector<Candidate>& out_;
  std::vector<re2::StringPiece> groups_;
};

}  // namespace

void extract(const CompiledRule& rule, std::size_t index, std::string_view text,
             Range region, std::vector<Candidate>& out) {
  if (rule.expression == nullptr) return;
  if (rule.value != nullptr &&
      !rule.value->Match({text.data(), text.size()}, region.begin, region.end,
                         re2::RE2::UNANCHORED, nullptr, 0)) {
    return;
  }
  Matcher matcher(rule, index, text, out);
  for (std::uint64_t at = region.begin; at < region.end;) {
    const auto next = matcher.next(at, region.end);
    if (!next) return;
    at = *next;
  }
}

void extract_at(const CompiledRule& rule, std::size_t index,
                std::string_view text, std::span<const Hit> hits, Range region,
                std::vector<Candidate>& out) {
  Matcher matcher(rule, index, text, out);
  std::uint64_t at = region.begin;
  for (const Hit& hit : hits) {
    const auto before = text.substr(0, hit.end);
    for (const std::string& head : rule.heads) {
      if (hit.end >= at + head.size() && before.ends_with(head)) {
        const auto next = matcher.next_at(hit.end - head.size(), region.end);
        at = next.value_or(at);
      }
    }
  }
}

}  // namespace stanch
