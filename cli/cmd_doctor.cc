// SPDX-License-Identifier: Apache-2.0
//
// `stanch doctor`: one line for each thing that may be set up. It asks nobody
// over the network and opens no inventory; of logins it tells names only.
#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>

#include <fmt/core.h>
#include <unistd.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/build_features.h"
#include "cli/ci_environment.h"
#include "cli/command.h"
#include "cli/command_tree.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/hook_file.h"
#include "cli/inventory_place.h"
#include "cli/program.h"
#include "cli/settings.h"
#include "core/late_library.h"
#include "git/git_process.h"
#include "git/hooks_folder.h"
#include "image/engine.h"
#include "image/registry_login.h"
#include "inventory/postgres_backend.h"
#include "reporters/layout.h"
#include "reporters/paint.h"
#include "reporters/printable.h"

namespace stanch {
namespace {

enum class Health { kGood, kAbsent, kWrong };

struct Check {
  Health health;
  std::string topic;
  std::string text;
  std::string advice = {};  // what to do; empty: nothing
};

using Checks = std::vector<Check>;

void check_program(Checks& out) {
  std::string lacks;
  for (const BuildFeature& feature : build_features()) {
    if (feature.here) continue;
    lacks += fmt::format("{}{}", lacks.empty() ? "" : ", ", feature.name);
  }
  out.push_back(
      {Health::kGood, "stanch",
       fmt::format("{}{}{}", version(),
                   is_static_build() ? ", static, without " : "", lacks)});
}

void check_config(Checks& out, const std::string& folder) {
  auto settings = load_settings({.option = {}, .target = folder});
  if (!settings) {
    out.push_back({Health::kWrong, "configuration", settings.error().message,
                   "stanch config check"});
    return;
  }
  std::size_t rules = settings->rules.rules.size();
  if (settings->found.path.empty()) {
    out.push_back(
        {Health::kAbsent, "configuration",
         fmt::format("none: {} built-in rules apply as they are", rules)});
    return;
  }
  out.push_back({Health::kGood, "configuration",
                 fmt::format("{} ({}): {} rules", settings->found.path,
                             settings->found.origin, rules)});
  for (const std::string& warning : settings->config.warnings) {
    out.push_back({Health::kWrong, "configuration", warning});
  }
}

void check_hook(Checks& out, const std::string& folder, std::string_view name) {
  std::string topic(name);
  std::string way = "stanch hook install";
  if (name != "pre-commit") way += fmt::format(" --{}", name);
  switch (hook_state(folder, name)) {
    case HookState::kOurs:
      out.push_back({Health::kGood, topic, "stanch's hook"});
      break;
    case HookState::kCallsUs:
      out.push_back({Health::kGood, topic, "another hook that names stanch"});
      break;
    case HookState::kForeign:
      out.push_back({Health::kAbsent, topic,
                     "another hook, which does not name stanch",
                     way + " puts stanch behind it"});
      break;
    case HookState::kNone:
      out.push_back({Health::kAbsent, topic, "no hook", way});
      break;
  }
}

void check_repository(Checks& out, const std::string& folder) {
  auto git = GitProcess{.arguments = {"--version"}}.run();
  if (git && git->status == 0) {
    out.push_back({Health::kGood, "git", "is on the PATH"});
  } else {
    out.push_back({Health::kAbsent, "git",
                   "is not on the PATH: addresses cannot be cloned",
                   "apt-get install git"});
  }
  auto repository = Repository::open(folder == "." ? "" : folder);
  if (!repository) {
    bool none = repository.error().kind == ErrorKind::kUsage;
    out.push_back({none ? Health::kAbsent : Health::kWrong, "repository",
                   repository.error().message});
    return;
  }
  std::string top = repository->work_tree();
  out.push_back({Health::kGood, "repository", top.empty() ? "bare" : top});
  auto hooks = hooks_folder(*repository);
  if (!hooks) {
    out.push_back({Health::kWrong, "hooks", hooks.error().message});
    return;
  }
  if (top.empty()) {
    check_hook(out, *hooks, "pre-receive");
  } else {
    check_hook(out, *hooks, "pre-commit");
    check_hook(out, *hooks, "pre-push");
  }
}

void check_inventory(Checks& out) {
  auto place = wanted_inventory({});
  bool named = place && !place->empty();
  if (place && place->empty()) place = default_inventory();
  if (!place) {
    out.push_back({Health::kWrong, "inventory", place.error().message});
    return;
  }
  if (place->starts_with("postgres")) {
    out.push_back({Health::kGood, "inventory", shown_postgres_url(*place)});
    return;
  }
  std::error_code error;
  bool there = std::filesystem::exists(*place, error);
  out.push_back({there ? Health::kGood : Health::kAbsent, "inventory",
                 there ? *place : "none yet at " + *place,
                 there || named ? "" : "stanch git --inventory"});
}

void check_network(Checks& out) {
  if (is_static_build()) {
    out.push_back({Health::kAbsent, "network", "none in a static stanch"});
  } else if (!LateLibrary("libcurl.so.4").is_open()) {
    out.push_back({Health::kAbsent, "network",
                   "libcurl is not there: registries and stores cannot be "
                   "asked",
                   "apt-get install libcurl4"});
  } else {
    out.push_back({Health::kGood, "network", "libcurl"});
  }
  for (auto [kind, name] : {std::pair{EngineKind::kDocker, "docker"},
                            std::pair{EngineKind::kPodman, "podman"}}) {
    auto socket = find_engine_socket(kind);
    if (!socket) {
      out.push_back({Health::kAbsent, name, socket.error().message});
    } else if (::access(socket->c_str(), R_OK | W_OK) != 0) {
      out.push_back({Health::kAbsent, name, *socket + " may not be opened"});
    } else {
      out.push_back({Health::kGood, name, *socket});
    }
  }
  std::string names;
  auto places = login_places_from_environment();
  for (const std::string& name : registries_with_login(places)) {
    names += (names.empty() ? "" : ", ") + name;
  }
  out.push_back({names.empty() ? Health::kAbsent : Health::kGood, "registries",
                 names.empty() ? "no login is kept" : "logins for " + names});
}

void check_ci(Checks& out) {
  auto input = read_ci_input();
  auto plan = input ? plan_of(*input) : std::unexpected(input.error());
  if (plan) {
    out.push_back({Health::kGood, "CI", plan->system + ", " + plan->event,
                   "stanch git --ci"});
  } else if (plan.error().kind == ErrorKind::kUsage) {
    out.push_back({Health::kAbsent, "CI", "this is no job of a CI system"});
  } else {
    out.push_back({Health::kWrong, "CI", plan.error().message});
  }
}

std::string checks_text(const Checks& checks, const Paint& paint) {
  std::string out;
  for (const Check& check : checks) {
    constexpr std::array<std::string_view, 3> kMarks = {"ok", "--", "!!"};
    std::string_view mark = kMarks[static_cast<std::size_t>(check.health)];
    std::string margin =
        fmt::format("{}  {:<14} ",
                    check.health == Health::kGood     ? paint.good(mark)
                    : check.health == Health::kAbsent ? paint.faint(mark)
                                                      : paint.bad(mark),
                    check.topic);
    constexpr std::size_t kMargin = 19;
    auto lines = wrapped(printable(check.text), kColumns - kMargin);
    for (const std::string& line : lines) {
      out += margin + line + "\n";
      margin.assign(kMargin, ' ');
    }
    if (!check.advice.empty()) {
      out += margin + paint.place(check.advice) + "\n";
    }
  }
  return out;
}

std::string checks_json(const Checks& checks) {
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  for (const Check& check : checks) {
    constexpr std::array<std::string_view, 3> kWords = {"ok", "absent",
                                                        "wrong"};
    out.push_back({{"topic", check.topic},
                   {"state", kWords[static_cast<std::size_t>(check.health)]},
                   {"text", printable(check.text)},
                   {"advice", check.advice}});
  }
  return out.dump(2) + "\n";
}

int examine_all(const std::string& folder, const std::string& format) {
  if (format != "text" && format != "json") {
    return fail_with({ErrorKind::kUsage, "doctor: the format is text or json"});
  }
  Checks checks;
  check_program(checks);
  check_config(checks, folder);
  check_repository(checks, folder);
  check_inventory(checks);
  check_network(checks);
  check_ci(checks);
  Paint paint{use_color(ColorChoice::kAuto, STDOUT_FILENO)};
  int printed = print(format == "json" ? checks_json(checks)
                                       : checks_text(checks, paint));
  if (printed != kExitClean) return printed;
  return std::ranges::count(checks, Health::kWrong, &Check::health) > 0
             ? kExitFindings
             : kExitClean;
}

}  // namespace

Action define_doctor(CLI::App& app) {
  struct Options {
    std::string folder = ".";
    std::string format = "text";
  };
  auto options = std::make_unique<Options>();
  app.add_option("REPO", options->folder, "a folder (default: this one)")
      ->type_name("")
      ->group("Arguments");
  suggest(
      *app.add_option("-f,--format", options->format, "text (default) or json")
           ->type_name("NAME"),
      {"text", "json"});
  app.footer("stanch doctor");
  return [options = std::move(options)] {
    return examine_all(options->folder, options->format);
  };
}

}  // namespace stanch
