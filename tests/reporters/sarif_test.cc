// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/sample_run.h"

namespace stanch {
namespace {

nlohmann::json run_of(const SampleRun& sample, int redact = 100) {
  std::string text = report_of(sample, "sarif", {.redact = redact});
  return nlohmann::json::parse(text)["runs"][0];
}

std::string fingerprint(const SampleRun& sample) {
  return run_of(
      sample)["results"][0]["partialFingerprints"]["primaryLocationLineHash"];
}

}  // namespace

TEST_CASE("a moved line and a replaced key stay one alert", "[reporters]") {
  const std::string before = fingerprint(ordinary_run());
  SampleRun moved = ordinary_run();
  Finding& finding = moved.findings[0];
  finding.place.start.line = finding.place.end.line = 99;
  finding.line_before = "\t\ttoken = \"";
  CHECK(fingerprint(moved) == before);
  finding.secret = Secret("another-value-of-the-same-key");
  CHECK(fingerprint(moved) == before);
  finding.line_before = "other = \"";
  CHECK(fingerprint(moved) != before);
}

TEST_CASE("lines that are alike in one file are numbered", "[reporters]") {
  SampleRun sample = ordinary_run();
  sample.findings.erase(sample.findings.begin() + 1);
  Finding second = std::move(ordinary_run().findings[0]);
  second.place.start.line = second.place.end.line = 50;
  sample.findings.push_back(std::move(second));
  auto results = run_of(sample)["results"];
  std::string first =
      results[0]["partialFingerprints"]["primaryLocationLineHash"];
  std::string other =
      results[1]["partialFingerprints"]["primaryLocationLineHash"];
  CHECK(first.ends_with(":1"));
  CHECK(other == first.substr(0, first.size() - 1) + "2");
}

TEST_CASE("a decoded secret has a step for each decoding", "[reporters]") {
  auto results = run_of(ordinary_run())["results"];
  CHECK_FALSE(results[0].contains("codeFlows"));
  std::vector<std::string> steps;
  for (const auto& step :
       results[1]["codeFlows"][0]["threadFlows"][0]["locations"]) {
    steps.push_back(step["location"]["message"]["text"]);
  }
  CHECK(steps == std::vector<std::string>{"text encoded as base64",
                                          "text encoded as utf-16le",
                                          "the secret: Private key"});
}

TEST_CASE("a secret that is ignored is suppressed, and by whom",
          "[reporters]") {
  SampleRun sample = ordinary_run();
  sample.findings[0].ignored = {
      .owner = "ada", .reason = "a sample", .until = "2027-03-01"};
  auto results = run_of(sample)["results"];
  auto expected = nlohmann::json::parse(
      R"json([{"kind": "external", "status": "accepted",
               "justification": "a sample (ada, until 2027-03-01)"}])json");
  CHECK(results[0]["suppressions"] == expected);
  CHECK_FALSE(results[1].contains("suppressions"));
}

TEST_CASE("the repository and what was not read are named", "[reporters]") {
  auto control = run_of(history_run())["versionControlProvenance"][0];
  CHECK(control["repositoryUri"] == "https://github.com/acme/shop");
  CHECK(control["branch"] == "main");
  CHECK(control["revisionId"] == std::string(40, 'c'));
  CHECK_FALSE(run_of(ordinary_run()).contains("versionControlProvenance"));
  auto invocation = run_of(incomplete_run())["invocations"][0];
  CHECK(invocation["executionSuccessful"] == false);
  CHECK(invocation["toolExecutionNotifications"][1]["message"]["text"] ==
        "not scanned: locked: permission denied");
}

TEST_CASE("columns count units of UTF-16 where the line is known",
          "[reporters]") {
  SampleRun sample = ordinary_run();
  Finding& finding = sample.findings[0];
  // Two bytes and one unit; four bytes and two units.
  finding.line_before = "\xc3\xbc\xf0\x9f\x94\x91 = ";
  finding.place.start.column = 10;
  finding.place.end.column = 30;
  auto region = run_of(
      sample)["results"][0]["locations"][0]["physicalLocation"]["region"];
  CHECK(region["startColumn"] == 7);
  CHECK(region["endColumn"] == 28);
}

TEST_CASE("the worst 5,000 results are written, the rest is counted",
          "[reporters]") {
  SampleRun sample = ordinary_run();
  Finding& low = sample.findings[0];
  low.severity = Severity::kLow;
  low.other_places.assign(6'000, low.place);
  auto run = run_of(sample);
  REQUIRE(run["results"].size() == 5'000);
  CHECK(run["results"][0]["ruleId"] == "private-key");
  CHECK(run["invocations"][0]["toolExecutionNotifications"][0]["message"]
           ["text"] ==
        "1,009 results of the least severe were left out, for GitHub keeps "
        "5,000 results; the json report has all");
}

}  // namespace stanch
