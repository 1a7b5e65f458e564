// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <ctime>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/command_tree.h"
#include "cli/console.h"
#include "cli/scan_flags.h"
#include "cli/settings.h"
#include "reporters/json_string.h"
#include "reporters/printable.h"
#include "scanner/explain.h"

namespace stanch {
namespace {

struct RulesExplainFlags {
  std::string config;
  std::string format = "text";
  std::string place;
};

constexpr std::uint64_t kLastOfAll =
    std::numeric_limits<std::uint64_t>::max() - 1;

// FILE or FILE:LINE; no line: all of them.
struct Place {
  std::string path;
  std::uint64_t first = 1;
  std::uint64_t last = kLastOfAll;
};

Place place_of(const std::string& text) {
  Place out{text};
  auto colon = text.rfind(':');
  if (colon == text.npos || colon + 1 == text.size()) return out;
  std::uint64_t line = 0;
  const char* end = text.data() + text.size();
  auto read = std::from_chars(text.data() + colon + 1, end, line);
  if (read.ec != std::errc() || read.ptr != end || line == 0) return out;
  return {text.substr(0, colon), line, line};
}

// A line that there is not would look like one that no rule comes near.
Result<void> check_line(const Place& place, std::string_view text) {
  std::uint64_t lines =
      static_cast<std::uint64_t>(std::ranges::count(text, '\n')) +
      (text.empty() || text.ends_with('\n') ? 0 : 1);
  if (place.last == kLastOfAll || place.first <= lines) return {};
  return fail(
      ErrorKind::kUsage,
      fmt::format("{}: there is no line {}: it has {} line{}", place.path,
                  place.first, lines, lines == 1 ? "" : "s"));
}

// The allowlist as a person finds it again.
std::string name_of(const Allow& allow, const std::string& file) {
  if (allow.owner == kStanchItself) return allow.reason + ", of stanch itself";
  return fmt::format("\"{}\" in {}", allow.reason, file);
}

// The step's words, and of an allowlist that decided its reason and its file.
std::string told(const ExplainedStep& step, const Explained& one,
                 const Settings& settings) {
  if (!one.allow || step.outcome != ExplainedStep::Outcome::kDecided) {
    return step.told;
  }
  return name_of(settings.config.allows[*one.allow], settings.found.path);
}

// The features that count here.
std::string as_text(const ConfidenceScore& score) {
  std::string out = fmt::format("  {:<12}{}, {:+.2f} in all\n", "confidence",
                                to_string(score.level), score.sum);
  for (const Evidence& each : score.evidence) {
    if (each.value == 0) continue;
    out += fmt::format("  {:<12}{:<14}{:+.2f}\n", "", each.feature,
                       each.value * each.weight);
  }
  return out;
}

std::string as_text(const std::vector<Explained>& all, const Place& place,
                    const Settings& settings, std::span<const Rule> rules) {
  if (all.empty()) return "no rule comes near\n";
  std::string out;
  for (const Explained& one : all) {
    std::string verdict(one.size == 0 ? "expression" : to_string(one.reason));
    out += fmt::format("{}{}:{}:{}  {}: {}\n", out.empty() ? "" : "\n",
                       printable(place.path), one.start.line, one.start.column,
                       rules[one.rule].id, verdict);
    if (one.size > 0) {
      out += fmt::format("  {:<12}REDACTED ({} bytes)\n", "secret", one.size);
    }
    if (!one.decoded.empty()) {
      out +=
          fmt::format("  {:<12}{}\n", "decoded", fmt::join(one.decoded, ", "));
    }
    for (const ExplainedStep& step : one.steps) {
      std::string words = printable(told(step, one, settings));
      out += fmt::format("  {:<12}{}{}{}\n", step.name, to_string(step.outcome),
                         words.empty() ? "" : ": ", words);
    }
    if (one.confidence) out += as_text(*one.confidence);
  }
  return out;
}

std::string as_json(const ConfidenceScore& score) {
  std::string evidence;
  for (const Evidence& each : score.evidence) {
    evidence +=
        fmt::format("{}{{\"feature\":{},\"value\":{:.3f},\"weight\":{:.2f}}}",
                    evidence.empty() ? "" : ",", json_string(each.feature),
                    each.value, each.weight);
  }
  return fmt::format(
      ",\"confidence\":{{\"level\":{},\"sum\":{:.3f},\"evidence\":[{}]}}",
      json_string(to_string(score.level)), score.sum, evidence);
}

std::string as_json(const std::vector<Explained>& all, const Place& place,
                    const Settings& settings, std::span<const Rule> rules) {
  std::string out = "[";
  for (const Explained& one : all) {
    std::vector<std::string> names;
    for (const std::string& name : one.decoded) {
      names.push_back(json_string(name));
    }
    std::string steps;
    for (const ExplainedStep& step : one.steps) {
      steps += fmt::format("{}{{\"name\":{},\"outcome\":{},\"told\":{}}}",
                           steps.empty() ? "" : ",", json_string(step.name),
                           json_string(to_string(step.outcome)),
                           json_string(told(step, one, settings)));
    }
    out += fmt::format(
        "{}\n{{\"rule_id\":{},\"path\":{},\"line\":{},\"column\":{},"
        "\"bytes\":{},\"decoded\":[{}],\"verdict\":{},\"steps\":[{}]{}}}",
        out.size() == 1 ? "" : ",", json_string(rules[one.rule].id),
        json_string(place.path), one.start.line, one.start.column, one.size,
        fmt::join(names, ","),
        json_string(one.size == 0 ? "expression" : to_string(one.reason)),
        steps, one.confidence ? as_json(*one.confidence) : "");
  }
  return out + "\n]\n";
}

int explain_place(const RulesExplainFlags& options) {
  if (options.format != "text" && options.format != "json") {
    return fail_with(
        {ErrorKind::kUsage, "rules explain: the format is text or json"});
  }
  const Place place = place_of(options.place);
  auto settings = load_settings({.option = options.config, .target = "."});
  if (!settings) return fail_with(settings.error());
  auto database = RuleDatabase::compile(std::move(settings->rules),
                                        settings->config.allows);
  if (!database) return fail_with(database.error());
  auto text = read_text(place.path);
  if (!text) return fail_with(text.error());
  if (auto line = check_line(place, *text); !line) {
    return fail_with(line.error());
  }

  Provenance provenance{.origin = place.path == "-" ? "stdin" : "file",
                        .path = place.path};
  auto all = explain(*database, {.bytes = *text, .provenance = provenance},
                     {.now = std::time(nullptr)}, place.first, place.last);
  return print(options.format == "json"
                   ? as_json(all, place, *settings, database->rules())
                   : as_text(all, place, *settings, database->rules()));
}

}  // namespace

Action define_rules_explain(CLI::App& app) {
  auto options = std::make_unique<RulesExplainFlags>();
  app.add_option(
         "FILE:LINE", options->place,
         "a place; FILE for all of it, - or -- -:LINE for standard input")
      ->type_name("")
      ->required()
      ->group("Arguments");
  suggest(
      *app.add_option("-f,--format", options->format, "text (default) or json")
           ->type_name("NAME"),
      {"text", "json"});
  add_config_flag(app, options->config);
  app.footer("stanch rules explain deploy.env:12");
  return [options = std::move(options)] { return explain_place(*options); };
}

}  // namespace stanch
