// SPDX-License-Identifier: Apache-2.0
//
// The key/value engine of OpenBao and Vault, version 2; version 1 is read only:
// it has neither versions nor check-and-set, so nothing can be changed safely.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "response/actor.h"
#include "response/leak_match.h"
#include "response/subject.h"
#include "response/vault/vault.h"

namespace stanch {

// Where a path leads: "secret/team/billing" is "team/billing" in "secret/".
struct KvPath {
  std::string mount;  // with its '/'
  std::string path;
  int version = 2;

  std::string at(std::string_view what) const {  // "secret/data/team/billing"
    return mount + std::string(what) + "/" + path;
  }
};

// kGone where no engine of this kind is mounted there.
Answer<KvPath> resolve_kv(Vault& vault, const std::string& path);

// All engines of this kind that our token may see: "secret/".
Answer<std::vector<std::string>> kv_mounts(Vault& vault);

// Every secret below, by LIST. What may not be listed is told to `denied`.
Answer<void> each_kv_secret(
    Vault& vault, const KvPath& below,
    const std::function<Answer<void>(const KvPath&)>& visit,
    const std::function<void(const std::string&)>& denied);

// A stored value that is a leaked one.
struct KvMatch {
  LeakMatcher::Found found;
  std::string path;   // "secret/billing"
  std::string field;  // "password"; "a/b" where it is nested
  std::int64_t version = 0;
  std::int64_t newest = 0;
};

// In every version of this secret that can still be read. Values are read and
// compared, never kept.
Answer<std::vector<KvMatch>> match_kv(Vault& vault, const KvPath& path,
                                      const LeakMatcher& matcher);

// What stands in one field of the newest version; empty where there is none.
Answer<std::string> read_kv_name(Vault& vault, const KvPath& path,
                                 const std::string& field);

// While a response is under way the secret's custom metadata say so
// (`stanch_response`), so that nobody begins another one from elsewhere.
class VaultKv : public Store {
 public:
  // `vault` is borrowed.
  VaultKv(Vault& vault, KvPath path, Subject subject)
      : vault_(vault), path_(std::move(path)), subject_(std::move(subject)) {}

  std::string place() const override;
  std::vector<std::string> calls(Step step) const override;
  Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) override;
  Answer<std::string> perform(Step step, const StepInput& input) override;
  Answer<Reconciled> reconcile(Step step, const StepInput& input) override;
  Answer<std::string> undo(Step step, const StepInput& input) override;
  Answer<std::vector<std::string>> readers() override;
  Answer<std::vector<std::string>> evidence(const Secret& leaked) override;

 private:
  struct Stand {
    std::int64_t newest = 0;
    bool is_ours = false;  // the newest holds the new value
  };
  Answer<Stand> look(const StepInput& input);
  Answer<std::string> write(const StepInput& input);
  // In the custom metadata, for whoever responds from another inventory. A
  // token that may not keeps no record; that stops nothing.
  void mark(const std::string& response);
  Answer<std::string> destroy(const std::vector<std::int64_t>& versions);
  Answer<bool> all_destroyed(const std::vector<std::int64_t>& versions);
  Answer<std::string> put_back(std::int64_t newest);

  Vault& vault_;
  KvPath path_;
  Subject subject_;
};

}  // namespace stanch
