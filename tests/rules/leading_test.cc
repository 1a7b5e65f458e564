// SPDX-License-Identifier: Apache-2.0
#include "rules/leading.h"

#include <algorithm>
#include <string>
#include <vector>

#include <re2/re2.h>

#include "rules/builtin.h"
#include "tests/support/catch.h"

namespace stanch {

TEST_CASE("an expression says what its matches begin with", "[rules]") {
  using Texts = std::vector<std::string>;
  struct Row {
    std::string expression;
    Texts texts;
  };
  for (const Row& row : {
           Row{"acme_[0-9A-Za-z]{36}", {"acme_"}},
           Row{R"(\bacme\.[0-9]+)", {"acme."}},
           Row{"[rs]k_(?:live|test)_\\w{24}",
               {"rk_live_", "rk_test_", "sk_live_", "sk_test_"}},
           Row{"a(?:b|c\\d|d)e", {"ab", "ac", "ad"}},
           Row{"https?://x", {"http://x", "https://x"}},
           Row{"(ab){2}c", {"ababc"}},
           Row{"ab+c", {"ab"}},
           Row{"a{2,9}b", {"aa"}},
           Row{"\\x41\\x2dz", {"A-z"}},
           Row{"ab*c", {"a"}},
           Row{"one[|)]x|two(?:[^]|]|)|three", {"one", "two", "three"}},
           Row{"[]a]b|c", {}},
           Row{"ab|", {}},
           Row{"a?", {}},
           Row{"[0-9]x", {}},
           Row{"x(?i:y)z", {"x"}},
           // What changes all that follows.
           Row{"(?i)acme", {}},
           Row{"(?:a(?i)|b)", {}},
           Row{"\\Qa|b\\E", {}},
           Row{"(?:ab", {}},
           Row{"ab)c", {}},
           Row{"", {}},
       }) {
    CAPTURE(row.expression);
    Texts texts = leading_texts(row.expression);
    if (row.texts.empty()) {
      CHECK(texts.empty());
      continue;
    }
    std::ranges::sort(texts);
    const auto [again, last] = std::ranges::unique(texts);
    texts.erase(again, last);
    Texts wanted = row.texts;
    std::ranges::sort(wanted);
    CHECK(texts == wanted);
  }
}

TEST_CASE("a head ends with the first trigger, the longest head first",
          "[rules]") {
  Rule rule;
  rule.expression = "-----BEGIN (?:RSA )?KEY-----x";
  rule.triggers = {"KEY-----"};
  CHECK(heads_of(rule) == std::vector<std::string>{"-----BEGIN RSA KEY-----",
                                                   "-----BEGIN KEY-----"});
  rule.triggers = {"RSA"};
  CHECK(heads_of(rule).empty());  // "-----BEGIN KEY-----x" has none
  rule.triggers = {"KEY", "EGIN"};
  CHECK(heads_of(rule) == std::vector<std::string>{"-----BEGIN"});
  rule.trigger_expressions = {"KEY"};
  CHECK(heads_of(rule).empty());
}

// The expressions are searched with RE2, their heads are not asked for.
TEST_CASE("what the examples of the built-in rules match begins with a head",
          "[rules]") {
  const RuleSet rules = builtin_rules();
  std::size_t with_heads = 0;
  std::size_t matched = 0;
  for (const RuleExamples& examples : builtin_examples()) {
    const auto rule =
        std::ranges::lower_bound(rules.rules, examples.rule_id, {}, &Rule::id);
    const auto heads = heads_of(*rule);
    if (heads.empty()) continue;
    ++with_heads;
    re2::RE2::Options latin1;
    latin1.set_encoding(re2::RE2::Options::EncodingLatin1);
    latin1.set_max_mem(64 << 20);
    const re2::RE2 expression(rule->expression, latin1);
    for (const std::string& text : examples.matching) {
      re2::StringPiece match;
      if (!expression.Match(text, 0, text.size(), re2::RE2::UNANCHORED, &match,
                            1)) {
        continue;  // what it matches is encoded there
      }
      ++matched;
      CAPTURE(rule->id);
      CHECK(std::ranges::any_of(heads, [&](const std::string& head) {
        return std::string_view(match.data(), match.size()).starts_with(head);
      }));
    }
  }
  CHECK(with_heads > 300);
  CHECK(matched > 2 * with_heads);
}

}  // namespace stanch
