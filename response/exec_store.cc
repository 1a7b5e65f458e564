// SPDX-License-Identifier: Apache-2.0
#include "response/exec_store.h"

#include <algorithm>

#include <fmt/core.h>
#include <unistd.h>

#include "response/piped_program.h"

namespace stanch {

// Split at blanks and nothing else: no shell, no quotes.
std::vector<std::string> exec_words(std::string_view store) {
  std::vector<std::string> out;
  store.remove_prefix(std::min(kExecStore.size(), store.size()));
  while (!store.empty()) {
    std::size_t end = std::min(store.find(' '), store.size());
    if (end > 0) out.emplace_back(store.substr(0, end));
    store.remove_prefix(std::min(end + 1, store.size()));
  }
  return out;
}

std::string ExecStore::place() const {
  return "exec://" + exec_words(subject_.store).front();
}

std::vector<std::string> ExecStore::calls(Step step) const {
  if (step != Step::kStore) return {};
  return {fmt::format("run {} with the new value on its standard input",
                      subject_.store.substr(kExecStore.size()))};
}

Answer<std::vector<std::string>> ExecStore::preflight(std::span<const Step>) {
  std::string program = exec_words(subject_.store).front();
  std::vector<std::string> out;
  // One of PATH is found when it is run.
  if (program.contains('/') && ::access(program.c_str(), X_OK) != 0) {
    out.push_back(program + " cannot be run");
  }
  return out;
}

Answer<std::string> ExecStore::deliver(std::string_view step,
                                       const Secret& value,
                                       std::string identity,
                                       const StepInput& input) {
  PipedProgram program{.words = exec_words(subject_.store),
                       .environment = {{"STANCH_STEP", std::string(step)},
                                       {"STANCH_RESPONSE", input.response},
                                       {"STANCH_IDENTITY", identity}}};
  auto code = run_piped(program, value.reveal());
  if (!code) return std::unexpected(std::move(code.error()));
  if (*code == 0) return std::string("taken");
  return call_error(
      CallFault::kUnavailable,
      fmt::format("{} ended with {}", program.words.front(), *code));
}

Answer<std::string> ExecStore::perform(Step step, const StepInput& input) {
  if (step != Step::kStore || input.fresh == nullptr) return std::string();
  return deliver("store", *input.fresh, subject_.successor, input);
}

Answer<std::string> ExecStore::undo(Step step, const StepInput& input) {
  if (step != Step::kStore) return std::string();
  return deliver("rollback", leaked_.value, subject_.identity, input);
}

Answer<std::vector<std::string>> ExecStore::readers() {
  return std::vector<std::string>{fmt::format(
      "whoever {} hands it to", exec_words(subject_.store).front())};
}

Answer<std::vector<std::string>> ExecStore::evidence(const Secret&) {
  return std::vector<std::string>();
}

}  // namespace stanch
