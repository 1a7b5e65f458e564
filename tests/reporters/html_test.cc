// SPDX-License-Identifier: Apache-2.0
//
// The html report as text: that its policy allows its own script and nothing
// else, and that data cannot leave its block. tests/cli/browser_test.cc opens
// it in a browser.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "reporters/page.h"
#include "tests/support/catch.h"
#include "tests/support/sample_run.h"

namespace stanch {
namespace {

// What stands between the first `begin` and the next `end`.
std::string between(std::string_view text, std::string_view begin,
                    std::string_view end) {
  std::size_t from = text.find(begin);
  REQUIRE(from != text.npos);
  from += begin.size();
  return std::string(text.substr(from, text.find(end, from) - from));
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != text.npos; ++at) ++n;
  return n;
}

// Of base64 (RFC 4648), as hexadecimal.
std::string decoded(std::string_view base64) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<std::uint8_t> out;
  std::uint32_t bits = 0;
  int held = 0;
  for (char c : base64) {
    if (c == '=') break;
    bits = bits << 6 | static_cast<std::uint32_t>(kLetters.find(c));
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out.push_back(static_cast<std::uint8_t>(bits >> held));
  }
  return hex(out);
}

nlohmann::json data_of(const std::string& page) {
  return nlohmann::json::parse(between(
      page, "<script type=\"application/json\" id=\"data\">", "</script>"));
}

}  // namespace

TEST_CASE("the page's policy allows its own style and script only",
          "[reporters]") {
  for (auto make : {ordinary_run, hostile_run, empty_run}) {
    std::string page = report_of(make(), "html", {});
    std::string policy =
        between(page, "Content-Security-Policy\" content=\"", "\">");
    CHECK(policy.starts_with("default-src 'none'; style-src 'sha256-"));
    CHECK(policy.ends_with("; base-uri 'none'; form-action 'none'"));
    CHECK(policy.find("unsafe") == std::string::npos);
    std::string style = between(page, "<style>", "</style>");
    std::string script = between(page, "<script>", "</script>");
    CHECK(decoded(between(policy, "style-src 'sha256-", "'")) ==
          hex(sha256(style)));
    CHECK(decoded(between(policy, "script-src 'sha256-", "'")) ==
          hex(sha256(script)));
    CHECK(script == kFindingsPage.script);
  }
}

TEST_CASE("the page asks for nothing and parses no data as markup",
          "[reporters]") {
  std::string fixed, scripts;
  for (const PageParts& page : {kFindingsPage, kEstatePage}) {
    fixed.append(page.markup).append(page.style);
    scripts.append(page.script);
  }
  for (std::string_view part : {" src=", "url(", "@import", "<link",
                                " style=", " onclick=", "http:", "https:"}) {
    INFO(part);
    CHECK(fixed.find(part) == std::string::npos);
  }
  for (std::string_view part :
       {"innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(",
        "Function(", "fetch(", "XMLHttpRequest", "import(", "localStorage",
        "javascript:", "</script", "<!--"}) {
    INFO(part);
    CHECK(scripts.find(part) == std::string::npos);
  }
}

TEST_CASE("hostile data stays in its block", "[reporters]") {
  std::string page = report_of(hostile_run(), "html", {});
  CHECK(count(page, "<script") == 2);
  CHECK(count(page, "</script") == 2);
  CHECK(page.find("<img") == std::string::npos);
  CHECK(page.find("<!--") == std::string::npos);
  nlohmann::json data = data_of(page);
  const nlohmann::json& finding = data["findings"][0];
  CHECK(data["rules"]["acme-api-token"]["title"] ==
        "\\x1b[31mred</script><img src=x onerror=alert(1)>");
  CHECK(finding["place_count"] == 7);
  CHECK(finding["places"][1]["name"] == "\\x1b[2J");
  CHECK(data["run"]["unread"][0]["reason"] == "no\\x0away");
}

TEST_CASE("the page has what a history tells", "[reporters]") {
  nlohmann::json data = data_of(report_of(history_run(), "html", {}));
  REQUIRE(data["findings"].size() == 3);
  const nlohmann::json& open = data["findings"][0];
  CHECK(open["story"]["first"]["subject"] == "Add settings");
  CHECK(open["story"]["removed"] == nullptr);
  CHECK(open["answers"]["stored"] == "vault kv/acme/api, version 3");
  CHECK(open["places"][0]["link"].get<std::string>().starts_with(
      "https://github.com/acme/shop/blob/aaaa"));
  CHECK(data["findings"][1]["story"]["removed"]["date"] ==
        "2024-06-07T00:00:00Z");
  CHECK(data["run"]["began"] == "2024-05-06T07:08Z");
}

TEST_CASE("the page says what the inventory knows", "[reporters]") {
  SampleRun run = ordinary_run();
  run.findings[0].answers.number = 7;
  run.findings[0].ignored = {
      .owner = "ada", .reason = "a\x1bsample", .until = "2027-03-01"};
  nlohmann::json data = data_of(report_of(run, "html", {}));
  CHECK(data["findings"][0]["answers"]["number"] == 7);
  CHECK(data["findings"][0]["ignored"]["reason"] == "a\\x1bsample");
  CHECK(data["findings"][0]["ignored"]["until"] == "2027-03-01");
  CHECK_FALSE(data["findings"][1].contains("ignored"));
}

TEST_CASE("the page counts the places that it does not list", "[reporters]") {
  SampleRun run = ordinary_run();
  Finding& finding = run.findings[1];
  Occurrence place = finding.other_places[0];
  finding.other_places.assign(500, place);
  nlohmann::json data = data_of(report_of(run, "html", {}));
  CHECK(data["findings"][1]["places"].size() == 100);
  CHECK(data["findings"][1]["place_count"] == 501);
}

}  // namespace stanch
