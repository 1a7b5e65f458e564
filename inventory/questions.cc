// SPDX-License-Identifier: Apache-2.0
#include "inventory/questions.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "inventory/impact.h"
#include "inventory/time_text.h"

namespace stanch {
namespace {

std::string source_of(const Fact& fact) {
  std::string out = fmt::format("{}, {} on {}", to_string(fact.source),
                                fact.who, day_text(fact.at));
  return fact.reason.empty() ? out : out + ": " + fact.reason;
}

// The facts of some fields, in one line; the source of the first.
void answer_by(
    const std::vector<Fact>& facts,
    std::initializer_list<std::pair<const char*, const char*>> fields,
    QuestionAnswer& out) {
  for (const auto& [field, label] : fields) {
    const Fact* fact = best_fact(facts, field);
    if (fact == nullptr) continue;
    if (out.text.empty()) out.source = source_of(*fact);
    out.text +=
        fmt::format("{}{}{}", out.text.empty() ? "" : "; ", label, fact->value);
  }
}

// Where a secret leaked to, everybody can read it who can read that.
std::string readers_of(const std::vector<PlaceRecord>& places) {
  std::set<std::string> names;
  bool is_public = false;
  for (const PlaceRecord& place : places) {
    if (place.gone_run && place.source != "git") continue;
    names.insert(place.repository);
    is_public = is_public || is_on_public_forge(place.repository);
  }
  if (names.empty()) return {};
  std::string out = "whoever can read ";
  std::size_t shown = 0;
  for (const std::string& name : names) {
    if (++shown > 3) break;
    out += (shown > 1 ? ", " : "") + name;
  }
  if (names.size() > 3) {
    out += fmt::format(" and {} more", names.size() - 3);
  }
  if (is_public) out += "; on a public forge, so perhaps everybody";
  return out;
}

std::string how_to(std::int64_t id, std::string_view fields) {
  return fmt::format("stanch inventory tag {} {}", id, fields);
}

}  // namespace

std::array<QuestionAnswer, 5> answers(const SecretRecord& secret,
                                      const std::vector<PlaceRecord>& places,
                                      const std::vector<Fact>& facts) {
  std::array<QuestionAnswer, 5> out = {{
      {.question = "where is it stored?",
       .how = how_to(secret.id, "stored=MANAGER:PATH")},
      {.question = "who can read it?", .how = how_to(secret.id, "readers=WHO")},
      {.question = "how long is it valid?",
       .how = how_to(secret.id, "valid=UNTIL rotation_ttl=90d")},
      {.question = "what if rotated tomorrow?",
       .how = how_to(secret.id, "plan=STEPS consumers=WHO")},
      {.question = "which log shows its use?",
       .how = how_to(secret.id, "audit_log=WHERE")},
  }};
  answer_by(facts, {{"stored", ""}}, out[0]);
  answer_by(facts, {{"readers", ""}}, out[1]);
  answer_by(facts,
            {{"valid", ""},
             {"rotation_ttl", "rotated every "},
             {"rotated", "last on "}},
            out[2]);
  answer_by(facts, {{"plan", ""}, {"consumers", "used by "}}, out[3]);
  answer_by(facts, {{"audit_log", ""}}, out[4]);
  if (out[1].text.empty()) {
    out[1].text = readers_of(places);
    out[1].source = "findings";
  }
  if (out[3].text.empty() && !secret.next.empty()) {
    out[3].text = "what breaks is not known; " + secret.next;
    out[3].source = "rule " + secret.kind;
  }
  return out;
}

}  // namespace stanch
