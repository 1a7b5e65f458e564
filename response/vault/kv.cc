// SPDX-License-Identifier: Apache-2.0
//
// A rotation in the key/value engine. The new value is patched over the old one
// with check-and-set: it is written only on the version that was looked at. The
// versions that held the leaked value are destroyed; only the metadata proves
// that, since the call answers 204 for versions and paths that never were.
#include "response/vault/kv.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "response/vault/audit.h"
#include "response/vault/policies.h"

namespace stanch {
namespace {

constexpr std::string_view kResponseMark = "stanch_response";

std::string list_of(const std::vector<std::int64_t>& versions) {
  return fmt::format("{}", fmt::join(versions, ","));
}

}  // namespace

std::string VaultKv::place() const {
  return vault_.name() + "/" + path_.mount + path_.path;
}

std::vector<std::string> VaultKv::calls(Step step) const {
  if (step == Step::kStore) {
    return {fmt::format(
        "PATCH {} (check-and-set {}): {}{}", path_.at("data"), subject_.version,
        subject_.field,
        subject_.name_field.empty() ? "" : ", " + subject_.name_field)};
  }
  if (step == Step::kDestroyOld && !subject_.leaked_versions.empty()) {
    return {fmt::format("PUT {}: versions {}", path_.at("destroy"),
                        list_of(subject_.leaked_versions))};
  }
  return {};
}

Answer<std::vector<std::string>> VaultKv::preflight(
    std::span<const Step> steps) {
  if (path_.version != 2) {
    return std::vector<std::string>{
        place() +
        " is a key/value engine of version 1, which cannot be changed safely"};
  }
  std::vector<Vault::Need> needs = {{path_.at("metadata"), "read"}};
  if (std::ranges::count(steps, Step::kStore) > 0) {
    needs.push_back({path_.at("data"), "read"});
    needs.push_back({path_.at("data"), "patch"});
  }
  if (std::ranges::count(steps, Step::kDestroyOld) > 0 &&
      !subject_.leaked_versions.empty()) {
    needs.push_back({path_.at("destroy"), "update"});
  }
  auto out = vault_.missing_rights(needs);
  if (!out) return out;
  auto known = vault_.send("GET", path_.at("metadata"));
  if (!known) return std::unexpected(std::move(known.error()));
  if (!subject_.name_field.empty() &&
      std::ranges::count(steps, Step::kStore) > 0) {
    // Only names; where we may not ask, it is as the configuration says.
    auto fields = vault_.send("GET", path_.at("subkeys"));
    if (!fields) return std::unexpected(std::move(fields.error()));
    std::string name = "/data/subkeys/" + pointer_segment(subject_.name_field);
    if (fields->is_success() && !fields->body.has(name)) {
      out->push_back(fmt::format(
          "{}: it has no field {}, so consumers would not learn whose the new "
          "value is (name_field)",
          place(), subject_.name_field));
    }
  }
  auto other =
      known->body.text(fmt::format("/data/custom_metadata/{}", kResponseMark));
  if (!other.empty()) {
    out->push_back(fmt::format(
        "{}: response {} of another inventory is under way, by its custom "
        "metadata; where it is not, take {} away from them",
        place(), other, kResponseMark));
  }
  if (subject_.field.find('/') == std::string::npos) return out;
  out->push_back(
      fmt::format("{}: the value stands inside of another ({}); "
                  "only whole fields are replaced",
                  place(), subject_.field));
  return out;
}

Answer<VaultKv::Stand> VaultKv::look(const StepInput& input) {
  auto reply = vault_.ask("read what is stored", "GET", path_.at("data"));
  if (!reply) return std::unexpected(std::move(reply.error()));
  Stand out{.newest = reply->body.number("/data/metadata/version")};
  if (input.fresh == nullptr) return out;
  const Secret* fresh[] = {input.fresh};
  auto found = LeakMatcher(fresh).match(
      reply->body.text("/data/data/" + pointer_segment(subject_.field)));
  out.is_ours = found && found->transform == "as it is";
  return out;
}

Answer<std::string> VaultKv::write(const StepInput& input) {
  SecretText body(fmt::format("{{\"options\":{{\"cas\":{}}},\"data\":{{",
                              subject_.version));
  append_json(body, subject_.field);
  body.append(":");
  append_json(body, input.fresh->reveal());
  if (!subject_.name_field.empty()) {
    body.append(",");
    append_json(body, subject_.name_field);
    body.append(":");
    append_json(body, input.successor);
  }
  body.append("}}");
  auto reply = vault_.ask("store the new value", "PATCH", path_.at("data"),
                          std::move(body));
  if (!reply) {
    // To a path that is not there any more it answers with an empty page.
    auto there = vault_.send("GET", path_.at("metadata"));
    if (!there || !there->is_missing()) return std::unexpected(reply.error());
    return call_error(CallFault::kGone,
                      place() + ": somebody deleted it meanwhile");
  }
  // What consumers get is what counts, not that it was answered.
  auto stand = look(input);
  if (!stand) return std::unexpected(std::move(stand.error()));
  if (stand->is_ours) return fmt::format("version {}", stand->newest);
  return call_error(CallFault::kConflict,
                    fmt::format("{}: storing the new value was answered {}, "
                                "but it is not what is read there",
                                place(), reply->status));
}

Answer<bool> VaultKv::all_destroyed(const std::vector<std::int64_t>& versions) {
  auto reply = vault_.ask("read the versions", "GET", path_.at("metadata"));
  // Somebody deleted it meanwhile, with all its versions.
  if (!reply && reply.error().fault == CallFault::kGone) return true;
  if (!reply) return std::unexpected(std::move(reply.error()));
  // Of many writes the oldest versions fall off, and are gone for good.
  std::int64_t oldest = reply->body.number("/data/oldest_version");
  return std::ranges::all_of(versions, [&](std::int64_t version) {
    return version < oldest || reply->body.is_true(fmt::format(
                                   "/data/versions/{}/destroyed", version));
  });
}

Answer<std::string> VaultKv::destroy(
    const std::vector<std::int64_t>& versions) {
  auto reply = vault_.ask(
      "destroy old versions", "PUT", path_.at("destroy"),
      SecretText(fmt::format("{{\"versions\":[{}]}}", list_of(versions))));
  if (!reply) return std::unexpected(std::move(reply.error()));
  auto gone = all_destroyed(versions);
  if (!gone) return std::unexpected(std::move(gone.error()));
  if (*gone) {
    return fmt::format("versions {} are destroyed, by their metadata",
                       list_of(versions));
  }
  return call_error(CallFault::kProtocol,
                    fmt::format("{}: destroying versions {} was answered {}, "
                                "but they are still there",
                                place(), list_of(versions), reply->status));
}

// An empty one takes the mark away.
void VaultKv::mark(const std::string& response) {
  SecretText body(fmt::format(R"({{"custom_metadata":{{"{}":)", kResponseMark));
  if (response.empty()) {
    body.append("null");
  } else {
    append_json(body, response);
  }
  body.append("}}");
  std::ignore = vault_.send("PATCH", path_.at("metadata"), std::move(body));
}

Answer<std::string> VaultKv::perform(Step step, const StepInput& input) {
  if (step == Step::kStore) {
    mark(input.response);
    return write(input);
  }
  if (step == Step::kDestroyOld && !subject_.leaked_versions.empty()) {
    auto gone = destroy(subject_.leaked_versions);
    if (gone) mark("");
    return gone;
  }
  return std::string();
}

Answer<Reconciled> VaultKv::reconcile(Step step, const StepInput& input) {
  if (step != Step::kStore) {
    // Destroying twice is as good as once.
    return Reconciled::kNotApplied;
  }
  auto stand = look(input);
  if (!stand) return std::unexpected(std::move(stand.error()));
  if (stand->newest == subject_.version) return Reconciled::kNotApplied;
  bool ours = stand->newest == subject_.version + 1 && stand->is_ours;
  return ours ? Reconciled::kApplied : Reconciled::kConflict;
}

Answer<std::string> VaultKv::put_back(std::int64_t newest) {
  auto old = vault_.ask(
      "read the former version", "GET",
      fmt::format("{}?version={}", path_.at("data"), subject_.version));
  if (!old) return std::unexpected(std::move(old.error()));
  SecretText body(
      fmt::format("{{\"options\":{{\"cas\":{}}},\"data\":{{", newest));
  bool first = true;
  for (const std::string& field : {subject_.field, subject_.name_field}) {
    if (field.empty()) continue;
    if (!first) body.append(",");
    first = false;
    append_json(body, field);
    body.append(":");
    // A field that was not there goes: null takes it away (RFC 7396).
    body.append(
        old->body.json("/data/data/" + pointer_segment(field)).reveal());
  }
  body.append("}}");
  auto reply = vault_.ask("put back the former value", "PATCH",
                          path_.at("data"), std::move(body));
  if (!reply) return std::unexpected(std::move(reply.error()));
  return fmt::format("the former value is version {}",
                     reply->body.number("/data/version"));
}

// In two calls, each of which finds out whether it was made before.
Answer<std::string> VaultKv::undo(Step step, const StepInput& input) {
  if (step != Step::kStore) return std::string();
  auto stand = look(input);
  if (!stand && stand.error().fault == CallFault::kGone) {
    return std::string("it was deleted meanwhile, so nothing is put back");
  }
  if (!stand) return std::unexpected(std::move(stand.error()));
  std::int64_t ours = subject_.version + 1;
  if (stand->newest < ours) {
    mark("");
    return std::string("nothing was stored");
  }
  std::string done = "the former value is back";
  if (stand->newest == ours && stand->is_ours) {
    auto put = put_back(ours);
    if (!put) return put;
    done = std::move(*put);
  } else if (stand->newest != ours + 1 || stand->is_ours) {
    return call_error(CallFault::kConflict,
                      fmt::format("{}: somebody wrote version {} after ours",
                                  place(), stand->newest));
  }
  auto gone = destroy({ours});
  if (!gone) return gone;
  mark("");
  return done + "; " + *gone;
}

Answer<std::vector<std::string>> VaultKv::readers() {
  return policies_that_read(vault_, path_.at("data"));
}

Answer<std::vector<std::string>> VaultKv::evidence(const Secret& leaked) {
  return vault_uses(vault_, leaked);
}

}  // namespace stanch
