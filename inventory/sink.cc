// SPDX-License-Identifier: Apache-2.0
#include "inventory/sink.h"

#include <algorithm>
#include <map>
#include <utility>

#include "inventory/time_text.h"

namespace stanch {
namespace {

using Attributes = std::map<std::string_view, std::string_view>;

// Of the commit that has it at this path first.
void add_commit(const Attributes& known, PlaceRecord& place) {
  auto value = [&](std::string_view name) {
    auto found = known.find(name);
    return found == known.end() ? std::string() : std::string(found->second);
  };
  place.blob = value("blob");
  place.first_commit = value("commit");
  place.author = value("author");
  if (std::string email = value("email"); !email.empty()) {
    place.author += " <" + email + ">";
  }
  place.since = time_of(value("date"));
  place.layer = value("layer");
  place.removed_in = value("removed_in_layer");
  if (known.contains("latest")) place.latest = value("latest") == "true";
}

// The story is the secret's; each of its places has it.
void add_story(const Exposure& exposure, PlaceRecord& place) {
  if (exposure.last) place.last_commit = exposure.last->id;
  if (exposure.removed) {
    place.removed_commit = exposure.removed->id;
    place.until = time_of(exposure.removed->date);
  }
  place.in_head = exposure.in_head;
  place.open_refs = exposure.is_open;
}

bool is_of_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

// "STRIPE_KEY" of `export STRIPE_KEY="`: what stands before an equals sign or a
// colon. Other secrets of the line are masked already.
std::string name_before(std::string_view line) {
  std::size_t end = line.find_last_not_of(" \t\"'`<");
  if (end == line.npos || (line[end] != '=' && line[end] != ':')) return {};
  end = line.find_last_not_of(" \t\"'`=:", end);
  if (end == line.npos) return {};
  std::size_t start = end + 1;
  while (start > 0 && is_of_name(line[start - 1])) --start;
  constexpr std::size_t kLongest = 64;
  std::string_view name = line.substr(start, end + 1 - start);
  return name.size() > kLongest ? std::string() : std::string(name);
}

PlaceRecord place_at(const RunScope& scope, const Finding& finding,
                     const Occurrence& occurrence) {
  const Provenance& provenance = occurrence.provenance;
  NamedPath named = name_path(scope, provenance.path);
  PlaceRecord out;
  out.source = scope.source;
  out.repository = std::move(named.repository);
  out.path = std::move(named.path);
  out.line = static_cast<std::int64_t>(occurrence.start.line);
  Attributes known(provenance.attributes.begin(), provenance.attributes.end());
  add_commit(known, out);
  if (finding.exposure) add_story(*finding.exposure, out);
  return out;
}

}  // namespace

Result<void> InventorySink::begin(const RunSummary& run) {
  run_.target = run.target;
  return {};
}

Result<void> InventorySink::accept(const Finding& finding) {
  Fingerprint print = inventory_.key().fingerprint(finding.secret.reveal());
  auto [index, is_new] = index_.try_emplace(print, secrets_.size());
  if (is_new) secrets_.push_back(seen_by(finding));
  SeenSecret& seen = secrets_[index->second];
  auto add = [&](const Occurrence& occurrence) {
    PlaceRecord place = place_at(run_.scope, finding, occurrence);
    // Another rule may have found the same value in the same place.
    auto is_same = [&](const PlaceRecord& other) {
      return other.repository == place.repository && other.path == place.path &&
             other.layer == place.layer && other.line == place.line;
    };
    if (!is_new && std::ranges::any_of(seen.places, is_same)) return;
    seen.places.push_back(std::move(place));
  };
  add(finding.place);
  if (is_new) seen.places.front().name = name_before(finding.line_before);
  std::ranges::for_each(finding.other_places, add);
  return {};
}

SeenSecret InventorySink::seen_by(const Finding& finding) const {
  SeenSecret seen{.kind = finding.rule_id,
                  .title = finding.title,
                  .provider = finding.provider,
                  .severity = std::string(to_string(finding.severity)),
                  .grants = finding.grants,
                  .next = finding.next};
  for (const InventoryKey& key : inventory_.keys()) {
    seen.fingerprints.push_back(key.fingerprint(finding.secret.reveal()));
  }
  return seen;
}

Result<void> InventorySink::end(const RunSummary& run) {
  run_.target = run.target;
  if (!run.complete || run.interrupted) run_.scope.is_whole = false;
  if (secrets_.empty()) {
    for (const DeclaredRow& row : declared_) unused_rows_.push_back(row.place);
    return merge();
  }
  return inventory_.write([&]() -> Result<void> {
    if (auto merged = merge(); !merged || declared_.empty()) return merged;
    auto unused =
        apply_declared(inventory_, run_.scope.roots.front().repository,
                       declared_, result_.seen);
    if (!unused) return std::unexpected(std::move(unused.error()));
    unused_rows_ = std::move(*unused);
    return {};
  });
}

Result<void> InventorySink::merge() {
  auto merged = merge_run(inventory_, run_, secrets_);
  if (!merged) return std::unexpected(std::move(merged.error()));
  result_ = std::move(*merged);
  return {};
}

}  // namespace stanch
