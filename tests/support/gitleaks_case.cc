// SPDX-License-Identifier: Apache-2.0
#include "tests/support/gitleaks_case.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/temp_dir.h"

namespace stanch {

std::vector<std::string> findings_of(const GitleaksCase& one, bool compat) {
  TempDir folder;
  folder.write(".gitleaks.toml", one.config);
  for (const auto& [path, text] : one.files) folder.write(path, text);
  std::vector<std::string> arguments = {
      "detect", "--no-git", "--redact=0", "-r", "-", "-f", "json", "-s", "."};
  if (compat) arguments.emplace_back("--compat=gitleaks");
  Outcome outcome = run_stanch(arguments, folder.path());
  if (outcome.exit != 0 && outcome.exit != 1) {
    throw std::runtime_error(one.name + ": " + outcome.err);
  }
  std::vector<std::string> out;
  for (const auto& finding : nlohmann::json::parse(outcome.out)) {
    out.push_back(fmt::format(
        "{} {}:{} {}", finding["RuleID"].get<std::string>(),
        finding["File"].get<std::string>(), finding["StartLine"].get<int>(),
        finding["Secret"].get<std::string>()));
  }
  std::ranges::sort(out);
  return out;
}

void check_case(const GitleaksCase& one) {
  INFO(one.name << "\n" << one.config);
  CHECK(findings_of(one, /*compat=*/false) == one.expected);
  bool differs = one.compat != std::vector<std::string>{"as above"};
  CHECK(findings_of(one, /*compat=*/true) ==
        (differs ? one.compat : one.expected));
}

}  // namespace stanch
