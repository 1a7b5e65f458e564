// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "response/actor.h"
#include "response/credential.h"
#include "response/subject.h"

namespace stanch {

// What a subject's store begins with: "exec:/usr/local/bin/deliver --to prod".
inline constexpr std::string_view kExecStore = "exec:";

// A program of the user's that hands the new value to whoever needs it. The
// value comes by its standard input, without a line end; STANCH_STEP is
// "store" or "rollback" (then it is the old one), STANCH_RESPONSE the id of the
// response and STANCH_IDENTITY whose value it is. Exit code 0: it was done. It
// may be given the same value twice, after a crash: that is its contract.
class ExecStore : public Store {
 public:
  // `leaked` is borrowed, for a rollback.
  ExecStore(const LeakedCredential& leaked, Subject subject)
      : leaked_(leaked), subject_(std::move(subject)) {}

  std::string place() const override;
  std::vector<std::string> calls(Step step) const override;
  Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) override;
  Answer<std::string> perform(Step step, const StepInput& input) override;
  Answer<std::string> undo(Step step, const StepInput& input) override;
  Answer<std::vector<std::string>> readers() override;
  Answer<std::vector<std::string>> evidence(const Secret& leaked) override;

 private:
  Answer<std::string> deliver(std::string_view step, const Secret& value,
                              std::string identity, const StepInput& input);

  const LeakedCredential& leaked_;
  Subject subject_;
};

// "exec:deliver --to prod" as words; none where it names no program.
std::vector<std::string> exec_words(std::string_view store);

}  // namespace stanch
