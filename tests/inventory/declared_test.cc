// SPDX-License-Identifier: Apache-2.0
#include "inventory/declared.h"

#include "cli/declared_table.h"
#include "inventory/questions.h"
#include "inventory/record.h"
#include "inventory/sink.h"
#include "tests/support/catch.h"
#include "tests/support/inventory_fixture.h"

namespace stanch {
namespace {

constexpr const char* kTable = R"(
[[secret]]
paths = ["deploy/*.env"]
names = ["STRIPE_*"]
owner = "payments"
stored = "vault:kv/prod/stripe"
impact = "low"
reason = "the sandbox"

[[secret]]
rules = ["another-rule"]
owner = "nobody here"
)";

std::vector<std::string> scan(Inventory& inventory,
                              const std::vector<DeclaredRow>& rows,
                              const std::string& path) {
  InventorySink sink(inventory, whole_scope("github.com/acme/a"), "1", rows);
  Finding finding = finding_of("value", {path});
  finding.line_before = "export STRIPE_KEY=\"";
  must(sink.begin({.target = "dir ."}));
  must(sink.accept(finding));
  must(sink.end({.target = "dir ."}));
  return sink.unused_rows();
}

std::string mistake(std::string_view toml) {
  auto rows = parse_declared(toml, "stanch-inventory.toml");
  return rows ? "" : rows.error().message;
}

}  // namespace

TEST_CASE("a declared table answers for the secrets that it names",
          "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    auto rows = must(parse_declared(kTable, "stanch-inventory.toml"));
    auto unused = scan(inventory, rows, "deploy/prod.env");
    CHECK(unused == std::vector<std::string>{"stanch-inventory.toml:10:1"});
    CHECK(must(places_of(inventory, 1))[0].name == "STRIPE_KEY");
    SecretRecord secret = must(secret_by_id(inventory, 1));
    CHECK(secret.owner == "payments");
    CHECK(secret.impact == Impact::kLow);
    auto told = answers(secret, must(places_of(inventory, 1)),
                        must(facts_of(inventory, 1)));
    CHECK(told[0].text == "vault:kv/prod/stripe");
    CHECK(told[0].source.ends_with(
        "declared in github.com/acme/a, stanch-inventory.toml:2:1: the "
        "sandbox"));
    // What it does not say any more is taken back; by hand stays.
    must(set_facts(inventory, 1, {{.field = "plan", .value = "roll it"}}));
    std::erase_if(rows[0].facts,
                  [](const Fact& fact) { return fact.field != "owner"; });
    scan(inventory, rows, "deploy/prod.env");
    auto facts = must(facts_of(inventory, 1));
    CHECK(facts.size() == 2);
    CHECK(must(secret_by_id(inventory, 1)).impact == Impact::kHigh);
    // It stands elsewhere now.
    CHECK(scan(inventory, rows, "deploy.env").size() == 2);
    CHECK(must(secret_by_id(inventory, 1)).owner.empty());
  }
}

TEST_CASE("mistakes in a declared table are named with their place",
          "[inventory]") {
  CHECK(mistake(kTable).empty());
  CHECK(mistake("[[secret]]\nrules = [\"a\"]\nonwer = \"x\"\n")
            .starts_with("stanch-inventory.toml:3:1: "));
  CHECK(mistake("[[secret]]\nrules = [\"a\"]\nonwer = \"x\"\n").find("owner") !=
        std::string::npos);
  CHECK(mistake("[[secret]]\nowner = \"x\"\n").find("needs a condition") !=
        std::string::npos);
  CHECK(mistake("[[secret]]\nrules=[\"a\"]\nimpact=\"huge\"\n")
            .find("\"high\", \"medium\" or \"low\"") != std::string::npos);
  CHECK(mistake("[[secret]]\nrules=[\"a\"]\nrotation_ttl=\"x\"\n")
            .find("\"90d\"") != std::string::npos);
  CHECK(
      mistake("[[secret]]\nfingerprints=[\"12\"]\n").find("12 to 64 digits") !=
      std::string::npos);
  CHECK(mistake("[[secrets]]\n").find("secret") != std::string::npos);
  CHECK(mistake("not TOML").starts_with("stanch-inventory.toml:1:"));
}

TEST_CASE("what nobody answered is told from findings and rules, or asked for",
          "[inventory]") {
  SecretRecord secret{.id = 7, .kind = "a-rule", .next = "Revoke it"};
  PlaceRecord place{.source = "git", .repository = "github.com/acme/a"};
  auto told = answers(secret, {place}, {});
  CHECK(told[0].text.empty());
  CHECK(told[0].how == "stanch inventory tag 7 stored=MANAGER:PATH");
  CHECK(told[1].text ==
        "whoever can read github.com/acme/a; on a public forge, so perhaps "
        "everybody");
  CHECK(told[1].source == "findings");
  CHECK(told[2].text.empty());
  CHECK(told[3].text == "what breaks is not known; Revoke it");
  CHECK(told[3].source == "rule a-rule");
  CHECK(told[4].text.empty());
}

}  // namespace stanch
