// SPDX-License-Identifier: Apache-2.0
#include "cli/respond_config.h"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "core/nearest.h"
#include "net/url.h"
#include "response/databases/postgres.h"
#include "response/provider.h"
#include "rules/table_reader.h"

namespace stanch {
namespace {

constexpr std::int64_t kLongestSpan = std::int64_t{7} * 24 * 3600;

std::string_view is_wait(std::string_view text) {
  return wait_of(text) ? "" : "a span such as 90s, 15m or 2h, up to a week";
}

void read_wait(TableReader& table, std::string_view key, std::int64_t& out) {
  std::string text;
  table.text(key, text, is_wait);
  if (auto seconds = wait_of(text)) out = *seconds;
}

std::string_view is_transit_key(std::string_view text) {
  std::size_t slash = text.rfind('/');
  bool right = slash != text.npos && slash > 0 && slash + 1 < text.size();
  return right ? "" : "a key of the transit engine: transit/stanch";
}

VaultLogin read_login(const TomlEntry& entry, Mistakes& mistakes) {
  VaultLogin out;
  TableReader table(std::get<TomlTable>(entry.value.data), entry.place,
                    "[respond.vault]", mistakes);
  table.text("address", out.address, one_line);
  table.text("namespace", out.space, one_line);
  table.text("mount", out.mount, one_line);
  table.text("role_id", out.role_id, one_line);
  table.text("secret_id_file", out.secret_id_file, one_line);
  table.text("jwt_role", out.jwt_role, one_line);
  table.text("jwt_file", out.jwt_file, one_line);
  table.text("user", out.user, one_line);
  table.text("password_file", out.password_file, one_line);
  table.text("audit_log", out.audit_log, one_line);
  table.text("audit_device", out.audit_device, one_line);
  table.finish({});
  return out;
}

AwsPlace read_aws(const TomlEntry& entry, Mistakes& mistakes) {
  AwsPlace out;
  TableReader table(std::get<TomlTable>(entry.value.data), entry.place,
                    "[respond.aws]", mistakes);
  table.text("region", out.region, one_line);
  table.text("endpoint", out.endpoint, one_line);
  table.finish({});
  return out;
}

ResponseTarget read_target(const TomlValue& item, Mistakes& mistakes) {
  ResponseTarget out;
  TableReader table(std::get<TomlTable>(item.data), item.place,
                    "[[respond.target]]", mistakes);
  table.text("name", out.name, one_line);
  std::vector<std::string_view> words = issuer_words();
  table.choice("issuer", words, out.issuer);
  table.text("address", out.address, one_line);
  table.texts("roles", out.roles, one_line);
  table.text("role", out.role, one_line);
  table.text("mount", out.mount, one_line);
  table.text("store", out.store, one_line);
  table.text("certificate", out.certificate, one_line);
  table.texts("ciphertexts", out.ciphertexts, one_line);
  table.text("field", out.field, one_line);
  table.text("name_field", out.name_field, one_line);
  table.texts("consumers", out.consumers, one_line);
  table.finish({"name", "issuer"});
  std::string fault = mistakes.empty() ? fault_of_target(out) : "";
  if (!fault.empty()) mistakes.add(item.place, "[[respond.target]] " + fault);
  return out;
}

std::string_view is_server(std::string_view text) {
  auto url = parse_url(text);
  bool right = url && !text.ends_with('/') &&
               (url->scheme == "https" || url->is_loopback());
  return right ? "" : "an https URL without a slash at its end";
}

// [respond.hosts]: the servers of ours, by the id of the provider.
ProviderHosts read_hosts(const TomlEntry& entry, Mistakes& mistakes) {
  ProviderHosts out;
  const TomlTable& hosts = std::get<TomlTable>(entry.value.data);
  std::vector<std::string_view> ids;
  for (const Provider& provider : providers()) ids.push_back(provider.id);
  TableReader table(hosts, entry.place, "[respond.hosts]", mistakes);
  for (const TomlEntry& host : hosts.entries) {
    if (std::ranges::find(ids, host.key) == ids.end()) {
      std::string near = nearest(host.key, ids);
      mistakes.add(host.place,
                   fmt::format("no provider has the id '{}'{}", host.key,
                               near.empty() ? "" : "; '" + near + "' has"));
    }
    table.texts(host.key, out[host.key], is_server);
  }
  return out;
}

}  // namespace

std::optional<std::int64_t> wait_of(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): `end` is its end
  auto read = std::from_chars(text.data(), end, number);
  std::string_view unit(read.ptr, static_cast<std::size_t>(end - read.ptr));
  std::int64_t seconds = unit == "s" ? 1 : unit == "m" ? 60 : 3600;
  bool known = unit == "s" || unit == "m" || unit == "h";
  if (read.ec != std::errc() || !known || number < 0 ||
      number > kLongestSpan / seconds) {
    return std::nullopt;
  }
  return number * seconds;
}

Result<RespondSettings> read_respond_settings(const Config& config,
                                              std::string_view name) {
  RespondSettings out;
  if (!config.respond) return out;
  Mistakes mistakes(name);
  ResponseConfig& response = out.response;
  TableReader table(std::get<TomlTable>(config.respond->value.data),
                    config.respond->place, "[respond]", mistakes);
  table.texts("allow", response.allow, one_line);
  table.text("allowed_signers", response.allowed_signers, one_line);
  table.text("seal", out.seal, is_transit_key);
  read_wait(table, "grace", response.grace);
  read_wait(table, "settle", response.settle);
  read_wait(table, "quiet", response.quiet);
  if (const TomlEntry* vault = table.table("vault")) {
    out.vault = read_login(*vault, mistakes);
  }
  if (const TomlEntry* hosts = table.table("hosts")) {
    response.hosts = read_hosts(*hosts, mistakes);
  }
  if (const TomlEntry* aws = table.table("aws")) {
    out.aws = read_aws(*aws, mistakes);
  }
  for (const TomlValue& item : table.tables("target")) {
    response.targets.push_back(read_target(item, mistakes));
    for (std::size_t i = 0; i + 1 < response.targets.size(); ++i) {
      if (response.targets[i].name != response.targets.back().name) continue;
      mistakes.add(item.place, "two [[respond.target]] have this name");
    }
  }
  table.finish({});
  if (!mistakes.empty()) return mistakes.error();
  return out;
}

}  // namespace stanch
