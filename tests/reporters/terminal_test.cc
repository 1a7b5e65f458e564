// SPDX-License-Identifier: Apache-2.0
//
// What only a person at a terminal is shown.
#include <string>

#include "tests/support/catch.h"
#include "tests/support/sample_run.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

std::string shown_to_a_person(const SampleRun& run) {
  return report_of(run, "text", {.color = true, .terminal = true});
}

}  // namespace

TEST_CASE("on a terminal a place opens its file, or its page", "[reporters]") {
  TempDir folder;
  SampleRun run = ordinary_run();
  Provenance& where = run.findings.front().place.provenance;
  where.path = folder.write("a b.env", "text\n");
  std::string text = shown_to_a_person(run);
  INFO(text);
  CHECK(text.find("\x1b]8;;file://" + folder.path().string() +
                  "/a%20b.env\x1b\\") != std::string::npos);

  text = shown_to_a_person(history_run());
  INFO(text);
  CHECK(text.find("\x1b]8;;https://github.com/acme/shop/blob/") !=
        std::string::npos);
}

TEST_CASE("what cannot be opened is no link, and no path breaks out of one",
          "[reporters]") {
  SampleRun run = hostile_run();
  std::string text = shown_to_a_person(run);
  // A link ends where it began: no path brings a sequence of its own.
  std::size_t links = 0;
  for (std::size_t at = 0; (at = text.find("\x1b]", at)) != text.npos; ++at) {
    CHECK(text.compare(at, 5, "\x1b]8;;") == 0);
    ++links;
  }
  CHECK(links % 2 == 0);
  CHECK(report_of(run, "text", {.color = true}).find("\x1b]") ==
        std::string::npos);
}

TEST_CASE("what an inventory numbers comes with the command that ends it",
          "[reporters]") {
  SampleRun run = ordinary_run();
  CHECK_FALSE(report_of(run, "text", {}).contains("stanch respond"));
  run.findings.front().answers.number = 7;
  CHECK(
      report_of(run, "text", {}).contains("type     stanch respond plan 7\n"));
}

TEST_CASE(
    "on a terminal the summary says what to do with a leak, and with "
    "what is no secret",
    "[reporters]") {
  CHECK(shown_to_a_person(ordinary_run()).contains("stanch respond plan 1"));
  CHECK(shown_to_a_person(ordinary_run())
            .find("Not a secret? Put stanch:allow") != std::string::npos);
  CHECK(shown_to_a_person(empty_run()).find("Not a secret?") ==
        std::string::npos);
}

}  // namespace stanch
