// SPDX-License-Identifier: Apache-2.0
#include "libstanch/stanch.h"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <fmt/core.h>

#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

struct Told {
  std::vector<std::string> rules;
  std::vector<std::string> places;
  std::vector<std::string> fingerprints;
  std::size_t most = 10;
};

int note(const stanch_finding* found, void* payload) {
  auto& told = *static_cast<Told*>(payload);
  told.rules.emplace_back(found->rule_id);
  told.places.push_back(fmt::format("{}:{}-{}:{} at {}", found->start_line,
                                    found->start_column, found->end_line,
                                    found->end_column, found->offset));
  told.fingerprints.emplace_back(found->fingerprint);
  CHECK(std::string(found->title) == "GitHub classic personal access token");
  CHECK(std::string(found->severity) == "critical");
  CHECK(std::string(found->confidence) == "high");
  CHECK_FALSE(std::string(found->next).empty());
  return told.rules.size() == told.most ? 7 : 0;
}

}  // namespace

TEST_CASE("a program is told of each place in its bytes, by offset",
          "[libstanch]") {
  char error[8] = "unset";
  stanch_rules* rules = stanch_rules_new(nullptr, error, sizeof error);
  REQUIRE(rules != nullptr);
  CHECK(std::string(error) == "unset");
  std::string one = github_pat(1);
  std::string other = github_pat(2);
  std::string text = "a = '" + one + "'\nb = '" + other + "'\nc = '" + one +
                     "'\n" + std::string("\0\xff", 2);
  auto scan = [&](Told told) {
    stanch_scanner* scanner = stanch_scanner_new(rules);
    for (int again = 0; again < 2; ++again) {
      told = {.most = told.most};
      int status =
          stanch_scan(scanner, text.data(), text.size(), nullptr, note, &told);
      CHECK(status == (told.most == 10 ? 0 : 7));
    }
    CHECK(stanch_scan(scanner, nullptr, 0, "a.txt", note, &told) == 0);
    stanch_scanner_free(scanner);
    return told;
  };
  Told told = scan({});
  CHECK(told.rules == std::vector<std::string>(3, "github-pat"));
  CHECK(told.places == std::vector<std::string>{"1:6-1:45 at 5",
                                                "2:6-2:45 at 52",
                                                "3:6-3:45 at 99"});
  CHECK(told.fingerprints[0] == told.fingerprints[2]);
  CHECK(told.fingerprints[0] != told.fingerprints[1]);
  // It ends where the program says so.
  CHECK(scan({.most = 2}).rules.size() == 2);

  // Rules are shared by threads.
  std::vector<Told> by_threads(2);
  {
    std::vector<std::jthread> threads;
    for (Told& each : by_threads) {
      threads.emplace_back([&] { each = scan({}); });
    }
  }
  for (const Told& each : by_threads) CHECK(each.places == told.places);
  stanch_rules_free(rules);
  stanch_rules_free(nullptr);
  stanch_scanner_free(nullptr);
}

TEST_CASE("a configuration counts, and its mistakes are told", "[libstanch]") {
  stanch_rules* rules =
      stanch_rules_new("[rules]\ndisable = ['github-pat']\n", nullptr, 0);
  REQUIRE(rules != nullptr);
  stanch_scanner* scanner = stanch_scanner_new(rules);
  std::string text = github_leak(1);
  Told told;
  CHECK(stanch_scan(scanner, text.data(), text.size(), nullptr, note, &told) ==
        0);
  CHECK(told.rules.empty());
  CHECK(stanch_scan(scanner, text.data(), std::size_t{1} << 32U, nullptr, note,
                    &told) == -1);
  stanch_scanner_free(scanner);
  stanch_rules_free(rules);

  char error[200];
  CHECK(stanch_rules_new("[ruls]\n", error, sizeof error) == nullptr);
  CHECK(std::string(error).find("did you mean") != std::string::npos);
  CHECK(stanch_rules_new("[ruls]\n", error, 5) == nullptr);
  CHECK(std::string(error) == "conf");
  CHECK(stanch_rules_new("[ruls]\n", nullptr, 0) == nullptr);
}

TEST_CASE("the example of the documentation is C", "[libstanch]") {
  TempDir folder;
  std::string source = std::getenv("STANCH_SOURCE");
  std::string page =
      read_file(std::filesystem::path(source) / "docs/library.md");
  std::size_t begin = page.find("```c\n") + 5;
  std::string file = folder.write(
      "find.c", page.substr(begin, page.find("```", begin) - begin));
  std::string command = fmt::format(
      "cc -std=c99 -Wall -Wextra -Werror -fsyntax-only -I'{}/libstanch' '{}' "
      ">'{}/said' 2>&1",
      source, file, folder.path().string());
  int status = std::system(command.c_str());
  INFO(read_file(folder.path() / "said"));
  CHECK(status == 0);
}

}  // namespace stanch
