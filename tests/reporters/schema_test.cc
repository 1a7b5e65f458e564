// SPDX-License-Identifier: Apache-2.0
//
// Reports that other programs read, against schemas, by validators that are not
// ours: python3-jsonschema and xmllint (./dev test installs them). Those of our
// own formats are published (docs/schema/). Those in schema/ say what we write
// of the formats of others, after their standards, and allow nothing else:
// their own schemas cannot be had from Debian. docs/reports.md names the
// validators that the reports were shown to by hand.
#include <cstdlib>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/json_schema.h"
#include "tests/support/sample_run.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

// One that an inventory knows.
SampleRun known_run() {
  SampleRun run = history_run();
  run.findings[1].answers.number = 7;
  run.findings[1].ignored = {
      .owner = "ada", .reason = "a\nsample", .until = "2027-03-01"};
  return run;
}

// Every sample in that format, hidden and in clear, as files: " 'a' 'b'".
std::string written(const TempDir& folder, std::string_view format) {
  std::vector<NamedRun> runs(std::begin(kSampleRuns), std::end(kSampleRuns));
  runs.push_back({"known", known_run});
  std::string files;
  for (const NamedRun& sample : runs) {
    for (int redact : {0, 100}) {
      std::string name = fmt::format("{}-{}.{}", sample.name, redact, format);
      files += " '" +
               folder.write(
                   name, report_of(sample.make(), format, {.redact = redact})) +
               "'";
    }
  }
  return files;
}

std::string in_tree(std::string_view path) {
  return fmt::format("'{}/{}'", std::getenv("STANCH_SOURCE"), path);
}

std::set<std::string> fields_of(const nlohmann::json& object) {
  std::set<std::string> fields;
  for (const auto& item : object.items()) fields.insert(item.key());
  return fields;
}

}  // namespace

TEST_CASE("json reports are valid under their schemas", "[reporters]") {
  struct Row {
    std::string_view format;
    std::string_view schema;
  };
  TempDir folder;
  for (const Row& row : {Row{"json", "docs/schema/report.schema.json"},
                         Row{"jsonl", "docs/schema/report-line.schema.json"},
                         Row{"sarif", "tests/reporters/schema/sarif.json"},
                         Row{"gitlab", "tests/reporters/schema/gitlab.json"},
                         Row{"rdjson", "tests/reporters/schema/rdjson.json"}}) {
    ValidatorAnswer answer = validate_json(folder, std::string(row.schema),
                                           written(folder, row.format));
    INFO(row.format << "\n" << answer.text);
    CHECK(answer.status == 0);
  }
  // A validator that finds nothing wrong anywhere proves nothing.
  std::string broken = folder.write(
      "broken.json", R"({"schema": 2, "findings": [{"severity": "bad"}]})");
  ValidatorAnswer answer = validate_json(
      folder, "docs/schema/report.schema.json", fmt::format(" '{}'", broken));
  INFO(answer.text);
  CHECK(answer.status != 0);
  CHECK(answer.text.find("'bad' is not one of") != std::string::npos);
}

TEST_CASE("a junit report is valid under its schema", "[reporters]") {
  TempDir folder;
  std::string validate =
      "xmllint --noout --schema " + in_tree("tests/reporters/schema/junit.xsd");
  ValidatorAnswer answer = ask(folder, validate + written(folder, "junit"));
  INFO("install libxml2-utils if there is no xmllint\n" << answer.text);
  CHECK(answer.status == 0);
  std::string broken = folder.write("broken.xml", "<testsuites name='x'/>");
  CHECK(ask(folder, validate + " '" + broken + "'").status != 0);
}

TEST_CASE("the schema of a report has its documented keys", "[reporters]") {
  std::string text(source_file("docs/schema/report.schema.json").text);
  nlohmann::json schema = nlohmann::json::parse(text);
  std::string lines(source_file("docs/schema/report-line.schema.json").text);
  CHECK(schema["$defs"] == nlohmann::json::parse(lines)["$defs"]);

  SampleRun run = history_run();
  run.summary.skipped = ordinary_run().summary.skipped;
  auto report = nlohmann::json::parse(report_of(run, "json", {}));
  std::set<std::string> finding =
      fields_of(schema["$defs"]["finding"]["properties"]);
  for (const std::string& key : fields_of(report["findings"][0])) {
    INFO(key);
    CHECK(finding.contains(key));
  }
  CHECK(fields_of(report["run"]) ==
        fields_of(schema["$defs"]["run"]["properties"]));
  CHECK(fields_of(report["run"]["skipped"][0]) ==
        fields_of(schema["$defs"]["skipped"]["properties"]));
}

}  // namespace stanch
