// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <fmt/format.h>

#include "reporters/page.h"
#include "tests/support/catch.h"
#include "tests/support/golden.h"
#include "tests/support/sample_run.h"

namespace stanch {
namespace {

// The page without what is the same in each, which stands in reporters/page/.
std::string page_data(std::string page) {
  for (std::string_view part :
       {kFindingsPage.markup, kFindingsPage.style, kFindingsPage.script}) {
    page.replace(page.find(part), part.size(), "(reporters/page)");
  }
  std::size_t policy = page.find("default-src");
  page.replace(policy, page.find('"', policy) - policy, "(html_test.cc)");
  return page;
}

}  // namespace

TEST_CASE("every format writes what it wrote before", "[reporters]") {
  for (const ReporterKind& kind : reporters()) {
    for (const NamedRun& sample : kSampleRuns) {
      std::string format(kind.name);
      std::string report = report_of(sample.make(), format, {});
      if (format == "html") report = page_data(std::move(report));
      check_golden(
          fmt::format("tests/reporters/expected/{}.{}", sample.name, format),
          report);
    }
  }
}

TEST_CASE("the text report in colour, in brief and in detail", "[reporters]") {
  const std::string folder = "tests/reporters/expected/";
  check_golden(folder + "ordinary-color.text",
               report_of(ordinary_run(), "text", {.color = true}));
  check_golden(folder + "ordinary-quiet.text",
               report_of(ordinary_run(), "text", {.detail = Detail::kQuiet}));
  check_golden(folder + "ordinary-verbose.text",
               report_of(ordinary_run(), "text", {.detail = Detail::kVerbose}));
}

TEST_CASE("no format shows a whole secret unless told", "[reporters]") {
  for (const ReporterKind& kind : reporters()) {
    for (int redact : {50, 75, 100}) {
      std::string report =
          report_of(ordinary_run(), kind.name, {.redact = redact});
      CHECK(report.find(kSampleSecret) == std::string::npos);
    }
    // Those that others than the asker read show none at all.
    static const std::set<std::string_view> kNever = {"baseline", "github",
                                                      "rdjson", "markdown"};
    std::string open = report_of(ordinary_run(), kind.name, {.redact = 0});
    INFO(kind.name);
    CHECK((open.find(kSampleSecret) == std::string::npos) ==
          kNever.contains(kind.name));
  }
}

TEST_CASE("no report moves the cursor of a terminal", "[reporters]") {
  for (const ReporterKind& kind : reporters()) {
    std::string report = report_of(hostile_run(), kind.name, {});
    for (char c : report) {
      INFO(kind.name << ": " << report);
      REQUIRE((c == '\n' || (c >= 0x20 && c != 0x7f) || (c & 0x80) != 0));
    }
    CHECK(report.find("\xe2\x80\xae") == std::string::npos);
  }
}

TEST_CASE("the text report fits 80 columns", "[reporters]") {
  std::string report = report_of(ordinary_run(), "text", {});
  for (std::size_t begin = 0; begin < report.size();) {
    std::size_t end = report.find('\n', begin);
    CHECK(end - begin <= 80);
    begin = end + 1;
  }
}

}  // namespace stanch
