// SPDX-License-Identifier: Apache-2.0
//
// A version scanned by what it changes against the same version scanned whole.
#include "scanner/version_scanner.h"

#include <algorithm>
#include <random>

#include "rules/builtin.h"
#include "tests/support/builtin_database.h"
#include "tests/support/catch.h"
#include "tests/support/reference_scanner.h"
#include "tests/support/rule_text.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

struct Version {
  std::string text;
  Spots spots;
};

// What stands in a text, as its spots tell it.
std::vector<Sighting> sightings(const RuleDatabase& database,
                                const VerdictTable& verdicts,
                                const Spots& spots) {
  std::vector<Sighting> out;
  for (const Spot& spot : spots) {
    for (const FoundSecret& found :
         verdicts.at(spot.verdict, kSettingsFile.path)) {
      std::uint64_t begin = spot.begin + found.offset;
      out.push_back({database.rules()[found.rule].id, {begin, begin}});
    }
  }
  std::ranges::sort(out);
  return out;
}

std::vector<Sighting> begins(std::vector<Sighting> all) {
  for (Sighting& one : all) one.secret.end = one.secret.begin;
  std::ranges::sort(all);
  return all;
}

// The longest key block among the examples.
std::string key_block() {
  std::string longest;
  for (const RuleExamples& examples : builtin_examples()) {
    for (const std::string& text : examples.matching) {
      bool is_block = text.contains("PRIVATE KEY-----\n");
      if (is_block && text.size() > longest.size()) longest = text;
    }
  }
  return longest;
}

// Some stretches of `base`, in any order, some twice, with `made` texts put
// between them now and then.
std::string edited(const std::string& base, std::mt19937& random,
                   const RuleText& rule_text, std::vector<Copy>& copies) {
  std::string text;
  std::uint64_t from = random() % 4 == 0 ? random() % base.size() : 0;
  for (int step = 0; step < 12 && from < base.size(); ++step) {
    std::uint64_t size =
        std::min<std::uint64_t>(base.size() - from, 1 + random() % 1500);
    bool joins = !copies.empty() &&
                 copies.back().to + copies.back().size == text.size() &&
                 copies.back().from + copies.back().size == from;
    if (joins) {
      copies.back().size += size;
    } else {
      copies.push_back({from, text.size(), size});
    }
    text += base.substr(from, size);
    from += size;
    switch (random() % 5) {
      case 0:
        text += rule_text.make(random, random() % 300);
        break;
      case 1:
        from += random() % 40;  // a cut
        break;
      case 2:
        from = random() % base.size();
        break;
      default:
        break;
    }
  }
  if (random() % 4 == 0) text += rule_text.make(random, 20);
  return text;
}

}  // namespace

TEST_CASE("a version scanned by its changes is as if scanned whole",
          "[scanner]") {
  const RuleDatabase& database = builtin_database();
  VerdictTable verdicts(database);
  VersionScanner scanner(database, {}, verdicts);
  Scanner whole(database, {});
  RuleText rule_text;
  std::size_t found = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    Version base{rule_text.make(random, 5000), {}};
    scanner.scan(base.text, {}, {}, base.spots);
    for (int step = 0; step < 25; ++step) {
      std::vector<Copy> copies;
      Version next{edited(base.text, random, rule_text, copies), {}};
      scanner.scan(next.text, {base.text.size(), base.spots}, copies,
                   next.spots);
      auto expected = begins(real_scan(whole, next.text, kSettingsFile));
      auto seen = sightings(database, verdicts, next.spots);
      found += seen.size();
      if (seen != expected) {
        INFO("seed " << seed << " step " << step);
        CHECK(seen.size() == expected.size());
        for (const Sighting& s : expected) {
          UNSCOPED_INFO("whole: " << s.rule_id << " at " << s.secret.begin);
        }
        for (const Sighting& s : seen) {
          UNSCOPED_INFO("version: " << s.rule_id << " at " << s.secret.begin);
        }
        REQUIRE(seen == expected);
      }
      if (next.text.size() > 1000) base = next;
    }
  }
  CHECK(found > 5000);  // the text does hold secrets
}

