// SPDX-License-Identifier: Apache-2.0
#include "cli/leaked_value.h"

#include <array>
#include <optional>

#include <fmt/core.h>
#include <unistd.h>

#include "cli/settings.h"
#include "core/posix.h"
#include "core/secret_text.h"
#include "git/repository.h"
#include "scanner/scanner.h"

namespace stanch {
namespace {

constexpr std::size_t kLongestValue = std::size_t{1} << 20;

Result<bool> is_it(Inventory& inventory, const SecretRecord& record,
                   std::string_view value) {
  auto found = secret_of_value(inventory, value);
  if (!found) return std::unexpected(std::move(found.error()));
  return *found && (*found)->id == record.id;
}

Result<Secret> from_stdin(Inventory& inventory, const SecretRecord& record) {
  SecretText text;
  std::array<char, 4096> buffer;
  ssize_t count = 0;
  while ((count = ::read(STDIN_FILENO, buffer.data(), buffer.size())) > 0 &&
         text.size() < kLongestValue) {
    text.append(std::string_view(buffer.data(), count));
  }
  wipe(buffer.data(), buffer.size());
  std::string_view value = text.reveal();
  auto is_this = is_it(inventory, record, value);
  // A line end is what `echo` and editors add.
  while (is_this && !*is_this && !value.empty() &&
         (value.back() == '\n' || value.back() == '\r')) {
    value.remove_suffix(1);
    is_this = is_it(inventory, record, value);
  }
  if (!is_this) return std::unexpected(std::move(is_this.error()));
  if (*is_this) return Secret(value);
  return fail(ErrorKind::kUsage,
              fmt::format("what came by standard input is not secret {}: the "
                          "fingerprints differ",
                          record.id));
}

// The bytes of a place, from the repository's objects or from the disk.
std::optional<std::string> bytes_of(const PlaceRecord& place,
                                    const std::string& folder) {
  bool absolute = place.repository.starts_with('/');
  std::string root = absolute ? place.repository : folder;
  if (!place.blob.empty()) {
    auto repository = Repository::open(root);
    auto id = ObjectId::parse(place.blob);
    if (repository && id) {
      if (auto blob = repository->blob(*id)) return std::string(blob->bytes());
    }
  }
  if (!absolute) {
    if (auto repository = Repository::open(folder)) {
      root = repository->work_tree();
    }
  }
  return read_small_file(root + "/" + place.path, LastLink::kRefuse);
}

// Of an id and a secret that are one credential the finding is the id; what is
// responded to is the secret, and the id is what stands near it.
Secret response_value(Secret& found, std::vector<FindingPart>& parts) {
  for (FindingPart& part : parts) {
    if (part.rule_id != "aws-secret-access-key") continue;
    std::swap(found, part.secret);
    part.rule_id = "aws-access-token";
    part.name = "access key ID";
    break;
  }
  return std::move(found);
}

// The one finding in these bytes that is the secret.
Result<std::optional<LeakedCredential>> find_in(Inventory& inventory,
                                                const SecretRecord& record,
                                                const RuleDatabase& database,
                                                const PlaceRecord& place,
                                                std::string_view bytes) {
  Scanner scanner(database, {.fingerprint_key = {}, .honour_comments = false});
  Provenance provenance{"file", place.path, {}};
  std::vector<Finding> findings;
  scanner.scan({bytes, provenance}, findings);
  for (Finding& finding : findings) {
    auto is_this = is_it(inventory, record, finding.secret.reveal());
    if (!is_this) return std::unexpected(std::move(is_this.error()));
    if (!*is_this) continue;
    return LeakedCredential{
        .value = response_value(finding.secret, finding.parts),
        .rule_id = record.kind,
        .parts = std::move(finding.parts)};
  }
  return std::nullopt;
}

}  // namespace

Result<LeakedCredential> leaked_value(Inventory& inventory,
                                      const SecretRecord& record,
                                      const LeakedValueQuery& query) {
  if (query.from_stdin) {
    auto given = from_stdin(inventory, record);
    if (!given) return std::unexpected(std::move(given.error()));
    return LeakedCredential{.value = std::move(*given), .rule_id = record.kind};
  }
  auto places = places_of(inventory, record.id);
  if (!places) return std::unexpected(std::move(places.error()));
  auto settings =
      load_settings({.option = query.config, .target = query.folder});
  if (!settings) return std::unexpected(std::move(settings.error()));
  // Without what is allowed: that a place is not reported does not matter here.
  auto database = RuleDatabase::compile(settings->rules);
  if (!database) return std::unexpected(std::move(database.error()));
  for (const PlaceRecord& place : *places) {
    auto bytes = bytes_of(place, query.folder);
    if (!bytes) continue;
    auto found = find_in(inventory, record, *database, place, *bytes);
    wipe(bytes->data(), bytes->size());
    if (!found) return std::unexpected(std::move(found.error()));
    if (*found) return std::move(**found);
  }
  return fail(ErrorKind::kUsage,
              fmt::format("secret {}: its value is not where it leaked ({} "
                          "places tried); name the repository with --in, or "
                          "give the value by --stdin",
                          record.id, places->size()));
}

}  // namespace stanch
