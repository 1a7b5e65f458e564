// SPDX-License-Identifier: Apache-2.0
#include "scanner/scanner.h"

#include <map>

#include "scanner/triggers.h"
#include "tests/support/catch.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

Rule github_rule() {
  Rule rule;
  rule.id = "github-pat";
  rule.title = "GitHub personal access token";
  rule.triggers = {"ghp_"};
  rule.expression = "ghp_[0-9A-Za-z]{36}";
  rule.checksum = "crc32-base62";
  rule.max_length = 64;
  return rule;
}

Rule assignment_rule() {
  Rule rule;
  rule.id = "generic-assignment";
  rule.trigger_expressions = {R"((?i)token["']?\s{0,2}[=:])"};
  rule.expression =
      R"((?i)[a-z_]{0,20}token["']?\s{0,2}[=:]\s{0,2}["']([^"'\n]{8,80})["'])";
  rule.specificity = Specificity::kGeneric;
  rule.max_length = 128;
  return rule;
}

RuleDatabase compile(std::vector<Rule> rules,
                     const std::vector<Allow>& allows = {}) {
  auto database = RuleDatabase::compile({std::move(rules)}, allows);
  REQUIRE(database.has_value());
  REQUIRE(database->check().has_value());
  return std::move(*database);
}

const Provenance kTextFile{"file", "a.txt", {}};

std::vector<Finding> scan(const RuleDatabase& database, std::string_view text) {
  Scanner scanner(database, {});
  std::vector<Finding> out;
  scanner.scan({text, kTextFile}, out);
  return out;
}

std::map<std::string, Reason> reasons(const RuleDatabase& database,
                                      std::string_view text) {
  Scanner scanner(database, {});
  std::map<std::string, Reason> out;
  scanner.observe_rejections([&](const Rule& rule, std::string_view,
                                 Reason reason) { out[rule.id] = reason; });
  std::vector<Finding> findings;
  scanner.scan({text, kTextFile}, findings);
  for (const Finding& f : findings) out[f.rule_id] = Reason::kReported;
  return out;
}

}  // namespace

TEST_CASE("a finding says what, where and round what", "[scanner]") {
  auto database = compile({github_rule()});
  std::string token = github_pat(1);
  auto findings =
      scan(database, "first\n  key = " + token + "; // end\nlast\n");
  REQUIRE(findings.size() == 1);
  const Finding& f = findings[0];
  CHECK(f.rule_id == "github-pat");
  CHECK(f.secret.reveal() == token);
  CHECK(f.place.start == Position{2, 9});
  CHECK(f.place.end == Position{2, 48});
  CHECK(f.place.offset == 14);
  CHECK(f.line_before == "  key = ");
  CHECK(f.line_after == "; // end");
  CHECK(f.place.provenance == kTextFile);
}

TEST_CASE("a wrong checksum is no finding, and no generic one", "[scanner]") {
  auto database = compile({assignment_rule(), github_rule()});
  CHECK(scan(database, broken_github_pat(1)).empty());
  auto told = reasons(database, "token = \"" + broken_github_pat(1) + "\"");
  CHECK(told["github-pat"] == Reason::kChecksum);
  CHECK(told["generic-assignment"] == Reason::kOverlap);
}

TEST_CASE("the more specific of two rules reports a value", "[scanner]") {
  auto database = compile({assignment_rule(), github_rule()});
  auto findings = scan(database, "token = \"" + github_pat(2) + "\"");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].rule_id == "github-pat");
}

TEST_CASE("neighbours of the alphabet unmake a match", "[scanner]") {
  auto database = compile({github_rule()});
  CHECK(scan(database, "x" + github_pat(1)).empty());
  CHECK(scan(database, github_pat(1) + "9").empty());
  CHECK(scan(database, "_" + github_pat(1) + "-").size() == 1);
}

TEST_CASE("an escape sequence is no neighbour", "[scanner]") {
  auto database = compile({github_rule()});
  for (const char* before :
       {R"(a\n)", R"(\t)", R"(\x0a)", R"(\u000A)", "%0A"}) {
    INFO(before);
    CHECK(scan(database, before + github_pat(3)).size() == 1);
  }
}

