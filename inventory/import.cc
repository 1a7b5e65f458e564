// SPDX-License-Identifier: Apache-2.0
#include "inventory/import.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/core.h>

#include "core/nearest.h"
#include "inventory/imported.h"
#include "inventory/time_text.h"

namespace stanch {
namespace {

struct ImportFormat {
  std::string_view name;
  // Stands near the front of each such report, and of no other.
  std::string_view mark;
  Result<void> (*read)(std::string_view, const std::string&,
                       const ImportedSink&);
};

constexpr std::array<ImportFormat, 5> kFormats = {{
    {"gitleaks", "\"RuleID\"", read_gitleaks},
    {"trufflehog", "\"SourceMetadata\"", read_trufflehog},
    {"kingfisher", "\"snippet\"", read_kingfisher},
    {"detect-secrets", "\"plugins_used\"", read_detect_secrets},
    {"sarif", "\"runs\"", read_sarif},
}};

constexpr std::array<std::string_view, 5> kNames = {
    "gitleaks", "trufflehog", "kingfisher", "detect-secrets", "sarif"};

Result<const ImportFormat*> find_format(std::string_view text,
                                        std::string_view format,
                                        const std::string& name) {
  constexpr std::size_t kFront = 65536;
  for (const ImportFormat& each : kFormats) {
    bool fits = format.empty()
                    ? text.substr(0, kFront).find(each.mark) != text.npos
                    : format == each.name;
    if (fits) return &each;
  }
  if (format.empty()) {
    return fail(ErrorKind::kUsage,
                fmt::format("{}: whose report is it? Give --format gitleaks, "
                            "trufflehog, kingfisher, detect-secrets or sarif",
                            name));
  }
  std::string near = nearest(format, kNames);
  return fail(
      ErrorKind::kUsage,
      fmt::format("unknown report format {}{}", format,
                  near.empty() ? "" : fmt::format("; did you mean {}?", near)));
}

// What is known of a value that is not told: the program's own digest, else
// where it stands.
std::string stand_in(std::string_view format, const ImportedFinding& finding) {
  if (!finding.digest.empty()) {
    return fmt::format("{}\n{}\n{}", format, finding.rule, finding.digest);
  }
  return fmt::format("{}\n{}\n{}\n{}\n{}", format, finding.rule,
                     finding.repository, finding.path, finding.line);
}

class Import {
 public:
  Import(const Inventory& inventory, std::string_view format,
         const std::string& repository)
      : inventory_(inventory), format_(format), repository_(repository) {}

  void add(const ImportedFinding& finding) {
    std::vector<Fingerprint> prints;
    for (const InventoryKey& key : inventory_.keys()) {
      prints.push_back(finding.value.empty()
                           ? key.sign("imported", stand_in(format_, finding))
                           : key.fingerprint(finding.value.reveal()));
    }
    out.without_value += finding.value.empty() ? 1 : 0;
    ++out.findings;
    auto [place, is_new] = index_.try_emplace(prints.front(), secrets.size());
    if (is_new) {
      secrets.push_back({.fingerprints = std::move(prints),
                         .kind = finding.rule,
                         .title = finding.title,
                         .severity = "high"});
    }
    secrets[place->second].places.push_back(place_of(finding));
  }

  ImportResult out;
  std::vector<SeenSecret> secrets;

 private:
  PlaceRecord place_of(const ImportedFinding& finding) const {
    PlaceRecord place;
    place.source = format_;
    place.repository =
        finding.repository.empty() ? repository_ : finding.repository;
    place.path = finding.path;
    place.line = finding.line;
    place.first_commit = finding.commit;
    place.author = finding.author;
    place.since = time_of(finding.date);
    return place;
  }

  const Inventory& inventory_;
  std::string format_;
  std::string repository_;
  std::map<Fingerprint, std::size_t> index_;
};

}  // namespace

std::span<const std::string_view> import_formats() { return kNames; }

Result<ImportResult> import_report(Inventory& inventory, std::string_view text,
                                   std::string_view format,
                                   const std::string& name,
                                   const std::string& repository) {
  auto chosen = find_format(text, format, name);
  if (!chosen) return std::unexpected(std::move(chosen.error()));
  Import reading(inventory, (*chosen)->name, repository);
  auto read = (*chosen)->read(text, name, [&](const ImportedFinding& finding) {
    reading.add(finding);
  });
  if (!read) return std::unexpected(std::move(read.error()));
  RunNote run{.target = fmt::format("import {} {}", (*chosen)->name, name),
              .scope = {.source = std::string((*chosen)->name),
                        .roots = {{.repository = repository}}}};
  auto merged = merge_run(inventory, run, reading.secrets);
  if (!merged) return std::unexpected(std::move(merged.error()));
  reading.out.merged = std::move(*merged);
  return std::move(reading.out);
}

}  // namespace stanch
