// SPDX-License-Identifier: Apache-2.0
//
// Looking for leaked values in the key/value engine: mounts, lists, versions.
#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "response/vault/kv.h"

namespace stanch {
namespace {

std::int64_t number_of(std::string_view text) {
  std::int64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

void match_texts(const JsonDocument& body, const std::string& place,
                 const LeakMatcher& matcher, const KvMatch& where,
                 std::vector<KvMatch>& out) {
  body.each_text(place, [&](const std::string& field, std::string_view text) {
    auto found = matcher.match(text);
    if (!found) return;
    KvMatch& match = out.emplace_back(where);
    match.found = std::move(*found);
    match.field = field.substr(1);
  });
}

}  // namespace

Answer<KvPath> resolve_kv(Vault& vault, const std::string& path) {
  auto reply = vault.ask("look up the mount of " + path, "GET",
                         "sys/internal/ui/mounts/" + path);
  if (!reply) return std::unexpected(std::move(reply.error()));
  std::string mount(reply->body.text("/data/path"));
  std::string_view kind = reply->body.text("/data/type");
  if ((kind != "kv" && kind != "generic") || !(path + "/").starts_with(mount)) {
    return call_error(
        CallFault::kGone,
        fmt::format("{}: no key/value engine at {}", vault.name(), path));
  }
  bool versioned = reply->body.text("/data/options/version") == "2";
  return KvPath{mount, path.substr(std::min(mount.size(), path.size())),
                versioned ? 2 : 1};
}

Answer<std::vector<std::string>> kv_mounts(Vault& vault) {
  auto reply = vault.ask("list the mounts", "GET", "sys/internal/ui/mounts");
  if (!reply) return std::unexpected(std::move(reply.error()));
  std::vector<std::string> out;
  for (const std::string& mount : reply->body.keys("/data/secret")) {
    auto kind =
        reply->body.text("/data/secret/" + pointer_segment(mount) + "/type");
    if (kind == "kv" || kind == "generic") out.push_back(mount);
  }
  return out;
}

Answer<void> each_kv_secret(
    Vault& vault, const KvPath& below,
    const std::function<Answer<void>(const KvPath&)>& visit,
    const std::function<void(const std::string&)>& denied) {
  std::string list =
      below.version == 2 ? below.at("metadata") : below.mount + below.path;
  auto reply = vault.send("LIST", list);
  if (!reply) return std::unexpected(std::move(reply.error()));
  if (reply->is_missing()) return {};
  if (!reply->is_success()) {
    denied(below.mount + below.path);
    return {};
  }
  for (const std::string& key : reply->body.texts("/data/keys")) {
    KvPath next = below;
    if (!next.path.empty() && !next.path.ends_with('/')) next.path += '/';
    next.path += key;
    auto done = key.ends_with('/') ? each_kv_secret(vault, next, visit, denied)
                                   : visit(next);
    if (!done) return done;
  }
  return {};
}

Answer<std::vector<KvMatch>> match_kv(Vault& vault, const KvPath& path,
                                      const LeakMatcher& matcher) {
  std::vector<KvMatch> out;
  KvMatch where{.path = path.mount + path.path};
  if (path.version != 2) {
    auto reply = vault.ask("read " + where.path, "GET", where.path);
    if (!reply) return std::unexpected(std::move(reply.error()));
    match_texts(reply->body, "/data", matcher, where, out);
    return out;
  }
  auto metadata = vault.ask("read the versions of " + where.path, "GET",
                            path.at("metadata"));
  if (!metadata) return std::unexpected(std::move(metadata.error()));
  where.newest = metadata->body.number("/data/current_version");
  for (const std::string& key : metadata->body.keys("/data/versions")) {
    where.version = number_of(key);
    auto reply = vault.send("GET", path.at("data") + "?version=" + key);
    if (!reply) return std::unexpected(std::move(reply.error()));
    if (reply->is_missing()) continue;  // deleted or destroyed
    if (!reply->is_success()) {
      return std::unexpected(vault.error_of("read " + where.path, *reply));
    }
    match_texts(reply->body, "/data/data", matcher, where, out);
  }
  return out;
}

Answer<std::string> read_kv_name(Vault& vault, const KvPath& path,
                                 const std::string& field) {
  auto reply =
      vault.ask("read " + path.mount + path.path, "GET", path.at("data"));
  if (!reply) return std::unexpected(std::move(reply.error()));
  return std::string(reply->body.text("/data/data/" + pointer_segment(field)));
}

}  // namespace stanch
