// SPDX-License-Identifier: Apache-2.0
#include "inventory/import.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "inventory/audit.h"
#include "inventory/export.h"
#include "inventory/fact.h"
#include "inventory/record.h"
#include "tests/support/catch.h"
#include "tests/support/inventory_fixture.h"
#include "tests/support/source_tree.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

using Json = nlohmann::json;

ImportResult import_text(Inventory& inventory, const std::string& text,
                         std::string_view format = "") {
  return must(import_report(inventory, text, format, "report", "/srv/app"));
}

std::string gitleaks(const std::string& secret) {
  return Json::array({{{"RuleID", "github-pat"},
                       {"Description", "A token"},
                       {"Secret", secret},
                       {"File", "deploy.env"},
                       {"StartLine", 3},
                       {"Commit", "abc"},
                       {"Author", "Ada"},
                       {"Date", "2026-01-31T10:00:00Z"}}})
      .dump();
}

// Whether an object has the keys that its schema needs, and no others; the same
// of objects in it.
void check_keys(const Json& json, const Json& schema) {
  for (const Json& key : schema["required"]) {
    INFO(key);
    CHECK(json.contains(key.get<std::string>()));
  }
  for (const auto& [key, value] : json.items()) {
    INFO(key);
    REQUIRE(schema["properties"].contains(key));
    const Json& inner = schema["properties"][key];
    if (inner.contains("enum")) {
      CHECK(std::ranges::count(inner["enum"], value) == 1);
    }
    if (!value.is_array()) continue;
    for (const Json& item : value) check_keys(item, inner["items"]);
  }
}

std::vector<std::string> exported(
    const std::function<Result<void>(const LineSink&)>& write) {
  std::vector<std::string> out;
  must(write([&](std::string_view line) {
    CHECK(line.ends_with('\n'));
    CHECK(line.find('\n') == line.size() - 1);
    out.emplace_back(line);
    return Result<void>();
  }));
  return out;
}

}  // namespace

TEST_CASE("a value of a report is the secret that a scan finds",
          "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    std::string token = github_pat(7);
    std::vector<Finding> found;
    found.push_back(finding_of(token, {"deploy.env"}));
    fixture.scan(inventory, whole_scope("/srv/app"), found);
    ImportResult result = import_text(inventory, gitleaks(token));
    CHECK(result.findings == 1);
    CHECK(result.without_value == 0);
    CHECK(result.merged.known == 1);
    auto places = must(places_of(inventory, 1));
    REQUIRE(places.size() == 2);
    CHECK(places[1].source == "gitleaks");
    CHECK(places[1].first_commit == "abc");
    CHECK(places[1].since == 1'769'853'600);
    // What our own rule says stays.
    CHECK(must(secret_by_id(inventory, 1)).title == "A key");
    // Again is no change, and nothing is gone for it.
    CHECK(import_text(inventory, gitleaks(token)).merged.added == 0);
    CHECK(import_text(inventory, "[]", "gitleaks").merged.gone == 0);
  }
}

TEST_CASE("each report is told by what stands in it", "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  Inventory inventory = fixture.open();
  std::string git =
      Json({{"SourceMetadata",
             {{"Data",
               {{"Git",
                 {{"file", "a.py"},
                  {"line", 9},
                  {"commit", "c1"},
                  {"repository", "https://github.com/acme/a"}}}}}}},
            {"DetectorName", "Stripe"},
            {"Raw", "trufflehog value"}})
          .dump();
  CHECK(import_text(inventory, git + "\n" + git + "\n").findings == 2);
  auto places = must(places_of(inventory, 1));
  REQUIRE(places.size() == 1);
  CHECK(places[0].path == "a.py");
  CHECK(places[0].copies == 2);
  CHECK(places[0].repository == "https://github.com/acme/a");

  std::string kingfisher =
      Json({{"rule", {{"id", "kingfisher.aws.1"}, {"name", "AWS"}}},
            {"finding",
             {{"snippet", "kingfisher value"}, {"path", "b.py"}, {"line", 4}}}})
          .dump();
  CHECK(import_text(inventory, "[" + kingfisher + "]").merged.added == 1);
  CHECK(must(secret_of_value(inventory, "kingfisher value"))->kind ==
        "kingfisher.aws.1");

  std::string baseline = Json({{"plugins_used", Json::array()},
                               {"results",
                                {{"c.py",
                                  {{{"type", "Secret Keyword"},
                                    {"hashed_secret", "0123456789abcdef"},
                                    {"line_number", 5}}}}}}})
                             .dump();
  ImportResult result = import_text(inventory, baseline);
  CHECK(result.without_value == 1);
  CHECK(import_text(inventory, baseline).merged.known == 1);

  std::string sarif =
      Json({{"runs",
             {{{"results",
                {{{"ruleId", "some-rule"},
                  {"message", {{"text", "A secret"}}},
                  {"locations",
                   {{{"physicalLocation",
                      {{"artifactLocation", {{"uri", "d.py"}}},
                       {"region", {{"startLine", 6}}}}}}}}}}}}}}})
          .dump();
  CHECK(import_text(inventory, sarif).without_value == 1);
  CHECK(must(places_of(inventory, 4))[0].path == "d.py");
}

