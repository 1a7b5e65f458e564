// SPDX-License-Identifier: Apache-2.0
//
// The two roles of a response, kept apart: the issuer decides whether a
// credential works, the store is where its consumers read it. Both take steps
// in the same way, so that the engine journals, resumes and rolls back either
// without knowing which it is.
//
// To add an issuer: a file that implements Issuer, and a row in targets.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/secret.h"
#include "response/call.h"
#include "response/step.h"
#include "response/verdict.h"

namespace stanch {

// What a step is taken with; the same again when a response is resumed.
struct StepInput {
  std::string response;            // the id of the whole response
  const Secret* fresh = nullptr;   // the new value, where the flow has one
  const Secret* leaked = nullptr;  // the old one
  // Whose the new value is: the subject's successor, or what was minted.
  std::string successor = {};
  std::int64_t deadline = 0;  // of kArm; seconds since 1970
  std::int64_t intended = 0;  // when the step was written down
  std::int64_t stored = 0;    // when the new value was stored; 0: it is not
};

// Whether a call that may have been made was made. `kConflict`: somebody else
// changed the same thing. `kUndecidable`: it cannot be told, a person must
// look.
enum class Reconciled { kApplied, kNotApplied, kConflict, kUndecidable };

// For one thread. No text that it gives holds a secret.
class Actor {
 public:
  virtual ~Actor() = default;

  // What allow lists name: "postgres://db.example:5432/app_a",
  // "vault://vault.example/secret/billing".
  virtual std::string place() const = 0;
  // The calls that a step makes, one line each; empty where it has no part in
  // it. The plan shows them.
  virtual std::vector<std::string> calls(Step step) const = 0;
  // Asks beforehand whether our own identity may take these steps, and whether
  // they can be finished. Each line is a reason why not.
  virtual Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) = 0;

  // At most one call that changes something, and what it was, in a few words.
  virtual Answer<std::string> perform(Step step, const StepInput& input) = 0;
  // After a crash between the intent and its outcome. Calls that are as good
  // twice as once need not be looked for.
  virtual Answer<Reconciled> reconcile(Step /*step*/,
                                       const StepInput& /*input*/) {
    return Reconciled::kNotApplied;
  }
  // Takes back a step; doing it twice is as good as once. Who mints, stores and
  // arms nothing has nothing to take back.
  virtual Answer<std::string> undo(Step /*step*/, const StepInput& /*input*/) {
    return std::string();
  }
};

struct IssuerTraits {
  bool mints = false;     // makes a successor
  bool overlaps = false;  // which works at the same time as the old one
  bool arms = false;      // keeps a deadline by itself
  bool has_sessions = false;
  // The issuer chooses the new value (an access key); otherwise it is made
  // here and told to the issuer.
  bool chooses_value = false;
  // Puts the new value where consumers read it by itself, so that no store is
  // needed.
  bool stores = false;
  // Why nothing can be revoked here, in words; empty where it can.
  std::string irrevocable = {};
  // What only a person can do after it was ended, in words.
  std::string by_hand = {};
  // Refusals are checked again at least so many seconds later.
  std::int64_t settle = 1;
};

// Who uses a credential now; the consumer signal. -1: it cannot be told.
struct CredentialUse {
  int old_sessions = -1;
  int new_sessions = -1;
};

// A credential that the issuer made, as it is seen once.
struct Minted {
  std::string identity;  // of the new credential: an access key's id
  Secret value;
};

class Issuer : public Actor {
 public:
  virtual IssuerTraits traits() const = 0;
  // Of an issuer that chooses the value: what perform(kMint) was just given,
  // once. The journal keeps it sealed before anything else is done.
  virtual std::optional<Minted> take_minted() { return std::nullopt; }
  // The identity of what was minted, when it is known, and again when a
  // response is resumed.
  virtual void set_successor(const std::string& /*identity*/) {}
  // What else stops when the old credential does, one line each.
  virtual Answer<std::vector<std::string>> tears_down() = 0;
  // Does the old credential work? Never changes it, and sends it to its own
  // issuer only.
  virtual Probe probe_old(const Secret& leaked) = 0;
  virtual Probe probe_new(const Secret& /*fresh*/) { return {}; }
  virtual CredentialUse use() { return {}; }
  // What stands in logs and records of who used it, one line each.
  virtual Answer<std::vector<std::string>> evidence(const Secret& leaked) = 0;
};

class Store : public Actor {
 public:
  // Who can read what is stored, as far as it can be told; one line each.
  virtual Answer<std::vector<std::string>> readers() = 0;
  // Who read or wrote the value, by the store's records; one line each.
  virtual Answer<std::vector<std::string>> evidence(const Secret& leaked) = 0;
};

}  // namespace stanch
