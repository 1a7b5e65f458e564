// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/build_features.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/program.h"
#include "rules/builtin.h"

namespace stanch {
namespace {

std::string version_json() {
  nlohmann::ordered_json out = {{"name", "stanch"},
                                {"version", version()},
                                {"build", build_kind()},
                                {"rules", builtin_rules().rules.size()}};
  for (const BuildFeature& feature : build_features()) {
    out["features"][feature.name] = feature.here;
  }
  return out.dump(2) + "\n";
}

}  // namespace

Action define_version(CLI::App& app) {
  auto as_json = std::make_unique<bool>(false);
  app.add_flag("--json", *as_json, "for programs, with what was built in");
  app.footer("stanch version --json");
  return [as_json = std::move(as_json)] {
    return print(*as_json ? version_json()
                          : fmt::format("stanch {}\n", version()));
  };
}

}  // namespace stanch
