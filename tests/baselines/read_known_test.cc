// SPDX-License-Identifier: Apache-2.0
#include "baselines/read_known.h"

#include <fmt/format.h>

#include "baselines/baseline_line.h"
#include "core/digest.h"
#include "tests/support/catch.h"

namespace stanch {
namespace {

constexpr std::string_view kValue = "value-of-one";

struct Spot {
  std::string rule = "rule-one";
  std::string path = "src/a.txt";
  std::uint64_t line = 3;
  std::string commit = {};
  std::string_view value = kValue;
};

Finding finding_at(const Spot& spot) {
  Finding out;
  out.rule_id = spot.rule;
  out.secret = Secret(spot.value);
  out.place.provenance.path = spot.path;
  out.place.match_start = {spot.line, 1};
  if (!spot.commit.empty()) {
    out.place.provenance.attributes = {{"commit", spot.commit}};
  }
  return out;
}

bool knows(KnownFindings known, const Spot& spot) {
  std::vector<Finding> findings;
  findings.push_back(finding_at(spot));
  known.drop_from(findings);
  return findings.empty();
}

KnownFindings baseline(const std::string& text, bool like_gitleaks = false) {
  KnownFindings out;
  auto read = read_baseline(text, "b", {.like_gitleaks = like_gitleaks}, out);
  INFO((read ? "" : read.error().message));
  REQUIRE(read);
  return out;
}

std::string ours(const Spot& spot) {
  std::string title(kBaselineTitle);
  BaselineLine line{spot.path, spot.rule, Secret(spot.value).fingerprint()};
  return title + "\n" + to_string(line) + "\n";
}

std::string gitleaks(const std::string& secret, const std::string& commit) {
  return R"([{"RuleID": "rule-one", "StartLine": 3, "File": "src/a.txt",)"
         R"( "Secret": ")" +
         secret + R"(", "Commit": ")" + commit + R"("}])";
}

std::string message_of(const std::string& text,
                       std::vector<std::string> rules = {}) {
  KnownFindings out;
  auto read = read_baseline(text, "b", {.rules = rules}, out);
  REQUIRE_FALSE(read);
  CHECK(read.error().kind == ErrorKind::kUsage);
  return read.error().message;
}

}  // namespace

TEST_CASE("our baseline knows a secret wherever it stands in its file",
          "[baselines]") {
  KnownFindings known = baseline(ours({}));
  CHECK(knows(known, {}));
  CHECK(knows(known, {.line = 99}));
  CHECK(knows(known, {.path = "./src/a.txt"}));
  CHECK_FALSE(knows(known, {.path = "src/b.txt"}));
  CHECK_FALSE(knows(known, {.rule = "rule-two"}));
  CHECK_FALSE(knows(known, {.value = "another-value"}));
}

TEST_CASE("a line of a baseline is read as it was written", "[baselines]") {
  for (std::string path : {"a b", "a\nb\\x", "\xc3\xa4\xff", " a "}) {
    BaselineLine line{path, "rule-one", Secret("x").fingerprint()};
    CHECK(parse_baseline_line(to_string(line)) == line);
    CHECK(to_string(line).find('\n') == std::string::npos);
  }
  CHECK_FALSE(parse_baseline_line("abc rule path"));
  CHECK_FALSE(
      parse_baseline_line(fmt::format("{} rule", Secret("x").fingerprint())));
  CHECK_FALSE(
      parse_baseline_line(fmt::format("{} r a\\q", Secret("x").fingerprint())));
}

TEST_CASE("a report of gitleaks is compared by secret, or by place",
          "[baselines]") {
  const std::string commit(40, 'c');
  KnownFindings open = baseline(gitleaks(std::string(kValue), commit));
  CHECK(knows(open, {.commit = commit}));
  CHECK(knows(open, {.line = 4}));
  CHECK_FALSE(knows(open, {.value = "another-value"}));

  KnownFindings hidden = baseline(gitleaks("REDACTED", commit));
  CHECK(knows(hidden, {.commit = commit, .value = "another-value"}));
  CHECK_FALSE(knows(hidden, {.line = 4, .commit = commit}));
  CHECK_FALSE(knows(hidden, {}));

  KnownFindings compat =
      baseline(gitleaks(std::string(kValue), commit), /*like_gitleaks=*/true);
  CHECK(knows(compat, {.commit = commit}));
  CHECK_FALSE(knows(compat, {.line = 4, .commit = commit}));
}

TEST_CASE("a baseline of detect-secrets is compared by hash", "[baselines]") {
  KnownFindings known =
      baseline(R"({"version": "1.5.0", "results": {"src/a.txt": [{"type": "x",)"
               R"("hashed_secret": ")" +
               hex(sha1({kValue})) + R"(", "line_number": 8}]}})");
  CHECK(knows(known, {}));
  CHECK(knows(known, {.rule = "rule-two"}));
  CHECK_FALSE(knows(known, {.path = "b"}));
  CHECK_FALSE(knows(known, {.value = "another-value"}));
}

TEST_CASE("a .gitleaksignore has two forms", "[baselines]") {
  const std::string commit(40, 'c');
  KnownFindings known;
  std::vector<std::string> warnings;
  read_ignore_file("# note\n\n src/a.txt:rule-one:3 \r\n" + commit +
                       ":b:rule-one:1\nsrc\\d:rule-one:2\nonly:two\na:b:c\n",
                   "i", known, warnings);
  CHECK(knows(known, {}));
  CHECK(knows(known, {.commit = commit}));
  CHECK_FALSE(knows(known, {.line = 4}));
  CHECK(knows(known, {.path = "b", .line = 1, .commit = commit}));
  CHECK_FALSE(knows(known, {.path = "b", .line = 1}));
  CHECK(knows(known, {.path = "src/d", .line = 2}));
  REQUIRE(warnings.size() == 2);
  CHECK(warnings[0].starts_with("i:6: "));
  CHECK(warnings[1].starts_with("i:7: "));
}

TEST_CASE("of several places only the unknown stay", "[baselines]") {
  Finding finding = finding_at({});
  finding.other_places.push_back(finding_at({.path = "b"}).place);
  finding.other_places.push_back(finding_at({.path = "c"}).place);
  std::vector<Finding> findings;
  findings.push_back(std::move(finding));
  KnownFindings known = baseline(ours({}) + ours({.path = "c"}));
  known.drop_from(findings);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].place.provenance.path == "b");
  CHECK(findings[0].other_places.empty());
}

TEST_CASE("a broken baseline is told by its place", "[baselines]") {
  const std::string title = std::string(kBaselineTitle) + "\n";
  CHECK(message_of("what?").starts_with("b: no baseline: expected"));
  CHECK(message_of("").starts_with("b: no baseline: expected"));
  CHECK(message_of(title + "\nabc\n").starts_with("b:3: expected a finger"));
  CHECK(message_of("[{").starts_with("b: not valid JSON"));
  CHECK(message_of("[{}]").starts_with("b: entry 1: expected a finding"));
  CHECK(message_of("{}").starts_with("b: expected the list"));
  CHECK(message_of(R"({"results": {"a": [{}]}})")
            .starts_with("b: results of a: expected hashed_secret"));
  CHECK(message_of(ours({}), {"rule-ones"}) ==
        "b:2: no rule has the id 'rule-one'; did you mean 'rule-ones'?");
}

}  // namespace stanch
