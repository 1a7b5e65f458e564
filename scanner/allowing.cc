// SPDX-License-Identifier: Apache-2.0
#include "scanner/allowing.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "core/secret.h"
#include "scanner/compiled_rules.h"
#include "scanner/folding.h"
#include "scanner/lines.h"

namespace stanch {
namespace {

bool any_occurs(const std::vector<Expression>& expressions,
                std::string_view text) {
  return std::ranges::any_of(expressions, [&](const auto& expression) {
    return occurs(expression, text);
  });
}

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

// What gitleaks takes for the line: it begins with the end of the line before,
// and a last line without an end is all of the text up to there.
Range line_of_gitleaks(std::string_view text, Range lines) {
  if (lines.end == text.size()) return {0, lines.end};
  return {lines.begin - std::min<std::uint64_t>(lines.begin, 1), lines.end};
}

Range target_of(const CompiledAllow& allow, const Candidate& candidate,
                std::string_view text, bool like_gitleaks) {
  switch (allow.target) {
    case AllowTarget::kMatch:
      return candidate.match;
    case AllowTarget::kLine:
      return like_gitleaks
                 ? line_of_gitleaks(text, lines_of(text, candidate.match))
                 : lines_of(text, candidate.match);
    default:
      return candidate.secret;
  }
}

// A folder between the allow's own and the file.
bool any_folder_occurs(const CompiledAllow& allow, std::string_view path) {
  std::string_view top = allow.folder;
  if (top.empty()) return false;
  if (top == ".") top = {};
  if (!path.starts_with(top)) return false;
  for (auto at = path.find('/', top.size()); at != path.npos;
       at = path.find('/', at + 1)) {
    if (any_occurs(allow.paths, path.substr(0, at))) return true;
  }
  return false;
}

}  // namespace

bool covers(const RuleDatabase& database, const CompiledAllow& allow,
            const Candidate& candidate, std::string_view text,
            const JudgeOptions& options) {
  const Rule& rule = database.rules()[candidate.rule];
  if (!allow.rules.empty() && !contains(allow.rules, rule.id)) return false;
  auto cut = [&](Range range) {
    return text.substr(range.begin, range.size());
  };
  if (!allow.values.empty() &&
      !any_occurs(allow.values,
                  cut(target_of(allow, candidate, text,
                                database.impl().unbound.like_gitleaks)))) {
    return false;
  }
  if (!allow.stopwords.empty() &&
      !holds_any(cut(candidate.secret), allow.stopwords)) {
    return false;
  }
  if (allow.fingerprints.empty()) return true;
  Secret keyed(cut(candidate.secret), options.fingerprint_key);
  return contains(allow.fingerprints, keyed.fingerprint());
}

bool asks_for_place(const CompiledAllow& allow) {
  return !allow.paths.empty() || !allow.commits.empty();
}

bool covers_place(const CompiledAllow& allow, const Provenance& place) {
  if (!allow.paths.empty() && !any_occurs(allow.paths, place.path) &&
      !any_folder_occurs(allow, place.path)) {
    return false;
  }
  if (allow.commits.empty()) return true;
  auto commit = std::ranges::find(place.attributes, "commit",
                                  &std::pair<std::string, std::string>::first);
  return commit != place.attributes.end() &&
         contains(allow.commits, commit->second);
}

}  // namespace stanch
