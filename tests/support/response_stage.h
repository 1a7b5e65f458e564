// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "inventory/inventory.h"
#include "response/responder.h"

namespace stanch {

// A leaked credential of a real server, and a secret of an inventory that has
// its fingerprint. What each kind of issuer and store is made of is the affair
// of those that derive; each has names of its own, so many can be had of the
// same servers.
class ResponseStage {
 public:
  virtual ~ResponseStage() = default;

  virtual Issuer& issuer() = 0;
  virtual Store* store() = 0;
  virtual JournalSeal* seal() { return nullptr; }
  // A rotation, looked at when nothing was done yet.
  virtual ResponseCase response();
  // Checks that the response ended as it should: one credential that works, in
  // the store, and no other.
  virtual void check_end() = 0;

  // With time that passes only in sleeps.
  Responder responder(std::function<void(const ResponseEvent&)> tell = nullptr);
  Inventory& inventory() { return *inventory_; }
  const Secret& leaked() const { return leaked_; }
  const std::string& name() const { return name_; }

 protected:
  // Opens the inventory "NAME.db" in `folder`, in this process.
  ResponseStage(std::string name, const std::string& folder,
                std::string_view leaked);
  // Puts the leaked value into it; once.
  void remember_leak();

 private:
  std::string name_;
  Secret leaked_;
  std::int64_t slept_ = 0;
  std::unique_ptr<Inventory> inventory_;
};

// Makes the servers' part anew, or takes what another process made.
enum class StageBegin { kMake, kFind };
using MakeStage = std::function<std::unique_ptr<ResponseStage>(
    const std::string& name, const std::string& folder, StageBegin begin)>;

// The crash matrix: a response is killed before and after each of its calls and
// after each thing it writes down, and another process resumes it. Whatever the
// moment, the end is the same. `least`: how many moments there are at least.
void crash_everywhere(const std::string& prefix, const MakeStage& make,
                      std::size_t least);

}  // namespace stanch
