// SPDX-License-Identifier: Apache-2.0
//
// The report for people: what was found, where, why it matters and what to do,
// then one line on the whole run. All that was scanned passes printable().
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "reporters/code_frame.h"
#include "reporters/exposure_text.h"
#include "reporters/image_text.h"
#include "reporters/layout.h"
#include "reporters/paint.h"
#include "reporters/places.h"
#include "reporters/printable.h"
#include "reporters/reporter.h"

namespace stanch {
namespace {

constexpr std::size_t kPlacesShown = 5;
constexpr std::size_t kLabel = 11;  // columns: "  also at  "

// A path that begins a line. A CI system takes some beginnings for commands to
// itself.
std::string shown_path(const std::string& path) {
  bool command = path.starts_with("::") || path.starts_with("##");
  return (command ? "./" : "") + printable(path);
}

// "live by https://api.github.com, of octocat (200 /login)".
std::string verdict_text(const Verification& said) {
  return fmt::format("{}{} by {}{} ({})", said.verdict,
                     said.limited ? ", with less rights," : "", said.by,
                     said.account.empty() ? "" : ", of " + said.account,
                     said.answer);
}

std::string position(const Occurrence& place) {
  std::string out =
      fmt::format("{}:{}:{}", shown_path(place_name(place.provenance)),
                  place.start.line, place.start.column);
  if (place.end.line != place.start.line) {
    out += fmt::format(" to line {}", place.end.line);
  }
  return out;
}

class TextReporter : public FindingSink {
 public:
  TextReporter(Output& output, ReportOptions options)
      : output_(output), options_(std::move(options)), paint_{options_.color} {}

  Result<void> begin(const RunSummary& run) override {
    repository_ = run.repository;
    return {};
  }
  Result<void> accept(const Finding& finding) override;
  Result<void> end(const RunSummary& run) override;

 private:
  std::string labelled(std::string_view label, std::string_view text) const;
  std::string shown_place(const Occurrence& place) const;
  std::string other_places(const Finding& finding) const;
  std::string headline(const RunSummary& run) const;
  std::string left_out(const RunSummary& run) const;
  std::string unread(const RunSummary& run) const;

