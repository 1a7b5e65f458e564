// SPDX-License-Identifier: Apache-2.0
#include "cli/reports.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/core.h>
#include <unistd.h>

#include "cli/exit_code.h"
#include "cli/program.h"
#include "core/nearest.h"

namespace stanch {
namespace {

std::unexpected<Error> unknown_format(std::string_view name) {
  std::vector<std::string_view> names;
  std::string list;
  for (const ReporterKind& kind : reporters()) {
    names.push_back(kind.name);
    list += fmt::format("{}{}", list.empty() ? "" : ", ", kind.name);
  }
  std::string near = nearest(name, names);
  std::string hint = near.empty() ? "there are " + list
                                  : fmt::format("did you mean {}?", near);
  return fail(ErrorKind::kUsage,
              fmt::format("unknown report format {}; {}", name, hint));
}

Result<void> write_one(FindingSink& sink, bool has_ignored, Output& output,
                       const PipelineResult& result) {
  if (auto done = sink.begin(result.summary); !done) return done;
  for (const Finding& finding : result.findings) {
    if (finding.ignored && !has_ignored) continue;
    if (auto done = sink.accept(finding); !done) return done;
  }
  if (auto done = sink.end(result.summary); !done) return done;
  return output.commit();
}

}  // namespace

Result<Reports> Reports::open(const ScanFlags& flags) {
  Reports out;
  out.color_ = flags.color_choice();
  out.options_ = {.redact = flags.redact,
                  .detail = flags.detail(),
                  .version = std::string(version())};
  Result<void> added = out.add(flags.format, flags.output);
  for (const std::string& report : flags.reports) {
    if (!added) break;
    std::size_t equals = report.find('=');
    if (equals == std::string::npos || equals + 1 == report.size()) {
      return fail(ErrorKind::kUsage,
                  "--report: give FORMAT=FILE, as in --report json=out.json");
    }
    added = out.add(report.substr(0, equals), report.substr(equals + 1));
  }
  if (added) added = out.add_step_summary();
  if (!added) return std::unexpected(added.error());
  return out;
}

Result<void> Reports::add(std::string_view format, const std::string& place) {
  const ReporterKind* kind = find_reporter(format);
  if (kind == nullptr) return unknown_format(format);
  if (std::ranges::count(reports_, place, &Report::place) > 0) {
    return fail(ErrorKind::kUsage,
                place == "-" ? "two reports would share standard output; send "
                               "one to a file with -o FILE"
                             : "two reports would share the file " + place);
  }
  auto output = place == "-"
                    ? Output::to_descriptor(STDOUT_FILENO, "standard output")
                    : Output::to_file(place);
  if (!output) return std::unexpected(output.error());
  reports_.push_back({place, kind, std::move(*output)});
  return {};
}

// Annotations have room for ten: the rest is in the summary of the step.
Result<void> Reports::add_step_summary() {
  const char* summary = std::getenv("GITHUB_STEP_SUMMARY");
  auto is_github = [](const Report& each) {
    return each.kind->name == "github";
  };
  if (summary == nullptr || *summary == '\0' ||
      std::ranges::none_of(reports_, is_github)) {
    return {};
  }
  auto output = Output::to_end_of(summary);
  if (!output) return std::unexpected(output.error());
  reports_.push_back({summary, find_reporter("markdown"), std::move(*output)});
  return {};
}

int Reports::write(const PipelineResult& result) {
  int code = kExitClean;
  for (Report& report : reports_) {
    ReportOptions options = options_;
    // A file is coloured only when told to in so many words.
    options.color = report.place == "-" ? use_color(color_, STDOUT_FILENO)
                                        : color_ == ColorChoice::kAlways;
    options.terminal =
        options.color && report.place == "-" && ::isatty(STDOUT_FILENO) != 0;
    auto sink = report.kind->make(report.output, std::move(options));
    auto written =
        write_one(*sink, report.kind->has_ignored, report.output, result);
    if (!written) code = std::max(code, fail_with(written.error()));
  }
  return code;
}

bool Reports::shown_to_a_person() const {
  const Report& first = reports_.front();
  return first.place == "-" && first.kind->name == "text" &&
         ::isatty(STDOUT_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0;
}

}  // namespace stanch
