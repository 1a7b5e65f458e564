// SPDX-License-Identifier: Apache-2.0
#include "response/vault/sync.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include <fmt/core.h>

#include "inventory/fact.h"
#include "inventory/record.h"
#include "response/vault/kv.h"
#include "response/vault/policies.h"

namespace stanch {
namespace {

// How many read at once; the client lets no more than it is told in flight.
constexpr std::size_t kReaders = 8;

// What was found of one secret, over all paths.
struct StoredSecret {
  std::set<std::string> stored;
  std::set<std::string> readers;
  std::string rotated;  // the day of its newest version
};

// What stands at one path.
struct StoredVersion {
  std::string name;  // "secret/billing version 3 (current)"
  std::string day;   // when it was written
  JsonDocument body;
  std::string_view values;  // the place of the values in it
};
using StoredVersions = std::vector<StoredVersion>;

// The newest version tells whether there are others.
Answer<StoredVersions> read_versions(Vault& vault, const KvPath& path) {
  StoredVersions out;
  std::string name = path.mount + path.path;
  if (path.version != 2) {
    auto reply = vault.ask("read " + name, "GET", name);
    if (!reply) return std::unexpected(std::move(reply.error()));
    out.push_back({name, "", std::move(reply->body), "/data"});
    return out;
  }
  auto day_of = [](std::string_view time) {
    return std::string(time.substr(0, 10));
  };
  auto newest = vault.send("GET", path.at("data"));
  if (!newest) return std::unexpected(std::move(newest.error()));
  std::int64_t number = newest->body.number("/data/metadata/version");
  if (!newest->is_success() && !newest->is_missing()) {
    return std::unexpected(vault.error_of("read " + name, *newest));
  }
  if (newest->is_success()) {
    out.push_back({fmt::format("{} version {} (current)", name, number),
                   day_of(newest->body.text("/data/metadata/created_time")),
                   std::move(newest->body), "/data/data"});
  }
  if (number == 1) return out;
  auto metadata =
      vault.ask("read the versions of " + name, "GET", path.at("metadata"));
  if (!metadata) return std::unexpected(std::move(metadata.error()));
  for (const std::string& version : metadata->body.keys("/data/versions")) {
    if (version == std::to_string(number)) continue;
    auto reply = vault.send("GET", path.at("data") + "?version=" + version);
    if (!reply) return std::unexpected(std::move(reply.error()));
    if (reply->is_missing()) continue;
    if (!reply->is_success()) {
      return std::unexpected(vault.error_of("read " + name, *reply));
    }
    out.push_back({fmt::format("{} version {}", name, version),
                   day_of(metadata->body.text("/data/versions/" + version +
                                              "/created_time")),
                   std::move(reply->body), "/data/data"});
  }
  return out;
}

class Sync {
 public:
  Sync(Inventory& inventory, Vault& vault)
      : inventory_(inventory), vault_(vault) {}

  // Reads all of them, several at once; what is read is compared one by one.
  void look_at(const std::vector<KvPath>& paths) {
    std::atomic<std::size_t> next = 0;
    std::vector<std::jthread> readers;
    for (unsigned i = 0; i < std::min<std::size_t>(kReaders, paths.size());
         ++i) {
      readers.emplace_back([&] {
        Vault mine = vault_.with_token(vault_.settings().token.copy());
        for (std::size_t at = next++; at < paths.size() && !stopped_;
             at = next++) {
          auto read = read_versions(mine, paths[at]);
          std::scoped_lock lock(mutex_);
          note(paths[at], read);
        }
      });
    }
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
  ReadingPolicies policies;

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

  void note(const KvPath& path, const Answer<StoredVersions>& read) {
    ++out.paths;
    if (!read) {
      out.failed.push_back(read.error().message);
      if (read.error().fault == CallFault::kUnavailable) stopped_ = true;
      return;
    }
    for (const StoredVersion& version : *read) note_texts(path, version);
  }

  void note_texts(const KvPath& path, const StoredVersion& version) {
    version.body.each_text(
        version.values, [&](const std::string& field, std::string_view text) {
          auto known = secret_of_value(inventory_, text);
          if (!known) {
            failure = std::move(known.error());
            stopped_ = true;
          }
          if (!known || !*known) return;
          StoredSecret& found = found_[(*known)->id];
          found.stored.insert(fmt::format("{}/{} field {}", vault_.name(),
                                          version.name, field.substr(1)));
          found.rotated = std::max(found.rotated, version.day);
          auto readers =
              readers_of(policies, path.version == 2 ? path.at("data")
                                                     : path.mount + path.path);
          found.readers.insert(readers.begin(), readers.end());
        });
  }

  Inventory& inventory_;
  Vault& vault_;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;  // guards all but the two above and `policies`
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
  auto policies = reading_policies(vault);
  if (policies) {
    sync.policies = std::move(*policies);
  } else {
    sync.out.failed.push_back(policies.error().message);
  }
  std::vector<KvPath> paths;
  for (const std::string& place : below) {
    auto root = resolve_kv(vault, place);
    auto walked =
        root ? each_kv_secret(
                   vault, *root,
                   [&](const KvPath& path) -> Answer<void> {
                     paths.push_back(path);
                     return {};
                   },
                   [&](const std::string& path) {
                     sync.out.failed.push_back("may not be listed: " + path);
                   })
             : std::unexpected(root.error());
    if (!walked) sync.out.failed.push_back(walked.error().message);
  }
  sync.look_at(paths);
  std::ranges::sort(sync.out.failed);
  if (auto written = sync.write(); !written) {
    return std::unexpected(std::move(written.error()));
  }
  sync.out.secrets = sync.found();
  return std::move(sync.out);
}

}  // namespace stanch
