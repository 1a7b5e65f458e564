// SPDX-License-Identifier: Apache-2.0
//
// A text that is scanned in windows, or of which only some bytes are fresh,
// gives what the whole text gives.
#include <algorithm>

#include <fcntl.h>
#include <unistd.h>

#include "files/descriptor_stream.h"
#include "files/window_reader.h"
#include "rules/builtin.h"
#include "scanner/scanner.h"
#include "tests/support/builtin_database.h"
#include "tests/support/catch.h"
#include "tests/support/encoders.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

// Examples of all rules, some encoded, with text between them, back to back and
// over lines.
std::string mixed_text(unsigned seed, std::size_t size) {
  static const std::vector<RuleExamples> kExamples = builtin_examples();
  std::mt19937 random(seed);
  std::string out;
  while (out.size() < size) {
    const RuleExamples& examples = kExamples[random() % kExamples.size()];
    const auto& text = examples.matching[random() % examples.matching.size()];
    out += random() % 4 == 0 ? encoded_somehow(text, random) : text;
    if (random() % 3 != 0) out += '\n';
    if (random() % 3 == 0) {
      out += random_text(static_cast<unsigned>(random()), random() % 200);
    }
  }
  return out;
}

// What a person is told of a finding.
std::string told(const Finding& f) {
  return f.rule_id + " " + std::to_string(f.place.offset) + " " +
         std::to_string(f.place.start.line) + ":" +
         std::to_string(f.place.start.column) + " " + f.secret.fingerprint() +
         " " + f.line_before + "|" + f.line_after;
}

std::vector<std::string> told(const std::vector<Finding>& findings) {
  std::vector<std::string> out;
  for (const Finding& finding : findings) out.push_back(told(finding));
  std::ranges::sort(out);
  return out;
}

std::vector<std::string> scan_in_windows(Scanner& scanner,
                                         const std::string& path,
                                         WindowOptions options) {
  std::vector<Finding> findings;
  TaskContext context;
  context.scan = [&](const Blob& blob) { scanner.scan(blob, findings); };
  context.stopped = [] { return false; };
  int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(file >= 0);
  WindowReader reader(options);
  DescriptorStream stream(file);
  auto outcome = reader.read(stream, std::nullopt, kSettingsFile, context);
  ::close(file);
  CHECK(outcome.error.empty());
  return told(findings);
}

}  // namespace

TEST_CASE("windows of any size find what the whole text holds", "[scanner]") {
  auto database = RuleDatabase::compile(builtin_rules());
  REQUIRE(database);
  Scanner scanner(*database, {});
  TempDir dir;
  std::size_t overlap = 2 * database->longest_match() + 8192;
  for (unsigned seed = 0; seed < 4; ++seed) {
    std::string text = mixed_text(seed, 120'000);
    std::string path = dir.write("text", text);
    std::vector<Finding> whole;
    scanner.scan({text, kSettingsFile}, whole);
    REQUIRE(whole.size() > 100);
    for (std::size_t window : {9999u, 30'000u, 65'536u}) {
      INFO("seed " << seed << " window " << window);
      CHECK(scan_in_windows(scanner, path, {window, overlap}) == told(whole));
    }
  }
}

TEST_CASE("of a text that is fresh in parts, all that touches them is found",
          "[scanner]") {
  auto database = RuleDatabase::compile(builtin_rules());
  REQUIRE(database);
  Scanner scanner(*database, {});
  for (unsigned seed = 100; seed < 115; ++seed) {
    std::mt19937 random(seed);
    std::string text = mixed_text(seed, 120'000);
    std::vector<Finding> whole;
    scanner.scan({text, kSettingsFile}, whole);
    std::vector<Range> fresh;
    for (int i = 0; i < 20; ++i) {
      std::uint64_t begin = random() % text.size();
      fresh.push_back({begin, std::min<std::uint64_t>(text.size(),
                                                      begin + random() % 400)});
    }
    fresh = merged(std::move(fresh));
    std::vector<Finding> found;
    scanner.scan({.bytes = text, .provenance = kSettingsFile, .fresh = fresh},
                 found);
    auto of_whole = told(whole);
    auto of_fresh = told(found);
    INFO("seed " << seed);
    CHECK(std::ranges::includes(of_whole, of_fresh));
    for (const Finding& finding : whole) {
      Range secret{finding.place.offset,
                   finding.place.offset + finding.secret.size()};
      if (!touches_any(fresh, secret)) continue;
      CHECK(std::ranges::binary_search(of_fresh, told(finding)));
    }
  }
}

}  // namespace stanch
