// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace stanch {

// What a response is about, found out once by asking the issuer and the store,
// and written into the journal, so that whoever resumes works on the same
// thing. Names and numbers only; nothing in it is secret.
struct Subject {
  std::string target;        // of the configuration
  std::string identity;      // what is to die: a role, an accessor, a lease
  std::string successor;     // the role that takes over; empty: none
  std::string restore;       // what a rollback puts back at the issuer
  std::string owner;         // whose it is, by the issuer's own name: an ARN
  std::string store;         // "secret/billing"; empty: in no store
  std::string field;         // of the value in there
  std::string name_field;    // where the role's name is kept; may be empty
  std::int64_t version = 0;  // the store's newest, when asked
  std::vector<std::int64_t> leaked_versions;  // that hold the leaked value
  // The same two of stores that name their versions.
  std::string version_id;
  std::vector<std::string> leaked_ids;
  bool is_current = false;  // the newest version holds it
  std::string origin;       // of a provider: the server that took it
  // Of a role that is dropped: by what its sessions are known afterwards.
  std::string oid;
};

std::string to_json(const Subject& subject);
Result<Subject> subject_of_json(std::string_view json);

}  // namespace stanch