TEST_CASE("placeholders are dropped by name", "[scanner]") {
  auto database = compile({assignment_rule()});
  for (const char* value :
       {"aaaaaaaaaaaa", "changeme-now", "${GITHUB_TOKEN}",
        "{{ .Values.token }}", "<your-token>", "abcdefghijkl", "1234567890",
        "os.environ['TOKEN']", "get_token(user)", "xyxyxyxyxyxyxy",
        "my_secret_value", "qwertyuiop"}) {
    INFO(value);
    auto told = reasons(database, "token = \"" + std::string(value) + "\"");
    if (std::string(value).find('\'') == std::string::npos) {
      CHECK(told["generic-assignment"] == Reason::kPlaceholder);
    }
  }
  std::string value = std::string("tr0ub4dor") + "&3zz";
  CHECK(scan(database, "token = \"" + value + "\"").size() == 1);
  value.insert(5, "<>");
  CHECK(scan(database, "token = \"" + value + "\"").empty());
}

TEST_CASE("context, path, entropy and width each have their say", "[scanner]") {
  Rule rule = github_rule();
  rule.checksum = "";
  rule.context = {"github"};
  rule.entropy = 3;
  rule.path = R"(\.txt$)";
  auto database = compile({rule});
  std::string token = github_pat(4);
  CHECK(reasons(database, token)["github-pat"] == Reason::kContext);
  CHECK(reasons(database, "GitHub " + token)["github-pat"] ==
        Reason::kReported);
  CHECK(reasons(database, token + std::string(50, ' ') +
                              "github")["github-pat"] == Reason::kReported);
  CHECK(reasons(database, "github ghp_" + std::string(36, 'a'))["github-pat"] ==
        Reason::kEntropy);
  rule.path = R"(\.md$)";
  CHECK(reasons(compile({rule}), "github " + token)["github-pat"] ==
        Reason::kPath);
  rule.max_length = 39;
  CHECK(reasons(compile({rule}), "github " + token)["github-pat"] ==
        Reason::kWidth);
}

TEST_CASE("an allowlist needs all that it names", "[scanner]") {
  std::string token = github_pat(5);
  auto told = [&](const Allow& allow) {
    return reasons(compile({github_rule()}, {allow}), token)["github-pat"];
  };
  Allow allow{.reason = "test"};
  allow.rules = {"github-pat"};
  CHECK(told(allow) == Reason::kAllowlist);
  allow.paths = {R"(^b/)"};
  CHECK(told(allow) == Reason::kReported);
  allow.paths = {R"(txt$)", R"(^b/)"};
  allow.values = {"^ghp_"};
  CHECK(told(allow) == Reason::kAllowlist);
  allow.fingerprints = {Secret("another").fingerprint()};
  CHECK(told(allow) == Reason::kReported);
  allow.fingerprints.push_back(Secret(token).fingerprint());
  CHECK(told(allow) == Reason::kAllowlist);
  allow.rules = {"another-rule"};
  CHECK(told(allow) == Reason::kReported);
}

TEST_CASE("a comment on the line suppresses, unless told otherwise",
          "[scanner]") {
  auto database = compile({github_rule()});
  std::string text = github_pat(6) + " # stanch:allow\n" + github_pat(7) + "\n";
  auto findings = scan(database, text);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].place.start.line == 2);
  Scanner scanner(database, {.honour_comments = false});
  findings.clear();
  scanner.scan({text, kTextFile}, findings);
  CHECK(findings.size() == 2);
}

TEST_CASE("only what touches fresh bytes is reported", "[scanner]") {
  auto database = compile({github_rule()});
  std::string text =
      github_pat(1) + "\n" + github_pat(2) + "\n" + github_pat(3);
  Scanner scanner(database, {});
  for (std::uint64_t line = 0; line < 3; ++line) {
    std::vector<Range> fresh = {{line * 41 + 39, line * 41 + 40}};
    std::vector<Finding> findings;
    scanner.scan({.bytes = text, .provenance = kTextFile, .fresh = fresh},
                 findings);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].place.start.line == line + 1);
  }
  std::vector<Finding> findings;
  std::vector<Range> none;
  scanner.scan({.bytes = text, .provenance = kTextFile, .fresh = none},
               findings);
  CHECK(findings.empty());
}

