// SPDX-License-Identifier: Apache-2.0
#include "response/aws/stores.h"

#include <fmt/core.h>

#include "response/stored_text.h"

namespace stanch {

std::string AwsParameterStore::place() const {
  return fmt::format("aws://{}/ssm{}{}", aws_.settings().region,
                     name_.starts_with('/') ? "" : "/", name_);
}

std::vector<std::string> AwsParameterStore::calls(Step step) const {
  if (step != Step::kStore) return {};
  return {fmt::format("PutParameter {} ({}) over version {}", name_,
                      subject_.field.empty() ? "the whole" : subject_.field,
                      subject_.version)};
}

Answer<AwsParameterStore::Stand> AwsParameterStore::read(
    Aws& aws, const std::string& name) {
  SecretText body = "{\"Name\":";
  append_json(body, name);
  body.append(",\"WithDecryption\":true}");
  auto reply = aws.ask_json("read the parameter " + name,
                            "AmazonSSM.GetParameter", std::move(body));
  if (!reply) return std::unexpected(std::move(reply.error()));
  return Stand{.version = reply->json.number("/Parameter/Version"),
               .type = std::string(reply->json.text("/Parameter/Type")),
               .text = SecretText(reply->json.text("/Parameter/Value"))};
}

Answer<std::vector<std::string>> AwsParameterStore::preflight(
    std::span<const Step>) {
  auto stand = read(aws_, name_);
  if (!stand) return std::unexpected(std::move(stand.error()));
  if (stand->type != "StringList") return std::vector<std::string>();
  return std::vector<std::string>{name_ +
                                  " is a list, whose items may be "
                                  "anything"};
}

// The type stays; a SecureString stays under the key that it is under.
Answer<std::int64_t> AwsParameterStore::put(const Stand& stand,
                                            const SecretText& text) {
  SecretText body = "{\"Name\":";
  append_json(body, name_);
  body.append(fmt::format(",\"Overwrite\":true,\"Type\":\"{}\",\"Value\":",
                          stand.type));
  append_json(body, text.reveal());
  body.append("}");
  auto reply = aws_.ask_json("store the new value in " + name_,
                             "AmazonSSM.PutParameter", std::move(body));
  if (!reply) return std::unexpected(std::move(reply.error()));
  std::int64_t version = reply->json.number("/Version");
  if (version == stand.version + 1) return version;
  return call_error(CallFault::kConflict,
                    fmt::format("{}: somebody stored version {} at the same "
                                "moment; ours is {}",
                                place(), stand.version + 1, version));
}

bool AwsParameterStore::is_ours(const Stand& stand,
                                const StepInput& input) const {
  if (input.fresh == nullptr) return false;
  const Secret* fresh[] = {input.fresh};
  auto match = match_text(stand.text.reveal(), LeakMatcher(fresh));
  return match && match->field == subject_.field;
}

Answer<std::string> AwsParameterStore::perform(Step step,
                                               const StepInput& input) {
  if (step != Step::kStore) return std::string();
  auto stand = read(aws_, name_);
  if (!stand) return std::unexpected(std::move(stand.error()));
  if (stand->version != subject_.version) {
    return call_error(
        CallFault::kConflict,
        fmt::format("{}: somebody stored version {}", place(), stand->version));
  }
  auto text = with_fields(stand->text.reveal(),
                          {{subject_.field, input.fresh->reveal()},
                           {subject_.name_field, input.successor}});
  if (!text) {
    return call_error(CallFault::kProtocol,
                      fmt::format("{}: it is no object in JSON", place()));
  }
  auto version = put(*stand, *text);
  if (!version) return std::unexpected(std::move(version.error()));
  return fmt::format("version {}", *version);
}

Answer<Reconciled> AwsParameterStore::reconcile(Step step,
                                                const StepInput& input) {
  if (step != Step::kStore) return Reconciled::kNotApplied;
  auto stand = read(aws_, name_);
  if (!stand) return std::unexpected(std::move(stand.error()));
  if (stand->version == subject_.version) return Reconciled::kNotApplied;
  return is_ours(*stand, input) && stand->version == subject_.version + 1
             ? Reconciled::kApplied
             : Reconciled::kConflict;
}

Answer<std::string> AwsParameterStore::undo(Step step, const StepInput& input) {
  if (step != Step::kStore) return std::string();
  auto stand = read(aws_, name_);
  if (!stand && stand.error().fault == CallFault::kGone) {
    return name_ + " was deleted meanwhile";
  }
  if (!stand) return std::unexpected(std::move(stand.error()));
  if (stand->version == subject_.version) {
    return std::string("nothing was stored");
  }
  auto old = read(aws_, fmt::format("{}:{}", name_, subject_.version));
  if (!old) return std::unexpected(std::move(old.error()));
  if (!is_ours(*stand, input)) {
    // Put back before a crash, or another's.
    if (stand->text.reveal() == old->text.reveal()) {
      return std::string("the former value is back");
    }
    return call_error(CallFault::kConflict,
                      fmt::format("{}: somebody stored version {} after ours",
                                  place(), stand->version));
  }
  auto version = put(*stand, old->text);
  if (!version) return std::unexpected(std::move(version.error()));
  return fmt::format("the former value is version {}", *version);
}

Answer<std::vector<std::string>> AwsParameterStore::readers() {
  return std::vector<std::string>{
      fmt::format("whoever may ssm:GetParameter of {}, and "
                  "ssm:GetParameterHistory, which has the old value as long "
                  "as the parameter is there",
                  name_)};
}

Answer<std::vector<std::string>> AwsParameterStore::evidence(const Secret&) {
  return std::vector<std::string>{
      fmt::format("who read {}: aws cloudtrail lookup-events "
                  "--lookup-attributes "
                  "AttributeKey=EventName,AttributeValue=GetParameter",
                  name_)};
}

Answer<std::vector<std::string>> AwsParameterStore::look(
    Aws& aws, const std::string& name, const LeakMatcher& matcher,
    Subject& subject) {
  auto stand = read(aws, name);
  if (!stand) return std::unexpected(std::move(stand.error()));
  subject.version = stand->version;
  std::vector<std::string> out;
  auto match = match_text(stand->text.reveal(), matcher);
  if (!match) return out;
  subject.is_current = true;
  subject.field = match->field;
  subject.leaked_versions.push_back(stand->version);
  out.push_back(
      fmt::format("{} {} version {} (current) holds it {}", name,
                  match->field.empty() ? "as a whole" : "field " + match->field,
                  stand->version, match->found.transform));
  return out;
}

}  // namespace stanch