TEST_CASE("what is no report changes nothing", "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  Inventory inventory = fixture.open();
  auto refusal = [&](const std::string& text, std::string_view format = "") {
    auto done = import_report(inventory, text, format, "r.json", "/srv");
    return done ? "" : done.error().message;
  };
  CHECK(refusal("{}").starts_with("r.json: whose report is it?"));
  CHECK(refusal("").starts_with("r.json: whose report is it?"));
  CHECK(refusal("[]", "gitleeks") ==
        "unknown report format gitleeks; did you mean gitleaks?");
  CHECK(refusal("[{\"RuleID\"") == "r.json: it is no JSON");
  CHECK(refusal("[{\"RuleID\": \"a\"}, {\"File\": \"x\"}]") ==
        "r.json: object 2 is no finding of gitleaks");
  CHECK(
      refusal("{\"SourceMetadata\": 1, \"DetectorName\": \"a\"}\nnot JSON\n") ==
      "r.json: line 2 is no JSON object");
  CHECK(refusal("[1, 2]", "trufflehog") ==
        "r.json: object 1 is no finding of trufflehog");
  CHECK(refusal("{\"results\": 1}", "detect-secrets")
            .starts_with("r.json: expected 'results'"));
  CHECK(refusal("{\"runs\": {}}").starts_with("r.json: expected 'runs'"));
  CHECK(refusal(std::string(100'000, '[')).find("whose report") !=
        std::string::npos);
  CHECK(dump(inventory, "id", "secret").empty());
  CHECK(dump(inventory, "id", "run").empty());
}

TEST_CASE("a redacted value is known by its place", "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  Inventory inventory = fixture.open();
  for (const char* hidden : {"REDACTED", "ghp_...", "****", ""}) {
    CHECK(import_text(inventory, gitleaks(hidden)).without_value == 1);
  }
  CHECK(dump(inventory, "id", "secret").size() == 1);
}

TEST_CASE("hostile texts of a report stay texts", "[inventory]") {
  const std::string kHostile[] = {"'); DROP TABLE secret; --",
                                  "</script><img src=x onerror=alert(1)>",
                                  "\x1b]0;title\x07\x1b[2J",
                                  "=cmd|' /C calc'!A0",
                                  "]]>",
                                  "${jndi:ldap://x}",
                                  std::string("a\0b", 3),
                                  "\xe2\x80\xaetxt.exe"};
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    Json report = Json::array();
    for (const std::string& text : kHostile) {
      report.push_back({{"RuleID", text},
                        {"Description", text},
                        {"Secret", "value of " + text},
                        {"File", text},
                        {"StartLine", -1},
                        {"Author", text},
                        {"Date", text}});
    }
    ImportResult result = import_text(inventory, report.dump());
    CHECK(result.merged.added == std::size(kHostile));
    std::int64_t number = 0;
    for (const std::string& text : kHostile) {
      CHECK(must(secret_by_id(inventory, ++number)).kind == storable(text));
      CHECK(must(places_of(inventory, number))[0].path == storable(text));
    }
    CHECK(must(verify_audit(inventory)).faults.empty());
  }
  // Bytes that are no UTF-8 are no JSON.
  InventoryFixture fixture(TestDatabase::kSqlite);
  Inventory inventory = fixture.open();
  auto refused = import_report(
      inventory, "[{\"RuleID\": \"\xff\xfe\", \"Secret\": \"x\"}]", "",
      "r.json", "/srv");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "r.json: it is no JSON");
}

TEST_CASE("a report is read without being kept", "[inventory]") {
  // Each way that a list can stand in a report, with what is around it.
  InventoryFixture fixture(TestDatabase::kSqlite);
  Inventory inventory = fixture.open();
  std::string one =
      R"({"RuleID": "a", "Secret": "v1", "Tags": [1, {"x": []}]})";
  std::string two = R"({"RuleID": "b", "Secret": "v2", "File": "f"})";
  std::string list = "[" + one + "," + two + "]";
  for (const std::string& text :
       {list, R"({"about": {"findings": [1]}, "findings": )" + list + "}",
        one + "\n" + two + "\n", one + "\n\n" + two}) {
    INFO(text);
    CHECK(import_text(inventory, text).findings == 2);
  }
  CHECK(import_text(inventory, two).findings == 1);
  CHECK(dump(inventory, "id", "secret").size() == 2);
  auto refusal = import_report(inventory, "[" + one + ", {\"x\": 1}, 3]", "",
                               "r.json", "/srv");
  CHECK(refusal.error().message ==
        "r.json: object 2 is no finding of gitleaks");
  // Of two runs, and of two files.
  std::string sarif = R"({"runs": [{"tool": {"driver": {"rules": [{"id": 1}]}},
      "results": [{"ruleId": "r1"}]}, {"results": [{"ruleId": "r2"}]}]})";
  CHECK(import_text(inventory, sarif).findings == 2);
  std::string baseline = R"({"plugins_used": [{"name": "p"}], "results": {
      "a.py": [{"type": "t", "hashed_secret": "h1", "line_number": 1}],
      "b.py": [{"type": "t", "hashed_secret": "h2", "line_number": 2}]}})";
  CHECK(import_text(inventory, baseline).findings == 2);
  CHECK(must(places_of(inventory, 6))[0].path == "b.py");
}

