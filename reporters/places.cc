// SPDX-License-Identifier: Apache-2.0
#include "reporters/places.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/digest.h"

namespace stanch {
namespace {

// Where each forge shows lines of a file at a commit. {0} is the page of the
// repository, {1} the commit, {2} the path, {3} and {4} the lines.
struct ForgeRow {
  std::string_view forge;
  std::string_view form;
};

constexpr ForgeRow kForges[] = {
    {"github", "{0}/blob/{1}/{2}#L{3}-L{4}"},
    {"gitlab", "{0}/-/blob/{1}/{2}#L{3}-{4}"},
    {"bitbucket", "{0}/src/{1}/{2}#lines-{3}:{4}"},
    {"gitea", "{0}/src/commit/{1}/{2}#L{3}-L{4}"},
    {"azuredevops",
     "{0}/commit/{1}?path=/{2}&line={3}&lineEnd={4}&_a=contents"},
};

}  // namespace

std::vector<const Occurrence*> places_of(const Finding& finding) {
  std::vector<const Occurrence*> out = {&finding.place};
  for (const Occurrence& place : finding.other_places) out.push_back(&place);
  return out;
}

std::string_view attribute(const Provenance& provenance, std::string_view key) {
  auto found = std::ranges::find(provenance.attributes, key,
                                 [](const auto& pair) { return pair.first; });
  return found == provenance.attributes.end() ? std::string_view()
                                              : found->second;
}

std::string place_name(const Provenance& provenance) {
  if (!provenance.path.empty()) return provenance.path;
  for (std::string_view kind : {"tag", "blob", "commit"}) {
    std::string_view id = attribute(provenance, kind);
    if (id.empty()) continue;
    bool message = provenance.origin.ends_with("-message");
    return fmt::format("{}{} {}", message ? "message of " : "", kind,
                       id.substr(0, kShownIdDigits));
  }
  return provenance.path;
}

std::string link_to(const std::optional<RepositoryNote>& repository,
                    const Occurrence& place) {
  const Provenance& where = place.provenance;
  std::string_view commit = attribute(where, "commit");
  bool below = !attribute(where, "submodule").empty();
  if (!repository || repository->web.empty() || commit.empty() || below ||
      where.path.empty()) {
    return {};
  }
  auto row = std::ranges::find(kForges, repository->forge, &ForgeRow::forge);
  if (row == std::end(kForges)) return {};
  std::string path = uri_path(where.path);
  // GitHub renders these, and then has no lines to point at.
  bool rendered = row->forge == "github" && path.ends_with(".md");
  if (rendered) path += "?plain=1";
  return fmt::format(fmt::runtime(row->form), repository->web, commit, path,
                     place.match_start.line, place.match_end.line);
}

std::string uri_path(std::string_view path) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string out;
  for (char c : path) {
    if (kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string uuid_of(std::string_view text) {
  // A namespace of our own, made at random.
  constexpr std::string_view kNamespace =
      "\x8e\x3b\x61\xd4\x07\xf9\x4a\x5c\xb2\x16\x9d\x70\x2e\xc8\x53\xaf";
  Sha1 digest = sha1({kNamespace, text});
  digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0f) | 0x50);
  digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3f) | 0x80);
  std::string digits = hex(digest);
  return fmt::format("{}-{}-{}-{}-{}", digits.substr(0, 8), digits.substr(8, 4),
                     digits.substr(12, 4), digits.substr(16, 4),
                     digits.substr(20, 12));
}

}  // namespace stanch