  Output& output_;
  ReportOptions options_;
  Paint paint_;
  std::optional<RepositoryNote> repository_;
  std::map<Severity, std::uint64_t, std::greater<>> secrets_;
  std::uint64_t places_ = 0;
};

std::string TextReporter::labelled(std::string_view label,
                                   std::string_view text) const {
  std::string out = paint_.faint(fmt::format("  {:<{}}", label, kLabel - 2));
  std::string_view separator;
  for (const std::string& line : wrapped(text, kColumns - kLabel)) {
    out.append(separator).append(line);
    separator = "\n           ";
  }
  return out + "\n";
}

// With what a click opens: the page of the forge, or the file on this disk.
std::string TextReporter::shown_place(const Occurrence& place) const {
  std::string text = paint_.place(position(place));
  if (!options_.terminal) return text;
  std::string uri = link_to(repository_, place);
  if (uri.empty() && place.provenance.origin == "file") {
    std::error_code failed;
    auto path = std::filesystem::absolute(place.provenance.path, failed);
    if (!failed && std::filesystem::is_regular_file(path, failed)) {
      uri = "file://" + uri_path(path.lexically_normal().string());
    }
  }
  return uri.empty() ? text : Paint::link(uri, text);
}

std::string TextReporter::other_places(const Finding& finding) const {
  std::string out;
  std::size_t shown = 0;
  for (const Occurrence& place : finding.other_places) {
    if (shown == kPlacesShown) break;
    out += paint_.faint(
        fmt::format("  {:<{}}", shown == 0 ? "also at" : "", kLabel - 2));
    out += shown_place(place) + "\n";
    ++shown;
  }
  if (std::size_t more = finding.other_places.size() - shown; more > 0) {
    out += fmt::format("{:{}}and {} more\n", "", kLabel, grouped(more));
  }
  return out;
}

Result<void> TextReporter::accept(const Finding& finding) {
  ++secrets_[finding.severity];
  places_ += 1 + finding.other_places.size();
  std::string sure;
  if (finding.confidence != Confidence::kHigh) {
    sure = fmt::format("  {} confidence", to_string(finding.confidence));
  }
  std::string out = fmt::format(
      "{}  {}  {}{}\n  {}\n\n",
      paint_.severity(finding.severity, to_string(finding.severity)),
      paint_.bold(printable(finding.title)),
      paint_.faint("[" + printable(finding.rule_id) + "]"),
      sure.empty() ? "" : paint_.faint(sure), shown_place(finding.place));
  out += code_frame(finding, options_.redact, paint_) + "\n";
  if (!finding.parts.empty()) {
    std::string list;
    for (const FindingPart& part : finding.parts) {
      list += fmt::format("{}{} on line {}", list.empty() ? "" : ", ",
                          part.name, part.start.line);
    }
    out += labelled("with", printable(list));
  }
  if (!finding.decoded.empty()) {
    std::string chain;
    for (const std::string& step : finding.decoded) {
      chain += (chain.empty() ? "" : ", then ") + step;
    }
    out += labelled("decoded", printable(chain));
  }
  if (finding.exposure) {
    for (const auto& [label, text] : exposure_lines(*finding.exposure)) {
      out += labelled(label, printable(text));
    }
  }
  for (const auto& [label, text] : image_lines(finding.place.provenance)) {
    out += labelled(label, printable(text));
  }
  if (finding.verified) {
    out += labelled("lives", printable(verdict_text(*finding.verified)));
  }
  out += labelled("opens", printable(finding.grants));
  out += labelled("next", printable(finding.next));
  if (finding.answers.number > 0) {
    out += labelled(
        "type", fmt::format("stanch respond plan {}", finding.answers.number));
  }
  return output_.write(out + other_places(finding) + "\n");
}

std::string TextReporter::headline(const RunSummary& run) const {
  std::string scanned =
      fmt::format("{}, {}, {}", counted(run.blobs, run.unit),
                  byte_count(run.bytes), duration(run.seconds));
  if (secrets_.empty()) {
    std::string none = !run.complete    ? "No secret found in what was read"
                       : run.blobs == 0 ? "Nothing to scan"
                                        : paint_.good("No secret found");
    return fmt::format("{} ({}).\n", none, scanned);
  }
  std::string kinds;
  std::uint64_t all = 0;
  for (auto [severity, count] : secrets_) {
    all += count;
    kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", grouped(count),
                         to_string(severity));
  }
  return fmt::format("{} in {}: {} ({}).\n",
                     paint_.bold(counted(all, "secret")),
                     counted(places_, "place"), kinds, scanned);
}

// What the user, or its nature, kept from being scanned: counted by reason, or
// named when asked.
std::string TextReporter::left_out(const RunSummary& run) const {
  std::map<std::string, std::uint64_t> reasons;
  std::string names;
  std::uint64_t all = 0;
  for (const Skipped& item : run.skipped) {
    if (item.why != Skipped::Why::kByRule) continue;
    ++all;
    ++reasons[printable(item.reason)];
    names += fmt::format("  {}: {}\n", shown_path(item.path),
                         printable(item.reason));
  }
  if (all == 0) return {};
  if (options_.detail == Detail::kVerbose) {
    return fmt::format("Left out by rule, {}:\n{}", grouped(all), names);
  }
  std::string list = "Left out by rule:";
  std::string_view separator = " ";
  for (const auto& [reason, count] : reasons) {
    list += fmt::format("{}{} ({})", separator, reason, grouped(count));
    separator = ", ";
  }
  std::string out;
  for (const std::string& line : wrapped(list + ".", kColumns)) {
    out += line + "\n";
  }
  return out;
}

std::string TextReporter::unread(const RunSummary& run) const {
  if (run.complete) return {};
  std::string out = paint_.bad("INCOMPLETE");
  out += run.interrupted ? ": stopped before the end.\n"
                         : ": not all that was asked for could be read.\n";
  for (const Skipped& item : run.skipped) {
    if (item.why != Skipped::Why::kUnreadable) continue;
    out += fmt::format("  {}: {}\n", shown_path(item.path),
                       printable(item.reason));
  }
  return out;
}

Result<void> TextReporter::end(const RunSummary& run) {
  std::string out;
  if (options_.detail != Detail::kQuiet) {
    out += headline(run) + left_out(run);
    if (options_.terminal && places_ > 0) {
      out += paint_.faint(
          "A leak? Scan with --inventory; `stanch respond plan 1` then says "
          "how "
          "to end it.\nNot a secret? Put stanch:allow on its line; for many: "
          "stanch baseline create.\n");
    }
    if (run.ignored > 0) {
      out += fmt::format(
          "{} ignored for a time (stanch inventory list --state ignored).\n",
          counted(run.ignored, "secret"));
    }
    if (run.doubtful > 0) {
      out += fmt::format("{} left out as doubtful (--min-confidence=low).\n",
                         counted(run.doubtful, "finding"));
    }
  }
  return output_.write(out + unread(run));
}

}  // namespace

std::unique_ptr<FindingSink> make_text_reporter(Output& output,
                                                ReportOptions options) {
  return std::make_unique<TextReporter>(output, std::move(options));
}

}  // namespace stanch
