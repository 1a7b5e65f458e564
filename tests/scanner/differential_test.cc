// SPDX-License-Identifier: Apache-2.0
//
// Scanner against the reference scanner, with the rules that are shipped: on
// text built round the triggers, and on the files of a folder. Set
// STANCH_CORPUS to a folder of real files to try others than this machine's.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "rules/builtin.h"
#include "scanner/scanner.h"
#include "tests/support/builtin_database.h"
#include "tests/support/catch.h"
#include "tests/support/reference_scanner.h"
#include "tests/support/rule_text.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

void check_agreement(const RuleDatabase& database, Scanner& scanner,
                     std::string_view text) {
  auto expected = reference_scan(database, text, kSettingsFile);
  auto found = real_scan(scanner, text, kSettingsFile);
  if (found == expected) return;  // a million times faster than CHECK
  for (const Sighting& s : expected) {
    UNSCOPED_INFO("reference: " << s.rule_id << " at " << s.secret.begin);
  }
  for (const Sighting& s : found) {
    UNSCOPED_INFO("scanner: " << s.rule_id << " at " << s.secret.begin);
  }
  CHECK(found == expected);
}

}  // namespace

TEST_CASE("scanner and reference agree on text built round triggers",
          "[scanner]") {
  const RuleDatabase& database = builtin_database();
  Scanner scanner(database, {});
  RuleText rule_text;
  std::size_t sightings = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    std::string text = rule_text.make(random, 6000);
    INFO("seed " << seed);
    check_agreement(database, scanner, text);
    sightings += real_scan(scanner, text, kSettingsFile).size();
  }
  CHECK(sightings > 300);  // the text does hold secrets
}

TEST_CASE("scanner and reference agree at every power of two", "[scanner]") {
  const RuleDatabase& database = builtin_database();
  Scanner scanner(database, {});
  std::string token = github_pat(11);
  for (std::size_t edge = 16; edge <= 1 << 20; edge *= 2) {
    for (std::size_t before : {0u, 1u, 3u, 4u, 20u, 39u, 40u, 41u}) {
      if (before > edge) continue;
      std::string text = std::string(edge - before, '\n') + token + "\n";
      auto found = real_scan(scanner, text, kSettingsFile);
      REQUIRE(found.size() == 1);
      CHECK(found[0].secret == Range{edge - before, edge - before + 40});
    }
  }
}

TEST_CASE("every example is found at the start and the end of a text",
          "[scanner]") {
  const RuleDatabase& database = builtin_database();
  Scanner scanner(database, {});
  for (const RuleExamples& examples : builtin_examples()) {
    for (const std::string& text : examples.matching) {
      check_agreement(database, scanner, text);
      check_agreement(database, scanner, text + text);
      check_agreement(database, scanner, text + "\n" + text);
    }
  }
}

TEST_CASE("scanner and reference agree in a line of 10 MB", "[scanner]") {
  const RuleDatabase& database = builtin_database();
  Scanner scanner(database, {});
  std::string text;
  for (unsigned seed = 0; text.size() < 10'000'000; ++seed) {
    text += random_text(seed, 300'000) + " " + github_pat(seed) + " ";
  }
  auto found = real_scan(scanner, text, kSettingsFile);
  CHECK(found.size() >= 33);
  CHECK(found == reference_scan(database, text, kSettingsFile));
}

TEST_CASE("scanner and reference agree on real files", "[scanner]") {
  const RuleDatabase& database = builtin_database();
  Scanner scanner(database, {});
  const char* chosen = std::getenv("STANCH_CORPUS");
  std::vector<fs::path> roots = {"/usr/include", "/usr/share", "/usr/lib"};
  std::size_t limit = 1500;
  if (chosen != nullptr) {
    roots = {chosen};
    limit = SIZE_MAX;
  }
  std::size_t files = 0;
  std::size_t sightings = 0;
  for (const fs::path& root : roots) {
    std::size_t here = 0;
    auto options = fs::directory_options::skip_permission_denied;
    for (const auto& entry : fs::recursive_directory_iterator(root, options)) {
      if (here == limit / (chosen ? 1 : roots.size())) break;
      if (!entry.is_regular_file() || entry.is_symlink()) continue;
      if (entry.file_size() > (1 << 17)) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      std::string text(std::istreambuf_iterator<char>(in), {});
      INFO(entry.path());
      check_agreement(database, scanner, text);
      sightings += real_scan(scanner, text, kSettingsFile).size();
      ++here;
    }
    files += here;
  }
  WARN(files << " files agree, " << sightings << " findings in them");
  CHECK(files >= (chosen ? 1 : 1000));
}

}  // namespace stanch
