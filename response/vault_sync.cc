// SPDX-License-Identifier: Apache-2.0
#include "response/vault_sync.h"

#include <map>
#include <set>

#include <fmt/core.h>

#include "inventory/fact.h"
#include "inventory/record.h"
#include "response/vault_kv.h"
#include "response/vault_policies.h"

namespace stanch {
namespace {

// What was found of one secret, over all paths.
struct StoredSecret {
  std::set<std::string> stored;
  std::set<std::string> readers;
  std::string rotated;  // the day of its newest version
};

class Sync {
 public:
  Sync(Inventory& inventory, Vault& vault)
      : inventory_(inventory), vault_(vault) {}

  // An error of the inventory ends the walk; it is kept beside the answer.
  Answer<void> visit(const KvPath& path) {
    ++out.paths;
    auto done = look_at(path);
    if (done || done.error().fault == CallFault::kUnavailable) return done;
    out.failed.push_back(done.error().message);
    return {};
  }

  Result<void> write() {
    if (failure) return std::unexpected(std::move(*failure));
    return inventory_.write([&]() -> Result<void> {
      for (const auto& [secret, found] : found_) {
        auto noted = set_facts(inventory_, secret, facts_of(found));
        if (!noted) return noted;
      }
      return {};
    });
  }

  SyncResult out;
  std::optional<Error> failure;

  std::size_t found() const { return found_.size(); }

 private:
  static std::string joined(const std::set<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
      text += (text.empty() ? "" : "; ") + line;
    }
    return text;
  }

  std::vector<Fact> facts_of(const StoredSecret& found) const {
    auto fact = [](std::string_view field, std::string value) {
      return Fact{.field = std::string(field),
                  .source = FactSource::kStore,
                  .value = std::move(value)};
    };
    return {fact("stored", joined(found.stored)),
            fact("readers", joined(found.readers)),
            fact("rotated", found.rotated),
            fact("valid", "the store ends it never: until it is rotated"),
            fact("audit_log",
                 fmt::format("{}: the hash that sys/audit-hash gives of it",
                             vault_.name()))};
  }

  Answer<void> look_at(const KvPath& path) {
    std::string name = path.mount + path.path;
    if (path.version != 2) {
      auto reply = vault_.ask("read " + name, "GET", name);
      if (!reply) return std::unexpected(std::move(reply.error()));
      return note_texts(reply->body, "/data", path, name, "");
    }
    auto metadata =
        vault_.ask("read the versions of " + name, "GET", path.at("metadata"));
    if (!metadata) return std::unexpected(std::move(metadata.error()));
    std::string newest =
        std::to_string(metadata->body.number("/data/current_version"));
    for (const std::string& version : metadata->body.keys("/data/versions")) {
      auto reply = vault_.send("GET", path.at("data") + "?version=" + version);
      if (!reply) return std::unexpected(std::move(reply.error()));
      if (reply->is_missing()) continue;
      if (!reply->is_success()) {
        return std::unexpected(vault_.error_of("read " + name, *reply));
      }
      std::string_view created =
          metadata->body.text("/data/versions/" + version + "/created_time");
      auto noted =
          note_texts(reply->body, "/data/data", path,
                     fmt::format("{} version {}{}", name, version,
                                 version == newest ? " (current)" : ""),
                     std::string(created.substr(0, 10)));
      if (!noted) return noted;
    }
    return {};
  }

  Answer<void> note_texts(const JsonDocument& body, const std::string& place,
                          const KvPath& path, const std::string& where,
                          const std::string& day) {
    std::vector<std::int64_t> secrets;
    body.each_text(place, [&](const std::string& field, std::string_view text) {
      auto known = secret_of_value(inventory_, text);
      if (!known) failure = std::move(known.error());
      if (!known || !*known) return;
      StoredSecret& found = found_[(*known)->id];
      found.stored.insert(
          fmt::format("{}/{} field {}", vault_.name(), where, field.substr(1)));
      found.rotated = std::max(found.rotated, day);
      secrets.push_back((*known)->id);
    });
    if (secrets.empty()) return {};
    auto readers = policies_that_read(
        vault_, path.version == 2 ? path.at("data") : path.mount + path.path);
    if (!readers) return std::unexpected(std::move(readers.error()));
    for (std::int64_t secret : secrets) {
      found_[secret].readers.insert(readers->begin(), readers->end());
    }
    return {};
  }

  Inventory& inventory_;
  Vault& vault_;
  std::map<std::int64_t, StoredSecret> found_;
};

}  // namespace

Result<SyncResult> sync_vault(Inventory& inventory, Vault& vault,
                              std::vector<std::string> below) {
  Sync sync(inventory, vault);
  if (below.empty()) {
    auto mounts = kv_mounts(vault);
    if (!mounts) {
      sync.out.failed.push_back(mounts.error().message);
      return std::move(sync.out);
    }
    below = std::move(*mounts);
  }
  for (const std::string& place : below) {
    auto root = resolve_kv(vault, place);
    auto walked =
        root ? each_kv_secret(
                   vault, *root,
                   [&](const KvPath& path) { return sync.visit(path); },
                   [&](const std::string& path) {
                     sync.out.failed.push_back("may not be listed: " + path);
                   })
             : std::unexpected(root.error());
    if (!walked) sync.out.failed.push_back(walked.error().message);
  }
  if (auto written = sync.write(); !written) {
    return std::unexpected(std::move(written.error()));
  }
  sync.out.secrets = sync.found();
  return std::move(sync.out);
}

}  // namespace stanch
