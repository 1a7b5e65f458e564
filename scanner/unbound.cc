// SPDX-License-Identifier: Apache-2.0
//
// RE2 can say which texts, in lower case, an expression's matches need: a
// formula of `and` and `or` over them. When the formula cannot hold without one
// of some of these texts, every match contains one of them, and they are
// triggers. Where each of these holds a keyword, so does every match, and the
// keywords need not be looked for any more.
#include "scanner/unbound.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <re2/filtered_re2.h>

#include "scanner/compiled_rules.h"
#include "scanner/folding.h"
#include "scanner/triggers.h"

namespace stanch {
namespace {

constexpr int kShortestAtom = 3;  // what is shorter is everywhere
constexpr std::size_t kMostAtoms = 256;
// A match that may be longer is sought in the whole text: an island is twice as
// wide.
constexpr std::size_t kWidestIsland = std::size_t{16} << 10;
// The longest text that gitleaks runs an expression over.
constexpr std::uint32_t kLongestFragment = 125'000;

// The texts of which every match contains one, in lower case; of those that
// hold one of the words, where words are given. Empty: there are none.
std::vector<std::string> needed_texts(const std::string& expression,
                                      const std::vector<std::string>& words) {
  re2::RE2::Options options;
  options.set_encoding(re2::RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  re2::FilteredRE2 filter(kShortestAtom);
  int id = -1;
  if (filter.Add(expression, options, &id) != re2::RE2::NoError) return {};
  std::vector<std::string> atoms;
  filter.Compile(&atoms);
  std::vector<std::string> needed;
  std::vector<int> others;
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    if (words.empty() || holds_any(atoms[i], words)) {
      needed.push_back(atoms[i]);
    } else {
      others.push_back(static_cast<int>(i));
    }
  }
  if (needed.empty() || needed.size() > kMostAtoms) return {};
  std::vector<int> possible;
  filter.AllPotentials(others, &possible);
  return possible.empty() ? needed : std::vector<std::string>();
}

std::vector<std::string> in_any_case(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (const std::string& word : words) {
    out.push_back("(?i)" + quoted_literal(word));
  }
  return out;
}

// Whether the rule can be found round triggers, which it then has.
bool bind(Rule& rule) {
  if (is_of_characters(rule.expression)) return false;
  std::size_t widest = widest_match({{rule.expression}});
  if (widest > kWidestIsland) return false;
  auto texts = needed_texts(rule.expression, rule.keywords);
  if (texts.empty()) return false;
  rule.trigger_expressions = in_any_case(texts);
  rule.max_length =
      static_cast<std::uint32_t>(std::max<std::size_t>(widest, 1));
  return true;
}

}  // namespace

UnboundRules bind_rules(std::vector<Rule>& rules) {
  UnboundRules out;
  out.whole.resize(rules.size());
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    Rule& rule = rules[i];
    out.any_required |= !rule.required.empty();
    out.any_component |= rule.is_component;
    if (rule.dialect != Dialect::kGitleaks) continue;
    if (rule.expression.empty()) {
      out.files.push_back(i);
      continue;
    }
    if (bind(rule)) continue;
    rule.max_length = kLongestFragment;
    rule.trigger_expressions = in_any_case(rule.keywords);
    if (rule.keywords.empty()) {
      // Without a keyword, a text that matches need still wakes it.
      rule.trigger_expressions =
          in_any_case(is_of_characters(rule.expression)
                          ? std::vector<std::string>()
                          : needed_texts(rule.expression, {}));
    }
    out.whole[i] = true;
    out.any_whole = true;
    if (rule.trigger_expressions.empty()) out.always.push_back(i);
  }
  return out;
}

}  // namespace stanch