TEST_CASE("other secrets on the line are masked in the frame", "[scanner]") {
  auto database = compile({github_rule()});
  std::string a = github_pat(1);
  std::string b = github_pat(2);
  for (const Finding& f : scan(database, "a=" + a + " b=" + b + "\n")) {
    std::string shown = f.line_before + f.line_after;
    CHECK(shown.find(a) == std::string::npos);
    CHECK(shown.find(b) == std::string::npos);
    CHECK(shown.find("REDACTED") != std::string::npos);
  }
}

TEST_CASE("UTF-16 and UTF-32 are read in both orders, with a mark or without",
          "[scanner]") {
  auto database = compile({github_rule()});
  std::string text = "a\nkey: " + github_pat(8) + "\n";
  struct Case {
    std::string name;
    std::string mark;
    std::size_t before;  // zeros before each character, and after it
    std::size_t after;
  };
  const Case cases[] = {{"utf-16le", "\xff\xfe", 0, 1},
                        {"utf-16be", "\xfe\xff", 1, 0},
                        {"utf-32le", {"\xff\xfe\0\0", 4}, 0, 3},
                        {"utf-32be", {"\0\0\xfe\xff", 4}, 3, 0}};
  for (const Case& one : cases) {
    for (bool mark : {false, true}) {
      INFO(one.name << (mark ? " with a mark" : ""));
      std::string wide = mark ? one.mark : "";
      for (char c : text) {
        wide +=
            std::string(one.before, '\0') + c + std::string(one.after, '\0');
      }
      auto findings = scan(database, wide);
      REQUIRE(findings.size() == 1);
      std::size_t unit = 1 + one.before + one.after;
      CHECK(findings[0].place.start == Position{2, 6});
      CHECK(findings[0].place.offset ==
            (mark ? one.mark.size() : 0) + unit * 7);
      CHECK(findings[0].secret.reveal() == github_pat(8));
      CHECK(findings[0].decoded == std::vector<std::string>{one.name});
    }
  }
}

TEST_CASE("a window reports what starts in it", "[scanner]") {
  auto database = compile({github_rule()});
  std::string text = std::string(100, ' ') + github_pat(9) + "\n";
  Scanner scanner(database, {});
  for (std::uint64_t split : {99u, 100u, 101u, 120u}) {
    std::vector<Finding> left;
    std::vector<Finding> right;
    scanner.scan(
        {.bytes = text, .provenance = kTextFile, .owned = Range{0, split}},
        left);
    scanner.scan({.bytes = text,
                  .provenance = kTextFile,
                  .owned = Range{split, text.size()}},
                 right);
    CHECK(left.size() == (split > 100 ? 1 : 0));
    CHECK(right.size() == (split > 100 ? 0 : 1));
  }
}

TEST_CASE("a rule that does not compile is named with its place", "[scanner]") {
  Rule rule = github_rule();
  rule.expression = "ghp_[0-9";
  auto database = RuleDatabase::compile({{rule}});
  REQUIRE(database);
  auto checked = database->check();
  REQUIRE_FALSE(checked);
  CHECK(checked.error().kind == ErrorKind::kUsage);
  CHECK(checked.error().message ==
        "rule github-pat: expression: 'ghp_[0-9' does not compile at position "
        "5: missing ]: [0-9");
  rule.triggers = {};
  rule.trigger_expressions = {"ghp_("};
  auto broken = RuleDatabase::compile({{rule}});
  REQUIRE_FALSE(broken);
  CHECK(broken.error().message.starts_with(
      "rule github-pat: trigger 'ghp_(' does not compile: "));
}

TEST_CASE("triggers that are packed small are triggers still", "[scanner]") {
  auto plain = serialize_triggers(std::vector<std::string>{"ghp_", "AKIA"});
  REQUIRE(plain);
  PrecompiledTriggers triggers{{}, *plain, plain->size(), 4};
  CHECK(unpack_triggers(triggers) != nullptr);
  std::string packed = pack_triggers(*plain);
  CHECK(packed.size() < plain->size() / 2);
  triggers.database = packed;
  CHECK(unpack_triggers(triggers) != nullptr);
  // Whoever gets none compiles them: slower, and the same findings.
  triggers.database.remove_suffix(1);
  CHECK(unpack_triggers(triggers) == nullptr);
  triggers = {};
  CHECK(unpack_triggers(triggers) == nullptr);
}

}  // namespace stanch
