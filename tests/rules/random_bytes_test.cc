// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <string>

#include "rules/config.h"
#include "rules/rule_file.h"
#include "tests/support/catch.h"
#include "tests/support/source_tree.h"

namespace stanch {
namespace {

// Both readers give something, or one line with the file's name.
void check_both(const std::string& text) {
  auto one_line = [](const Error& error) {
    return error.message.starts_with("name:") && !error.message.contains('\n');
  };
  auto file = parse_rule_file(text, "name");
  CHECK((file.has_value() || one_line(file.error())));
  auto config = parse_config(text, "name");
  CHECK((config.has_value() || one_line(config.error())));
}

}  // namespace

TEST_CASE("random bytes are read or refused", "[rules]") {
  std::mt19937 random(1);
  for (int round = 0; round < 500; ++round) {
    std::string text(random() % 200, '\0');
    for (char& c : text) c = static_cast<char>(random());
    check_both(text);
  }
}

TEST_CASE("random words of TOML are read or refused", "[rules]") {
  const std::vector<std::string> words = {
      "[[rule]]", "[[allow]]", "[rules]",  "[scan]",  "\n",        "\n",
      "\n",       "id",        "severity", "exclude", "rule",      "trigger",
      " = ",      " = ",       "'a-b'",    "\"low\"", "[",         "]",
      "{",        "}",         ",",        ".",       "'''",       "\"\"\"",
      "#",        "1",         "-1",       "1.5",     "nan",       "true",
      "\\u0000",  "\xc3",      "\xa9",     "\r\n",    "1979-05-27"};
  std::mt19937 random(2);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::size_t i = random() % 40; i > 0; --i) {
      text += words[random() % words.size()];
    }
    check_both(text);
  }
}

TEST_CASE("a rule file with one byte changed is read or refused", "[rules]") {
  const std::string& original = source_file("tests/rules/awkward.toml").text;
  REQUIRE(parse_rule_file(original, "name"));
  std::mt19937 random(3);
  for (std::size_t at = 0; at < original.size(); ++at) {
    std::string text = original;
    text[at] = static_cast<char>(random());
    check_both(text);
  }
}

}  // namespace stanch