TEST_CASE("a secret is found at every kind of seam", "[scanner]") {
  const RuleDatabase& database = builtin_database();
  VerdictTable verdicts(database);
  VersionScanner scanner(database, {}, verdicts);
  std::string token = github_pat(3);
  std::string padding = random_text(1, 3000);
  // The token comes to be where two copies meet, after each of its bytes.
  for (std::size_t cut = 0; cut <= token.size(); ++cut) {
    std::string base = padding + " " + token.substr(cut) + "\n" + padding +
                       "\n" + token.substr(0, cut);
    Spots before;
    scanner.scan(base, {}, {}, before);
    std::uint64_t middle = padding.size() + 1;
    std::uint64_t head = base.size() - cut;
    std::vector<Copy> copies = {{0, 0, middle}};
    if (cut > 0) copies.push_back({head, middle, cut});
    copies.push_back({middle, middle + cut, padding.size()});
    std::string text = base.substr(0, middle) + base.substr(head) +
                       base.substr(middle, padding.size());
    Spots after;
    scanner.scan(text, {base.size(), before}, copies, after);
    auto seen = sightings(database, verdicts, after);
    REQUIRE(seen.size() == 1);
    CHECK(seen[0].secret.begin == middle);
  }
}

TEST_CASE("an edit inside a key block is seen by the rule of the block",
          "[scanner]") {
  const RuleDatabase& database = builtin_database();
  VerdictTable verdicts(database);
  VersionScanner scanner(database, {}, verdicts);
  Scanner whole(database, {});
  std::string key = key_block();
  std::string base = "a\n" + key + "\nb\n" + random_text(2, 9000);
  Spots before;
  scanner.scan(base, {}, {}, before);
  REQUIRE(sightings(database, verdicts, before).size() == 1);
  std::uint64_t at = 2 + key.size() / 2;
  for (std::string_view put : {"", "x", "!", "\n", "-----BEGIN "}) {
    std::string text =
        base.substr(0, at) + std::string(put) + base.substr(at + 1);
    std::vector<Copy> copies = {
        {0, 0, at}, {at + 1, at + put.size(), base.size() - at - 1}};
    Spots after;
    scanner.scan(text, {base.size(), before}, copies, after);
    INFO("put in: " << put);
    CHECK(sightings(database, verdicts, after) ==
          begins(real_scan(whole, text, kSettingsFile)));
  }
}

TEST_CASE("what is far from every change is not read again", "[scanner]") {
  const RuleDatabase& database = builtin_database();
  VerdictTable verdicts(database);
  VersionScanner scanner(database, {}, verdicts);
  std::string base = "key " + github_pat(9) + "\n" +
                     random_text(4, 200'000, "wxyz01 (){}=;,.\n");
  Spots before;
  scanner.scan(base, {}, {}, before);
  std::uint64_t read = scanner.bytes_read();
  std::string text =
      base.substr(0, 100'000) + "one more line\n" + base.substr(100'000);
  std::vector<Copy> copies = {{0, 0, 100'000},
                              {100'000, 100'014, base.size() - 100'000}};
  Spots after;
  scanner.scan(text, {base.size(), before}, copies, after);
  CHECK(scanner.bytes_read() - read < 1000);
  CHECK(sightings(database, verdicts, after).size() == 1);
}

TEST_CASE("a version may turn into UTF-16 and back", "[scanner]") {
  const RuleDatabase& database = builtin_database();
  VerdictTable verdicts(database);
  VersionScanner scanner(database, {}, verdicts);
  std::string plain = "key " + github_pat(9) + "\n" + random_text(4, 300);
  std::string wide = "\xff\xfe";
  for (char c : plain) wide += {c, '\0'};
  Spots first, second, third;
  scanner.scan(plain, {}, {}, first);
  std::vector<Copy> none_in_common = {{0, 2, 1}};
  scanner.scan(wide, {plain.size(), first}, none_in_common, second);
  auto seen = sightings(database, verdicts, second);
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].secret.begin == 2 + 2 * 4);
  std::vector<Copy> one_byte = {{2, 0, 1}};
  scanner.scan(plain, {wide.size(), second}, one_byte, third);
  CHECK(sightings(database, verdicts, third).size() == 1);
}

}  // namespace stanch
