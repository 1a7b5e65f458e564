// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/position.h"
#include "core/provenance.h"
#include "core/secret.h"

namespace stanch {

enum class Severity { kLow, kMedium, kHigh, kCritical };

std::string_view to_string(Severity severity);

// How sure it is that a finding is a credential that somebody uses, rather than
// a test's or a document's (docs/judging.md).
enum class Confidence { kLow, kMedium, kHigh };

std::string_view to_string(Confidence confidence);

// One place where a secret stands. Positions and offsets are those of the
// secret, not of the whole match; `end` is the place of its last byte. Where
// the file itself was found, by its name, both are line 0, column 0.
struct Occurrence {
  Provenance provenance;
  Position start;
  Position end;
  std::uint64_t offset =
      0;  // of the secret's first byte, from the text's start
  // Of the whole match, in the same way.
  Position match_start;
  Position match_end;

  bool operator==(const Occurrence&) const = default;
};

// Who made a commit, when, and why.
struct CommitSummary {
  std::string id;
  std::string author;
  std::string email;
  std::string date;     // the author's, ISO 8601 with his zone
  std::string subject;  // the message's first line

  bool operator==(const CommitSummary&) const = default;
};

// The story of a secret in a repository's history.
struct Exposure {
  // Empty where no commit has it (a blob that is only staged, say).
  std::optional<CommitSummary> first;    // that has it and whose parents do not
  std::optional<CommitSummary> last;     // that still has it
  std::optional<CommitSummary> removed;  // that does not have it any more
  bool in_head = false;
  // A ref's own tree has it now, or a message that a ref leads to.
  bool is_open = false;
  // From the first commit's date to the removing one's, or until now.
  std::int64_t days = 0;
  // The best way that leads to it: "refs", "stash", "notes", "other-refs",
  // "reflog", "unreachable", "staged", "dangling".
  std::string reach;
  // With it in their history, by full name: HEAD, branches, tags, then others;
  // the first 100 of `ref_count`, as a mirror may have many thousands.
  std::vector<std::string> refs;
  std::uint64_t ref_count = 0;
  std::uint64_t versions = 0;  // different contents that hold it

  bool operator==(const Exposure&) const = default;
};

// What the keepers of a secret know of it, as a person reads it; what is empty
// is not known. A scan finds none of it out: an inventory does.
struct Answers {
  std::int64_t number = 0;  // of the secret in the inventory; 0: it is in none
  std::string stored;       // where it is stored
  std::string readers;      // who can read it there
  std::string validity;     // for how long it is valid
  std::string impact;       // what breaks if it is rotated tomorrow
  std::string log;          // which log shows its use
};

// That somebody decided to leave a secret alone for a time: an inventory knows.
struct Ignored {
  std::string owner;
  std::string reason;
  std::string until;  // a day: "2026-03-01"
};

// Another piece of the same credential: the secret of an access key, the tenant
// of a client.
struct FindingPart {
  std::string name;     // "secret access key"
  std::string rule_id;  // that found it; empty: what stands near says it
  Secret secret;
  Position start;  // in the first place's text
};

// What the issuer of a secret said when it was asked (--confirm).
struct Verification {
  std::string verdict;   // "live", "dead", "not ours", "unknown"
  bool limited = false;  // it lives, but may not do what was asked
  std::string by;        // who said so: "https://api.github.com"
  std::string answer;    // in which form, or why nobody could be asked
  std::string account;   // whose it is; empty: not said
  std::string scopes;

  bool operator==(const Verification&) const = default;
};

// One secret of one rule. Owns everything in it, so it outlives the Blob, the
// rules and the scanner. Move-only, because its secret is.
struct Finding {
  std::string rule_id;
  std::string title;
  std::string provider;
  std::string grants;  // what the credential opens
  std::string next;    // what to do now, one line
  Severity severity = Severity::kHigh;
  Confidence confidence = Confidence::kHigh;  // of its surest place

  Secret secret;
  // The match is match_before + secret + match_after.
  std::string match_before;
  std::string match_after;
  // The line on which the secret starts is line_before + secret (its first
  // line) + line_after. Both are cut to a readable length, and every other
  // secret found on that line is masked.
  std::string line_before;
  std::string line_after;

  double entropy = 0;                // Shannon, bits a byte
  std::vector<std::string> decoded;  // outermost first: {"utf-16le"}
  std::vector<std::string> tags;     // of the rule
  // The pieces that stand near it. Those that rules find are not reported by
  // themselves there.
  std::vector<FindingPart> parts;

  Occurrence place;                      // the first one
  std::vector<Occurrence> other_places;  // the rest, in the same order

  std::optional<Exposure> exposure;  // of histories only
  Answers answers;
  std::optional<Verification> verified;  // none: nobody was asked
  std::optional<Ignored> ignored;        // and so for the record only
};

// Takes what another place of the same secret says: the place, and the pieces,
// the severity and the confidence where they are more.
void add_place(Finding& finding, Finding&& other);

}  // namespace stanch
