// SPDX-License-Identifier: Apache-2.0
#include "baselines/known_findings.h"

#include <algorithm>
#include <utility>

#include "core/digest.h"

namespace stanch {
namespace {

// "./a" and "a" are one path.
std::string_view plain(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  return path;
}

std::string_view commit_of(const Occurrence& place) {
  for (const auto& [key, value] : place.provenance.attributes) {
    if (key == "commit") return value;
  }
  return {};
}

}  // namespace

void KnownFindings::add(KnownFinding known) {
  by_path_.emplace(std::string(plain(known.path)), entries_.size());
  entries_.push_back({std::move(known)});
}

// Every entry that is equal is used, not the first alone.
bool KnownFindings::take(const Finding& finding, const Occurrence& place,
                         const std::string& sha1) {
  bool taken = false;
  auto [begin, end] = by_path_.equal_range(plain(place.provenance.path));
  for (auto it = begin; it != end; ++it) {
    Entry& entry = entries_[it->second];
    const KnownFinding& known = entry.known;
    bool same = (known.rule.empty() || known.rule == finding.rule_id) &&
                (known.fingerprint.empty() ||
                 known.fingerprint == finding.secret.fingerprint()) &&
                (known.sha1.empty() || known.sha1 == sha1) &&
                (known.commit.empty() || known.commit == commit_of(place)) &&
                (!known.line || *known.line == place.match_start.line);
    entry.used = entry.used || same;
    taken = taken || same;
  }
  return taken;
}

bool KnownFindings::knows(const Finding& finding, const Occurrence& place) {
  return take(finding, place, hex(stanch::sha1({finding.secret.reveal()})));
}

void KnownFindings::drop_from(std::vector<Finding>& findings) {
  if (entries_.empty()) return;
  auto is_dropped = [this](Finding& finding) {
    std::string sha1 = hex(stanch::sha1({finding.secret.reveal()}));
    auto is_known = [&](const Occurrence& place) {
      return take(finding, place, sha1);
    };
    std::erase_if(finding.other_places, is_known);
    if (!is_known(finding.place)) return false;
    if (finding.other_places.empty()) return true;
    finding.place = std::move(finding.other_places.front());
    finding.other_places.erase(finding.other_places.begin());
    return false;
  };
  std::erase_if(findings, is_dropped);
}

std::vector<const KnownFinding*> KnownFindings::unused() const {
  std::vector<const KnownFinding*> out;
  for (const Entry& entry : entries_) {
    if (!entry.used) out.push_back(&entry.known);
  }
  return out;
}

}  // namespace stanch