TEST_CASE("an export has all of it, a line each, whatever it holds",
          "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    std::vector<Finding> found;
    found.push_back(finding_of("one", {"\x1b[2J\n.txt", "\xff.txt"}));
    found.push_back(finding_of("two", {"b.txt"}));
    fixture.scan(inventory, whole_scope("/srv"), found);
    must(set_facts(inventory, 2,
                   {{.field = "plan", .value = "a \"plan\"\nin two lines"}}));
    auto lines = exported([&](const LineSink& line) {
      return export_inventory(inventory, line);
    });
    REQUIRE(lines.size() == 2);
    Json one = Json::parse(lines[0]), two = Json::parse(lines[1]);
    CHECK(one["schema"] == 1);
    Json schema =
        Json::parse(source_file("docs/schema/inventory-line.schema.json").text);
    check_keys(one, schema);
    check_keys(two, schema);
    CHECK(one["places"].size() == 2);
    CHECK(one["places"][0]["path"] == "\x1b[2J\n.txt");
    CHECK(one["places"][1]["path"] == "\\xff.txt");
    CHECK(one["places"][0]["gone"].is_null());
    CHECK(two["facts"][0]["value"] == "a \"plan\"\nin two lines");
    CHECK(lines[0].find('\x1b') == std::string::npos);
  }
}

TEST_CASE("the audit chain is written for a SIEM", "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  Inventory inventory = fixture.open();
  std::vector<Finding> found;
  found.push_back(finding_of("one", {"b.txt"}, "a|rule=x\\y"));
  fixture.scan(inventory, whole_scope("/srv"), found, {.target = "dir =a\nb"});
  auto lines = [&](AuditFormat format) {
    return exported([&](const LineSink& line) {
      return export_audit(inventory, format, "1|2", line);
    });
  };
  auto jsonl = lines(AuditFormat::kJsonl);
  REQUIRE(jsonl.size() == 2);
  CHECK(Json::parse(jsonl[0])["what"] == "detected");
  CHECK(Json::parse(jsonl[1])["secret"].is_null());
  std::string cef = lines(AuditFormat::kCef)[0];
  CHECK(
      cef.starts_with("CEF:0|stanch|stanch|1\\|2|detected|detected|3|rt="
                      "1800000000000 externalId=1 suser=ada@test "
                      "msg=a|rule\\=x\\\\y reason=run 1, dir \\=a\\nb"));
  Json ecs = Json::parse(lines(AuditFormat::kEcs)[0]);
  CHECK(ecs["@timestamp"] == "2027-01-15T08:00:00Z");
  CHECK(ecs["event"]["category"] == Json::array({"configuration"}));
  CHECK(ecs["event"]["type"] == Json::array({"creation"}));
  CHECK(ecs["user"]["name"] == "ada@test");
  Json ocsf = Json::parse(lines(AuditFormat::kOcsf)[1]);
  CHECK(ocsf["type_uid"] == 300403);
  CHECK(ocsf["time"] == 1'800'000'000'000);
  CHECK(ocsf["actor"]["user"]["name"] == "ada@test");
}

}  // namespace stanch
