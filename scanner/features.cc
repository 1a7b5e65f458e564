// SPDX-License-Identifier: Apache-2.0
#include "scanner/features.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <string>

#include "core/lower_case.h"
#include "scanner/entropy.h"
#include "scanner/jwt_expiry.h"
#include "scanner/randomness.h"
#include "scanner/url_expiry.h"
#include "scanner/value_words.h"

namespace stanch {
namespace {

constexpr std::uint64_t kAround = 400;

using Words = std::span<const std::string_view>;

bool mentions_any(std::string_view text, Words words) {
  std::string lower = lower_case(text);
  return std::ranges::any_of(
      words, [&](std::string_view word) { return lower.contains(word); });
}

// Beside the secret: words in it are features of their own.
bool line_mentions_any(const Scene& s, Words words) {
  return mentions_any(s.before, words) || mentions_any(s.after, words);
}

double as_number(bool holds) { return holds ? 1 : 0; }

// The kind of rule: exactly one of these five holds.

bool is_key_file(const Rule& rule) {
  return rule.checksum == "pem-key" || rule.id.starts_with("private-key");
}

bool is_checked(const Rule& rule) {
  constexpr auto kChecked = std::to_array<std::string_view>(
      {"crc32-base62", "gitlab-routable", "grafana", "pypi-macaroon", "bech32",
       "base58check", "base58check-ripple", "crc16-strkey"});
  return std::ranges::find(kChecked, rule.checksum) != kChecked.end();
}

double private_key(const Scene& s) {
  return as_number(is_key_file(s.survivor.rule));
}
double checksummed(const Scene& s) {
  return as_number(is_checked(s.survivor.rule));
}
double prefixed(const Scene& s) {
  const Rule& rule = s.survivor.rule;
  return as_number(!is_key_file(rule) && !is_checked(rule) &&
                   rule.specificity == Specificity::kExact);
}
double contextual(const Scene& s) {
  const Rule& rule = s.survivor.rule;
  return as_number(!is_key_file(rule) && !is_checked(rule) &&
                   rule.specificity == Specificity::kContextual);
}
double generic(const Scene& s) {
  const Rule& rule = s.survivor.rule;
  return as_number(!is_key_file(rule) && !is_checked(rule) &&
                   rule.specificity == Specificity::kGeneric);
}

// The value.

// A thief must guess first: seeds of databases are full of hashes that are
// nobody's, and demonstrations of key stores.
double locked(const Scene& s) {
  std::string_view id = s.survivor.rule.id;
  return as_number(id.ends_with("-hash") || id.ends_with("-encrypted") ||
                   id == "jks-file" || id == "pkcs12-file");
}

double random_value(const Scene& s) {
  return as_number(looks_random(s.survivor.value));
}
// How much of the entropy that so many characters can have.
double entropy(const Scene& s) {
  std::string_view value = s.survivor.value;
  if (value.size() < 2) return 0;
  double most =
      std::log2(static_cast<double>(std::min<std::size_t>(value.size(), 64)));
  return std::min(1.0, shannon_entropy(value) / most);
}
double short_value(const Scene& s) {
  return as_number(s.survivor.value.size() < 8);
}
// A password may be a word with something to it; a name is words alone.
double words(const Scene& s) {
  return std::max(0.0, 2 * share_of_words(s.survivor.value) - 1);
}
double weak_word(const Scene& s) {
  return as_number(holds_weak_word(s.survivor.value));
}
// In a long value four characters are in a row by chance.
double keyboard_run(const Scene& s) {
  constexpr std::size_t kLongest = 48;
  return as_number(s.survivor.value.size() <= kLongest &&
                   holds_run(s.survivor.value));
}
double expired(const Scene& s) {
  if (s.survivor.now == 0) return 0;
  auto end = jwt_expiry(s.survivor.value);
  if (!end) end = url_expiry(s.line);
  return as_number(end && *end < s.survivor.now);
}

// What stands round it.

double named(const Scene& s) {
  constexpr auto kNames = std::to_array<std::string_view>(
      {"pass", "pwd", "secret", "token", "key", "auth", "cred"});
  std::string_view near = s.before;
  return as_number(mentions_any(
      near.substr(near.size() - std::min<std::size_t>(near.size(), 48)),
      kNames));
}
double quoted(const Scene& s) {
  Range secret = s.survivor.secret;
  std::string_view text = s.survivor.text;
  constexpr std::string_view kQuotes = "\"'`";
  return as_number(secret.begin > 0 && secret.end < text.size() &&
                   kQuotes.contains(text[secret.begin - 1]) &&
                   kQuotes.contains(text[secret.end]));
}
constexpr auto kMakeBelieve = std::to_array<std::string_view>(
    {"test", "example", "sample", "dummy", "fake", "mock", "demo", "invalid",
     "wrong", "foo", "e.g.", "placeholder"});
double name_of_test(const Scene& s) {
  std::string_view near = s.before;
  return as_number(mentions_any(
      near.substr(near.size() - std::min<std::size_t>(near.size(), 60)),
      kMakeBelieve));
}
double line_of_test(const Scene& s) {
  constexpr auto kAsserts = std::to_array<std::string_view>(
      {"assert", "expect", "should", ".tobe", "equals(", "usage:", "# =>",
       "#=>", "// =>"});
  return as_number(line_mentions_any(s, kMakeBelieve) ||
                   line_mentions_any(s, kAsserts));
}
double near_test(const Scene& s) {
  constexpr auto kTests = std::to_array<std::string_view>(
      {"assert", "describe(", "it(", "@test", "def test", "func test", "should",
       "expect(", "test(", "unittest", "mock", "#[test]"});
  return as_number(mentions_any(s.above, kTests));
}
double comment(const Scene& s) {
  auto first = s.line.find_first_not_of(" \t");
  if (first == s.line.npos) return 0;
  std::string_view rest = s.line.substr(first);
  return as_number(rest.starts_with('#') || rest.starts_with("//") ||
                   rest.starts_with('*') || rest.starts_with("/*") ||
                   rest.starts_with(';') || rest.starts_with("<!--") ||
                   (rest.starts_with("--") && !rest.starts_with("----")));
}
double slot_on_line(const Scene& s) {
  constexpr auto kSlots = std::to_array<std::string_view>(
      {"${", "{{", "<%", "getenv", "os.environ", "process.env", "%s", "$("});
  return as_number(line_mentions_any(s, kSlots));
}
// Of a template's own language: what it falls back on is hardly in use.
double in_slot(const Scene& s) {
  auto within = [&](std::string_view open, std::string_view close) {
    auto opened = s.before.rfind(open);
    return opened != s.before.npos &&
           s.before.find(close, opened) == s.before.npos &&
           s.after.contains(close);
  };
  return as_number(within("{{", "}}") || within("<%", "%>"));
}
double local_host(const Scene& s) {
  constexpr auto kHosts = std::to_array<std::string_view>(
      {"localhost", "127.0.0.1", "0.0.0.0", "example.com", "example.org",
       "example.net", "@host", "@db", "@postgres", "@mysql", "@redis", "@mongo",
       "@rabbit", "://host", ".invalid", "foo.com", "acme.com"});
  return as_number(line_mentions_any(s, kHosts));
}
double long_line(const Scene& s) { return as_number(s.line.size() > kAround); }

// The file.

double test_path(const Scene& s) { return as_number(s.path.test); }
double fixture_path(const Scene& s) { return as_number(s.path.fixture); }
double example_path(const Scene& s) { return as_number(s.path.example); }
double docs_path(const Scene& s) { return as_number(s.path.docs); }
double lock_file(const Scene& s) { return as_number(s.path.lock_file); }
double minified(const Scene& s) { return as_number(s.path.minified); }
double generated(const Scene& s) { return as_number(s.path.generated); }
double pipeline(const Scene& s) { return as_number(s.path.pipeline); }
// Of something that runs: not of a test, an example or another's code.
double config_file(const Scene& s) {
  const PathClass& path = s.path;
  return as_number(path.config && !path.test && !path.fixture &&
                   !path.example && !path.docs && !path.generated);
}

constexpr auto kFeatures =
    std::to_array<Feature>({{"private_key", private_key},
                            {"checksummed", checksummed},
                            {"prefixed", prefixed},
                            {"contextual", contextual},
                            {"generic", generic},
                            {"locked", locked},
                            {"random_value", random_value},
                            {"entropy", entropy},
                            {"short_value", short_value},
                            {"words", words},
                            {"weak_word", weak_word},
                            {"keyboard_run", keyboard_run},
                            {"expired", expired},
                            {"named", named},
                            {"quoted", quoted},
                            {"name_of_test", name_of_test},
                            {"line_of_test", line_of_test},
                            {"near_test", near_test},
                            {"comment", comment},
                            {"slot_on_line", slot_on_line},
                            {"in_slot", in_slot},
                            {"local_host", local_host},
                            {"long_line", long_line},
                            {"test_path", test_path},
                            {"fixture_path", fixture_path},
                            {"example_path", example_path},
                            {"docs_path", docs_path},
                            {"lock_file", lock_file},
                            {"minified", minified},
                            {"generated", generated},
                            {"pipeline", pipeline},
                            {"config_file", config_file}});

}  // namespace

Scene scene_of(const Survivor& survivor) {
  std::string_view text = survivor.text;
  auto [begin, end] = survivor.secret;
  std::uint64_t from = begin - std::min(begin, kAround);
  auto newline = text.substr(from, begin - from).rfind('\n');
  if (newline != text.npos) from += newline + 1;
  std::string_view shown = text.substr(0, end + kAround);
  std::uint64_t to =
      std::min<std::uint64_t>(shown.find('\n', begin), shown.size());
  std::uint64_t above = from - std::min(from, kAround);
  return {.survivor = survivor,
          .path = class_of(survivor.path),
          .line = text.substr(from, to - from),
          .before = text.substr(from, begin - from),
          .after = end < to ? text.substr(end, to - end) : std::string_view(),
          .above = text.substr(above, from - above)};
}

std::span<const Feature> features() { return kFeatures; }

}  // namespace stanch
