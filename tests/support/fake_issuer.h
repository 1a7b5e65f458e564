// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "response/actor.h"

namespace stanch {

// An issuer made of what a test says. It answers every call with success; what
// the calls do to the credential is the test's affair.
class FakeIssuer : public Issuer {
 public:
  IssuerTraits kind{.mints = true, .overlaps = true, .has_sessions = true};
  std::function<Probe()> old = [] { return Probe{}; };
  std::function<Probe()> fresh = [] {
    return Probe{ProbeVerdict::kLive, "logged in"};
  };
  std::function<Answer<std::string>(Step)> on_perform = [](Step) {
    return std::string("done");
  };
  std::function<Answer<std::string>(Step)> on_undo = [](Step) {
    return std::string("undone");
  };
  Reconciled reconciled = Reconciled::kNotApplied;
  CredentialUse sessions;
  std::vector<std::string> done;  // what was called, in order

  std::string place() const override { return "fake://issuer/old"; }
  std::vector<std::string> calls(Step step) const override {
    if (!is_change(step) || step == Step::kStore) return {};
    if (step == Step::kArm && !kind.arms) return {};
    return {"call " + std::string(to_string(step))};
  }
  Answer<std::vector<std::string>> preflight(std::span<const Step>) override {
    return std::vector<std::string>();
  }
  Answer<std::string> perform(Step step, const StepInput&) override {
    done.emplace_back(to_string(step));
    return on_perform(step);
  }
  Answer<Reconciled> reconcile(Step step, const StepInput&) override {
    done.push_back("reconcile " + std::string(to_string(step)));
    return reconciled;
  }
  Answer<std::string> undo(Step step, const StepInput&) override {
    done.push_back("undo " + std::string(to_string(step)));
    return on_undo(step);
  }
  IssuerTraits traits() const override { return kind; }
  Answer<std::vector<std::string>> tears_down() override {
    return std::vector<std::string>();
  }
  Probe probe_old(const Secret&) override { return old(); }
  Probe probe_new(const Secret&) override { return fresh(); }
  CredentialUse use() override { return sessions; }
  Answer<std::vector<std::string>> evidence(const Secret&) override {
    return std::vector<std::string>{"nobody used it"};
  }
};

}  // namespace stanch
