// SPDX-License-Identifier: Apache-2.0
//
// A comment for a pull request, or the summary of a job: a table of what was
// found, the worst first, and what to do. It is read by all who can read the
// pull request, so it never holds any part of a secret, whatever --redact says.
// GitHub refuses a comment of more than 65,536 characters: what does not fit is
// counted.
#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "reporters/layout.h"
#include "reporters/markup.h"
#include "reporters/places.h"
#include "reporters/reporter.h"

namespace stanch {
namespace {

constexpr std::size_t kMostRows = 32 << 10;   // bytes of the table
constexpr std::size_t kMostSteps = 20 << 10;  // bytes of what to do
constexpr std::size_t kMostUnreadListed = 20;

struct Row {
  Severity severity;
  std::string text;
};

// What a rule says once for all that it found.
struct Advice {
  std::string title;
  std::string grants;
  std::string next;
};

class MarkdownReporter : public FindingSink {
 public:
  explicit MarkdownReporter(Output& output) : output_(output) {}

  Result<void> begin(const RunSummary& run) override {
    repository_ = run.repository;
    return {};
  }

  Result<void> accept(const Finding& finding) override;
  Result<void> end(const RunSummary& run) override;

 private:
  std::string heading(const RunSummary& run) const;
  std::string table();
  std::string steps() const;

  Output& output_;
  std::optional<RepositoryNote> repository_;
  std::vector<Row> rows_;
  std::map<std::string, Advice> advice_;  // by rule
  std::uint64_t places_ = 0;
};

std::string since(const Finding& finding, const Occurrence& place) {
  std::string_view date = attribute(place.provenance, "date");
  if (finding.exposure && finding.exposure->first) {
    date = finding.exposure->first->date;
  }
  return date.empty() ? "" : markdown_code(date.substr(0, 10));
}

Result<void> MarkdownReporter::accept(const Finding& finding) {
  const Occurrence& place = finding.place;
  std::string where = place_name(place.provenance);
  if (place.start.line > 0) where += fmt::format(":{}", place.start.line);
  std::string shown = markdown_code(where);
  std::string link = link_to(repository_, place);
  if (!link.empty()) shown = fmt::format("[{}]({})", shown, link);
  if (!finding.other_places.empty()) {
    shown += fmt::format(" and {} more", grouped(finding.other_places.size()));
  }
  places_ += 1 + finding.other_places.size();
  rows_.push_back(
      {finding.severity,
       fmt::format("| {} | {} | {} | {} |\n", to_string(finding.severity),
                   markdown_text(finding.title), shown,
                   since(finding, place))});
  advice_.try_emplace(finding.rule_id,
                      Advice{finding.title, finding.grants, finding.next});
  return {};
}

std::string MarkdownReporter::heading(const RunSummary& run) const {
  std::string out = "<!-- stanch -->\n";
  if (rows_.empty()) {
    out += run.complete ? "### No secret found\n"
                        : "### No secret found in what was read\n";
  } else {
    out += fmt::format("### {} in {}\n", counted(rows_.size(), "leaked secret"),
                       counted(places_, "place"));
  }
  out += fmt::format("\n{}: {}, {}.\n", markdown_code("stanch " + run.target),
                     counted(run.blobs, run.unit), byte_count(run.bytes));
  if (run.complete) return out;
  out += run.interrupted ? "\n**Incomplete**: stopped before the end.\n"
                         : "\n**Incomplete**: not everything could be read.\n";
  std::size_t unread = 0;
  for (const Skipped& item : run.skipped) {
    if (item.why != Skipped::Why::kUnreadable) continue;
    if (unread == 0) out += '\n';
    if (unread++ < kMostUnreadListed) {
      out += fmt::format("- {}: {}\n", markdown_code(item.path),
                         markdown_text(item.reason));
    }
  }
  if (unread > kMostUnreadListed) {
    out += fmt::format("- and {} more\n", grouped(unread - kMostUnreadListed));
  }
  return out;
}

std::string MarkdownReporter::table() {
  if (rows_.empty()) return {};
  std::ranges::stable_sort(rows_, std::greater<>(), &Row::severity);
  std::string out =
      "\n| severity | what | where | since |\n|---|---|---|---|\n";
  std::size_t shown = 0;
  for (const Row& row : rows_) {
    if (out.size() + row.text.size() > kMostRows) break;
    out += row.text;
    ++shown;
  }
  if (shown < rows_.size()) {
    out += fmt::format(
        "\nThe {} most severe are shown, {} more are in the full report.\n",
        grouped(shown), grouped(rows_.size() - shown));
  }
  return out;
}

std::string MarkdownReporter::steps() const {
  if (advice_.empty()) return {};
  std::string out =
      "\n#### What to do\n\nTaking the line out is not enough: whoever read it "
      "still has it. Revoke first.\n\n";
  std::size_t left = advice_.size();
  for (const auto& [rule, advice] : advice_) {
    std::string step =
        fmt::format("- **{}** ({}): {}\n", markdown_text(advice.title),
                    markdown_code(rule), markdown_text(advice.next));
    if (!advice.grants.empty()) {
      step += fmt::format("  It opens {}.\n", markdown_text(advice.grants));
    }
    if (out.size() + step.size() > kMostSteps) break;
    out += step;
    --left;
  }
  if (left > 0) out += fmt::format("- and {} more\n", counted(left, "kind"));
  return out;
}

Result<void> MarkdownReporter::end(const RunSummary& run) {
  std::string out = heading(run);
  out += table();
  return output_.write(out + steps());
}

}  // namespace

std::unique_ptr<FindingSink> make_markdown_reporter(Output& output,
                                                    ReportOptions) {
  return std::make_unique<MarkdownReporter>(output);
}

}  // namespace stanch
