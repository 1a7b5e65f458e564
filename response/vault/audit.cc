// SPDX-License-Identifier: Apache-2.0
#include "response/vault/audit.h"

#include <fstream>
#include <map>

#include <fmt/core.h>

namespace stanch {
namespace {

struct Use {
  std::size_t count = 0;
  std::string first;
  std::string last;
};

}  // namespace

std::vector<std::string> uses_in_log(std::istream& log, std::string_view hash) {
  std::map<std::string, Use> uses;
  for (std::string line; std::getline(log, line);) {
    if (!line.contains(hash)) continue;
    auto entry = JsonDocument::parse(line);
    // A request has an entry of its own and one with the answer.
    if (!entry || entry->text("/type") != "response") continue;
    std::string_view path = entry->text("/request/path");
    if (path.starts_with("sys/audit-hash/")) continue;
    std::string_view caller = entry->text("/auth/display_name");
    Use& use = uses[fmt::format("{} of {} by {} from {}",
                                entry->text("/request/operation"), path,
                                caller.empty() ? "nobody" : caller,
                                entry->text("/request/remote_address"))];
    if (use.count++ == 0) use.first = entry->text("/time");
    use.last = entry->text("/time");
  }
  std::vector<std::string> out;
  for (const auto& [what, use] : uses) {
    out.push_back(fmt::format("{} times {}, {} to {}", use.count, what,
                              use.first, use.last));
  }
  return out;
}

Answer<std::vector<std::string>> vault_uses(Vault& vault, const Secret& value) {
  std::string device = vault.settings().audit_device;
  if (device.empty()) device = "file";
  auto reply = vault.send("POST", "sys/audit-hash/" + device,
                          json_object({{"input", value.reveal()}}));
  if (!reply) return std::unexpected(std::move(reply.error()));
  std::string hash(reply->body.text("/data/hash"));
  std::vector<std::string> out;
  if (!reply->is_success() || hash.empty()) {
    out.push_back(
        fmt::format("the audit log of {} was not looked through: "
                    "sys/audit-hash/{} gave no hash",
                    vault.name(), device));
    return out;
  }
  const std::string& path = vault.settings().audit_log;
  std::ifstream log(path, std::ios::binary);
  if (path.empty() || !log) {
    out.push_back(
        fmt::format("in the audit log of {} it is {}", vault.name(), hash));
    return out;
  }
  out = uses_in_log(log, hash);
  if (out.empty()) {
    out.push_back(
        fmt::format("the audit log of {} does not have it", vault.name()));
  }
  return out;
}

}  // namespace stanch
