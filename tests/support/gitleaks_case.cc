// SPDX-License-Identifier: Apache-2.0
#include "tests/support/gitleaks_case.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/temp_dir.h"

namespace stanch {

namespace {

enum class Finder { kStanch, kCompat, kGitleaks };

// What it reports of the case's tree, in gitleaks' JSON. Throws where the run
// ends in an error.
nlohmann::json report_of(const GitleaksCase& one, Finder finder) {
  TempDir folder;
  folder.write(".gitleaks.toml", one.config);
  for (const auto& [path, text] : one.files) folder.write(path, text);
  Command command{.arguments = {"detect", "--no-git", "--redact=0", "-r", "-",
                                "-f", "json", "-s", "."},
                  .folder = folder.path()};
  if (finder == Finder::kCompat) {
    command.arguments.emplace_back("--compat=gitleaks");
  }
  if (finder == Finder::kGitleaks) {
    command.program = installed_gitleaks();
    command.arguments.emplace_back("--no-banner");
  }
  Outcome outcome = command.run();
  if (!nlohmann::json::accept(outcome.out)) {  // gitleaks ends with 1 for both
    throw std::runtime_error(one.name + ": " + outcome.err);
  }
  return nlohmann::json::parse(outcome.out);
}

// In the form of a case.
std::vector<std::string> findings_of(const nlohmann::json& report) {
  std::vector<std::string> out;
  for (const auto& finding : report) {
    out.push_back(fmt::format(
        "{} {}:{} {}", finding["RuleID"].get<std::string>(),
        finding["File"].get<std::string>(), finding["StartLine"].get<int>(),
        finding["Secret"].get<std::string>()));
  }
  std::ranges::sort(out);
  return out;
}

// Every field of every finding.
std::vector<std::string> records_of(const nlohmann::json& report) {
  std::vector<std::string> out;
  for (const auto& finding : report) out.push_back(finding.dump());
  std::ranges::sort(out);
  return out;
}

}  // namespace

std::string installed_gitleaks() {
  std::istringstream folders(std::getenv("PATH"));
  for (std::string folder; std::getline(folders, folder, ':');) {
    std::string program = folder + "/gitleaks";
    if (::access(program.c_str(), X_OK) == 0) return program;
  }
  return "";
}

void check_case(const GitleaksCase& one) {
  const bool is_compared = !installed_gitleaks().empty();
  if (!is_compared) {
    WARN("left out: gitleaks is not installed, to compare: " << one.name);
  }
  INFO(one.name << "\n" << one.config);
  CHECK(findings_of(report_of(one, Finder::kStanch)) == one.expected);
  const std::vector<std::string> same = {"as above"};
  auto compat = report_of(one, Finder::kCompat);
  CHECK(findings_of(compat) ==
        (one.compat == same ? one.expected : one.compat));
  if (!is_compared) return;
  if (one.gitleaks == std::vector<std::string>{"refused"}) {
    CHECK_THROWS(report_of(one, Finder::kGitleaks));
    return;
  }
  auto theirs = report_of(one, Finder::kGitleaks);
  if (one.gitleaks == same) {
    CHECK(records_of(compat) == records_of(theirs));
  } else {
    CHECK(findings_of(theirs) == one.gitleaks);
  }
}

}  // namespace stanch
