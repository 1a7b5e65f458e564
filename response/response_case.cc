// SPDX-License-Identifier: Apache-2.0
#include "response/response_case.h"

#include <fmt/core.h>

#include "response/json_document.h"

namespace stanch {

std::string to_json(const ResponseCase& response) {
  const Probe& before = response.before;
  return fmt::format(
      R"({{"secret":{},"action":"{}","mode":"{}","grace":{},"settle":{},)"
      R"("quiet":{},"before":"{}","form":{},"by_record":{},"at":{},)"
      R"("subject":{},"approved_by":{}}})",
      response.secret, to_string(response.action), to_string(response.mode),
      response.grace, response.settle, response.quiet,
      to_string(before.verdict), json_quoted(before.form), before.by_record,
      before.at, json_quoted(to_json(response.subject)),
      json_quoted(response.approved_by));
}

Result<ResponseCase> case_of_json(std::string_view json) {
  auto read = JsonDocument::parse(json);
  auto unreadable = [] {
    return fail(ErrorKind::kUnreadable,
                "the journal: a response cannot be read; it was written by "
                "another version of stanch");
  };
  if (!read) return unreadable();
  auto action = response_action_of(read->text("/action"));
  auto mode = response_mode_of(read->text("/mode"));
  auto subject = subject_of_json(read->text("/subject"));
  auto verdict = probe_verdict_of(read->text("/before"));
  if (!action || !mode || !verdict) return unreadable();
  if (!subject) return std::unexpected(std::move(subject.error()));
  return ResponseCase{
      .secret = read->number("/secret"),
      .action = *action,
      .mode = *mode,
      .grace = read->number("/grace"),
      .settle = read->number("/settle"),
      .quiet = read->number("/quiet"),
      .subject = std::move(*subject),
      .before = {.verdict = *verdict,
                 .form = std::string(read->text("/form")),
                 .by_record = read->is_true("/by_record"),
                 .at = read->number("/at")},
      .approved_by = std::string(read->text("/approved_by")),
  };
}

std::vector<Step> steps_of(const ResponseCase& response,
                           const IssuerTraits& traits) {
  return steps_of(Flow{.action = response.action,
                       .mode = response.mode,
                       .overlaps = traits.overlaps,
                       .arms = traits.arms});
}

}  // namespace stanch
