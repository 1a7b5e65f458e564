// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/secret.h"
#include "inventory/inventory.h"
#include "inventory/state.h"

namespace stanch {

// One secret, wherever it stands. Times are seconds since 1970, UTC.
struct SecretRecord {
  std::int64_t id = 0;
  Fingerprint fingerprint;
  std::string kind;  // the id of the rule that found it first
  std::string title;
  std::string provider;
  std::string severity;
  std::string grants;
  std::string next;
  SecretState state = SecretState::kDetected;
  Liveness liveness = Liveness::kUnasked;
  Impact impact = Impact::kHigh;
  std::string owner;
  std::int64_t first_seen = 0;
  std::int64_t last_seen = 0;
  std::int64_t opened = 0;  // when it was found, or appeared anew
  std::optional<std::int64_t> ignored_until;
};

// Where a secret stands: one a file, whatever moves in the file. For a source
// that has no such thing a text is empty, and an optional not given.
struct PlaceRecord {
  std::int64_t id = 0;
  std::int64_t secret = 0;
  std::string source;      // "dir", "git", "staged", "worktree", "image", ...
  std::string repository;  // "github.com/acme/billing", a folder, an image
  std::string path;
  std::string layer;
  std::int64_t line = 0;    // of the first copy in the file
  std::int64_t copies = 1;  // in the file
  std::string blob;
  std::string author;
  std::string first_commit;
  std::string last_commit;
  std::string removed_commit;
  std::optional<std::int64_t> since;  // of the first commit
  std::optional<std::int64_t> until;  // of the one that removed it
  std::optional<bool> in_head;
  std::optional<bool> open_refs;  // the tree of some ref has it
  std::optional<bool> latest;     // in an image that is tagged so
  std::string removed_in;         // the layer that takes the file away
  std::int64_t first_seen = 0;
  std::int64_t last_seen = 0;
  std::optional<std::int64_t> gone_run;  // that did not see it any more
  std::optional<std::int64_t> gone_at;
  std::string name;  // before the first copy: "STRIPE_KEY"; often empty
};

// What a run was, for the question who saw something gone.
struct RunRecord {
  std::int64_t id = 0;
  std::int64_t at = 0;
  std::string who;
  std::string target;  // "git --staged"
};

// kUsage where there is none.
Result<SecretRecord> secret_by_id(Inventory& inventory, std::int64_t id);
Result<RunRecord> run_by_id(Inventory& inventory, std::int64_t id);

// Of a value, under any key of the inventory.
Result<std::optional<SecretRecord>> secret_of_value(Inventory& inventory,
                                                    std::string_view value);

// By repository, path and layer.
Result<std::vector<PlaceRecord>> places_of(Inventory& inventory,
                                           std::int64_t secret);

// The same of many, in few questions: those whose present fingerprints these
// are, and where the secrets of these numbers stand. What is not there is left
// out.
Result<std::vector<SecretRecord>> secrets_of(Inventory& inventory,
                                             const SqlValues& fingerprints);
using PlacesBySecret = std::map<std::int64_t, std::vector<PlaceRecord>>;
Result<PlacesBySecret> places_of(Inventory& inventory,
                                 const SqlValues& secrets);

// The columns of a SecretRecord, for a statement "SELECT " + kSecretColumns +
// " FROM secret s JOIN kind k ON k.name = s.kind ...".
inline constexpr std::string_view kSecretColumns =
    "s.id, s.fingerprint, s.kind, k.title, k.provider, k.severity, k.grants, "
    "k.next, s.state, s.liveness, s.impact, s.owner, s.first_seen, "
    "s.last_seen, s.opened, s.ignored_until";
SecretRecord secret_of(const SqlRow& row);

// The same of a PlaceRecord, "FROM place".
inline constexpr std::string_view kPlaceColumns =
    "id, secret, source, repository, path, layer, line, copies, blob, author, "
    "first_commit, last_commit, removed_commit, since, until, in_head, "
    "open_refs, latest, removed_in, first_seen, last_seen, gone_run, gone_at, "
    "name";
PlaceRecord place_of(const SqlRow& row);

}  // namespace stanch
