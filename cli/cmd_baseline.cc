// SPDX-License-Identifier: Apache-2.0
//
// `stanch baseline create|update|audit`: a scan whose findings are compared
// with, or written to, a file (baselines/baseline_line.h) instead of reported.
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <set>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "baselines/baseline_line.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/git_target.h"
#include "cli/settings.h"
#include "cli/sources.h"
#include "reporters/output.h"
#include "reporters/printable.h"

namespace stanch {
namespace {

struct BaselineFlags {
  std::string file = ".stanch.baseline";
  std::string path = ".";
  bool git = false;
  ScanFlags flags;
};

using Lines = std::set<BaselineLine>;

Result<Lines> read_lines(const std::string& file) {
  auto text = read_text(file);
  if (!text) return std::unexpected(std::move(text.error()));
  if (!text->starts_with(kBaselineTitle)) {
    return fail(ErrorKind::kUsage,
                fmt::format("{}: no baseline of stanch: expected '{}' on the "
                            "first line",
                            file, kBaselineTitle));
  }
  Lines out;
  std::string_view rest = *text;
  for (std::size_t number = 1; !rest.empty(); ++number) {
    std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty() || line.starts_with('#')) continue;
    auto parsed = parse_baseline_line(line);
    if (!parsed) {
      return fail(ErrorKind::kUsage,
                  fmt::format("{}:{}: expected a fingerprint, a rule id and a "
                              "path",
                              file, number));
    }
    out.insert(std::move(*parsed));
  }
  return out;
}

// What was found, and one place of each.
std::map<BaselineLine, Position> lines_of(const PipelineResult& result) {
  std::map<BaselineLine, Position> out;
  for (const Finding& finding : result.findings) {
    auto add = [&](const Occurrence& place) {
      out.try_emplace({place.provenance.path, finding.rule_id,
                       finding.secret.fingerprint()},
                      place.start);
    };
    add(finding.place);
    std::ranges::for_each(finding.other_places, add);
  }
  return out;
}

// A run that did not see everything would take what it missed for gone.
bool refused(const PipelineResult& result) {
  if (result.summary.complete) return false;
  for (const Skipped& item : result.summary.skipped) {
    if (item.why != Skipped::Why::kUnreadable) continue;
    say(fmt::format("{}: {}", item.path, item.reason));
  }
  say("not everything could be read: the baseline is left as it is");
  return true;
}

int scan(const BaselineFlags& options,
         const std::function<int(const PipelineResult&)>& finish) {
  ScanTarget target = options.git ? git_target({.repository = options.path})
                                  : directory_target({.paths = {options.path}});
  return run_scan(
      options.flags, std::move(target), [] { return Result<void>(); },
      [&](const PipelineResult& result) {
        return refused(result) ? kExitIncomplete : finish(result);
      });
}

int write_new(const BaselineFlags& options, const Lines& old,
              const PipelineResult& result) {
  auto output = Output::to_file(options.file);
  if (!output) return fail_with(output.error());
  std::string text = std::string(kBaselineTitle) + "\n";
  std::size_t added = 0;
  auto found = lines_of(result);
  for (const auto& [line, place] : found) {
    text += to_string(line) + "\n";
    added += old.contains(line) ? 0 : 1;
  }
  auto written = output->write(text);
  if (written) written = output->commit();
  if (!written) return fail_with(written.error());
  std::size_t kept = found.size() - added;
  return print(fmt::format("{}: {} new, {} kept, {} gone\n",
                           printable(options.file), added, kept,
                           old.size() - kept));
}

int create(const BaselineFlags& options) {
  std::error_code ignored;
  if (std::filesystem::exists(options.file, ignored)) {
    return fail_with(
        {ErrorKind::kUsage, fmt::format("{} is there already; `stanch baseline "
                                        "update` writes it anew",
                                        options.file)});
  }
  return scan(options, [&](const PipelineResult& result) {
    return write_new(options, {}, result);
  });
}

int update(const BaselineFlags& options) {
  auto old = read_lines(options.file);
  if (!old) return fail_with(old.error());
  return scan(options, [&](const PipelineResult& result) {
    return write_new(options, *old, result);
  });
}

int audit(const BaselineFlags& options) {
  auto old = read_lines(options.file);
  if (!old) return fail_with(old.error());
  return scan(options, [&](const PipelineResult& result) {
    std::string out;
    std::size_t added = 0;
    std::size_t gone = 0;
    auto add = [&](std::string_view word, const BaselineLine& line,
                   const std::string& place) {
      out += fmt::format("{:<6} {}{}  [{}]\n", word, printable(line.path),
                         place, printable(line.rule));
    };
    auto found = lines_of(result);
    for (const auto& [line, place] : found) {
      bool known = old->contains(line);
      added += known ? 0 : 1;
      add(known ? "known" : "new", line,
          fmt::format(":{}:{}", place.line, place.column));
    }
    for (const BaselineLine& line : *old) {
      if (found.contains(line)) continue;
      ++gone;
      add("gone", line, "");
    }
    out +=
        fmt::format("{}: {} known, {} new, {} gone\n", printable(options.file),
                    found.size() - added, added, gone);
    int printed = print(out);
    if (printed != kExitClean) return printed;
    return added + gone > 0 ? kExitFindings : kExitClean;
  });
}

Action define(CLI::App& app, int (*action)(const BaselineFlags&),
              const std::string& example) {
  auto options = std::make_unique<BaselineFlags>();
  app.add_option("PATH", options->path,
                 "what is scanned (default: this folder)")
      ->type_name("")
      ->group("Arguments");
  app.add_option("-b,--baseline", options->file,
                 "the baseline (default: .stanch.baseline)")
      ->type_name("FILE");
  app.add_flag("--git", options->git, "the history of PATH, not its files");
  add_config_flag(app, options->flags.config);
  app.footer(example);
  return [options = std::move(options), action] { return action(*options); };
}

}  // namespace

Action define_baseline_create(CLI::App& app) {
  return define(app, create, "stanch baseline create");
}

Action define_baseline_update(CLI::App& app) {
  return define(app, update, "stanch baseline update src");
}

Action define_baseline_audit(CLI::App& app) {
  return define(app, audit, "stanch baseline audit --git");
}

}  // namespace stanch
