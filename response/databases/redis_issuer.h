// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "response/actor.h"
#include "response/databases/redis.h"
#include "response/subject.h"
#include "response/targets.h"

namespace stanch {

// Passwords of users of Redis (ACLs). A user has several at once, so old and
// new overlap; they are added and removed by their SHA-256, and no command
// holds one. The server keeps users in memory: each change is saved, or a
// restart would bring the old password back. It does not tell by which password
// a connection was opened, so who moved is not known.
class RedisIssuer : public Issuer {
 public:
  // Connects when it first needs to. The subject's identity is the user.
  RedisIssuer(RedisAddress address, Subject subject)
      : address_(std::move(address)), subject_(std::move(subject)) {}

  std::string place() const override;
  std::vector<std::string> calls(Step step) const override;
  Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) override;
  Answer<std::string> perform(Step step, const StepInput& input) override;
  Answer<Reconciled> reconcile(Step step, const StepInput& input) override;
  Answer<std::string> undo(Step step, const StepInput& input) override;

  IssuerTraits traits() const override;
  Answer<std::vector<std::string>> tears_down() override;
  Probe probe_old(const Secret& leaked) override;
  Probe probe_new(const Secret& fresh) override;
  Answer<std::vector<std::string>> evidence(const Secret& leaked) override;

 private:
  // A connection of the user, as the server lists it.
  struct Client {
    std::int64_t id = 0;
    std::string address;
    std::string name;
  };
  Answer<RedisReply> run(std::string_view what,
                         std::initializer_list<std::string_view> words);
  Answer<std::string> save();
  Answer<bool> has_password(const Secret& password);
  Answer<std::string> add(const Secret& password);
  Answer<std::string> remove(const Secret& password);
  Answer<std::vector<Client>> clients();
  Answer<std::string> end_sessions();

  RedisAddress address_;
  Subject subject_;
  std::optional<RedisSession> session_;
  // Connections below this number were opened while the old password worked;
  // the server counts them up. None: all were, for all we know.
  std::optional<std::int64_t> fence_;
};

// For targets.cc.
Answer<std::vector<Subject>> identify_redis(const ResponseReach& reach,
                                            const ResponseTarget& target,
                                            const Secret& leaked);
Result<std::unique_ptr<Issuer>> make_redis(const ResponseReach& reach,
                                           const ResponseTarget& target,
                                           const Subject& subject);

}  // namespace stanch
