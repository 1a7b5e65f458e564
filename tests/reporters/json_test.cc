// SPDX-License-Identifier: Apache-2.0
//
// docs/report-schema.md names every key in a table whose first column is the
// key in backquotes; the reports must have exactly those.
#include <fstream>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/sample_run.h"

namespace stanch {
namespace {

using Keys = std::set<std::string>;

Keys keys_of(const nlohmann::json& object) {
  Keys keys;
  for (const auto& item : object.items()) keys.insert(item.key());
  return keys;
}

Keys documented(const std::string& heading) {
  std::ifstream page(std::string(std::getenv("STANCH_SOURCE")) +
                     "/docs/report-schema.md");
  Keys keys;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) inside = line == "## " + heading;
    if (inside && line.starts_with("| `")) {
      keys.insert(line.substr(3, line.find('`', 3) - 3));
    }
  }
  REQUIRE_FALSE(keys.empty());
  return keys;
}

nlohmann::json json_report(const SampleRun& run) {
  return nlohmann::json::parse(report_of(run, "json", {}));
}

}  // namespace

TEST_CASE("a json report has exactly the documented keys", "[reporters]") {
  nlohmann::json report = json_report(ordinary_run());
  CHECK(keys_of(report) == documented("Report"));
  CHECK(keys_of(report["tool"]) == documented("Tool"));
  CHECK(keys_of(report["run"]) == documented("Run"));
  CHECK(keys_of(report["run"]["skipped"][0]) == documented("Skipped"));
  const nlohmann::json& finding = report["findings"][0];
  CHECK(keys_of(finding) == documented("Finding"));
  CHECK(keys_of(finding["occurrences"][0]) == documented("Occurrence"));
}

TEST_CASE("what a source knows stands beside the other keys", "[reporters]") {
  nlohmann::json key = json_report(ordinary_run())["findings"][1];
  CHECK(key["blob"] == "8ab3c1");
  CHECK(key["occurrences"][0]["blob"] == "8ab3c1");
  CHECK(key["occurrences"].size() == 8);
}

TEST_CASE("a finding of a history has its documented keys too", "[reporters]") {
  Keys expected = documented("Finding");
  expected.merge(documented("History"));
  expected.merge(Keys{"commit", "author", "email", "date", "blob"});
  nlohmann::json finding = json_report(history_run())["findings"][0];
  CHECK(keys_of(finding) == expected);
}

TEST_CASE("each line of a jsonl report is an object", "[reporters]") {
  std::istringstream lines(report_of(ordinary_run(), "jsonl", {}));
  std::vector<nlohmann::json> objects;
  for (std::string line; std::getline(lines, line);) {
    objects.push_back(nlohmann::json::parse(line));
  }
  REQUIRE(objects.size() == 4);
  CHECK(keys_of(objects[0]) == documented("First line"));
  CHECK(objects[1]["type"] == "finding");
  objects[1].erase("type");
  CHECK(keys_of(objects[1]) == documented("Finding"));
  CHECK(objects[3]["type"] == "run");
  objects[3].erase("type");
  CHECK(keys_of(objects[3]) == documented("Run"));
}

TEST_CASE("json keeps text and shows the bytes that are none", "[reporters]") {
  nlohmann::json finding = json_report(hostile_run())["findings"][0];
  CHECK(finding["title"] == "\x1b[31mred</script><img src=x onerror=alert(1)>");
  CHECK(finding["match"] == "\\xff\\xfeREDACTED\"");
  CHECK(finding["path"] == "dir\nwith\nnewlines/\\xc3(\xe2\x80\xae");
  CHECK(finding["occurrences"][2]["path"] == "\xc3\xbc.txt");
}

}  // namespace stanch
