// SPDX-License-Identifier: Apache-2.0
#include "response/vault/ciphertexts.h"

#include <charconv>
#include <map>

#include <fmt/core.h>

#include "response/said_text.h"
#include "response/vault/kv.h"

namespace stanch {
namespace {

constexpr std::string_view kCiphertextMark = "vault:v";

// Those of one secret, by their places in it.
std::map<std::string, Secret> older_in(const JsonDocument& body,
                                       std::int64_t newest) {
  std::map<std::string, Secret> out;
  body.each_text("/data/data",
                 [&](const std::string& at, std::string_view text) {
                   std::int64_t version = version_of_ciphertext(text);
                   if (version != 0 && version < newest)
                     out.emplace(at.substr(1), text);
                 });
  return out;
}

// One secret of the key/value engine.
class RewrappedSecret {
 public:
  RewrappedSecret(Vault& vault, const TransitKey& key,
                  const CiphertextSearch& search, StoredCiphertexts& out)
      : vault_(vault), key_(key), search_(search), out_(out) {}

  Answer<void> look_at(const KvPath& path) {
    std::string name = path.mount + path.path;
    if (path.version != 2) {
      out_.left.push_back(name + ": version 1 cannot be changed safely");
      return {};
    }
    auto reply = vault_.send("GET", path.at("data"));
    if (!reply) return std::unexpected(std::move(reply.error()));
    if (reply->is_missing()) return {};
    if (!reply->is_success()) {
      out_.left.push_back(vault_.error_of("read " + name, *reply).message);
      return {};
    }
    auto older = older_in(reply->body, search_.newest);
    std::map<std::string, Secret> fresh;
    for (const auto& [field, ciphertext] : older) {
      auto made = rewrap(vault_, key_, ciphertext.reveal());
      if (!made) return std::unexpected(std::move(made.error()));
      // What works no more cannot be saved any more, either.
      if (is_of_other_key(made->refusal) || made->refusal == kTooOld) continue;
      ++out_.older;
      if (!made->ciphertext) {
        out_.left.push_back(
            fmt::format("{} field {}: {}", name, field, made->refusal));
      } else if (field.contains('/') || name == search_.except) {
        out_.left.push_back(fmt::format(
            "{} field {}: {}", name, field,
            name == search_.except ? "stands beside the leaked one"
                                   : "only whole fields are replaced"));
      } else {
        fresh.emplace(field, std::move(*made->ciphertext));
      }
    }
    if (!search_.rewrites || fresh.empty()) return {};
    return patch(path, fresh, reply->body.number("/data/metadata/version"));
  }

 private:
  Answer<void> patch(const KvPath& path,
                     const std::map<std::string, Secret>& fields,
                     std::int64_t version) {
    SecretText body(
        fmt::format("{{\"options\":{{\"cas\":{}}},\"data\":{{", version));
    for (const auto& [field, value] : fields) {
      if (field != fields.begin()->first) body.append(",");
      append_json(body, field);
      body.append(":");
      append_json(body, value.reveal());
    }
    body.append("}}");
    auto reply =
        vault_.ask("store ciphertexts of the new version in " + path.path,
                   "PATCH", path.at("data"), std::move(body));
    if (!reply) return std::unexpected(std::move(reply.error()));
    return {};
  }

  Vault& vault_;
  const TransitKey& key_;
  const CiphertextSearch& search_;
  StoredCiphertexts& out_;
};

}  // namespace

std::int64_t version_of_ciphertext(std::string_view text) {
  if (!text.starts_with(kCiphertextMark)) return 0;
  std::int64_t out = 0;
  const char* end = text.data() + text.size();
  auto read = std::from_chars(text.data() + kCiphertextMark.size(), end, out);
  bool whole = read.ec == std::errc() && read.ptr != end && *read.ptr == ':';
  return whole && out > 0 ? out : 0;
}

// AES and ChaCha name themselves before it.
bool is_of_other_key(std::string_view refusal) {
  return refusal.ends_with("message authentication failed");
}

Answer<Rewrapped> rewrap(Vault& vault, const TransitKey& key,
                         std::string_view ciphertext) {
  auto reply = vault.send("POST", key.at("rewrap"),
                          json_object({{"ciphertext", ciphertext}}));
  if (!reply) return std::unexpected(std::move(reply.error()));
  std::string_view made = reply->body.text("/data/ciphertext");
  if (reply->is_success() && version_of_ciphertext(made) != 0) {
    return Rewrapped{.ciphertext = Secret(made)};
  }
  if (reply->status == 400) {
    return Rewrapped{.refusal = said_line(reply->first_error())};
  }
  return std::unexpected(vault.error_of("rewrap a ciphertext", *reply));
}

Answer<StoredCiphertexts> each_ciphertext(Vault& vault, const TransitKey& key,
                                          const CiphertextSearch& search) {
  StoredCiphertexts out;
  RewrappedSecret secret(vault, key, search, out);
  for (const std::string& place : search.places) {
    auto root = resolve_kv(vault, place);
    if (!root) return std::unexpected(std::move(root.error()));
    auto walked = each_kv_secret(
        vault, *root, [&](const KvPath& path) { return secret.look_at(path); },
        [&](const std::string& path) {
          out.left.push_back("may not be listed: " + path);
        });
    if (!walked) return std::unexpected(std::move(walked.error()));
  }
  return out;
}

}  // namespace stanch
