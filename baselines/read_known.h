// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "baselines/known_findings.h"
#include "core/result.h"

namespace stanch {

// What a baseline is compared with.
struct BaselineContext {
  std::string_view fingerprint_key;  // core/secret.h
  // The rules there are; our own baseline may name no other. Empty: any.
  std::span<const std::string> rules;
  bool like_gitleaks = false;  // also compare the lines of its reports
};

// Adds what a baseline says; its kind is told by what stands in it: our own, a
// JSON report of gitleaks, a baseline of detect-secrets. kUsage with `name`,
// where, and what was expected.
Result<void> read_baseline(std::string_view text, const std::string& name,
                           const BaselineContext& context, KnownFindings& out);

// Adds what a `.gitleaksignore` says. Lines that are none of its two forms are
// passed by, with a warning.
void read_ignore_file(std::string_view text, const std::string& name,
                      KnownFindings& out, std::vector<std::string>& warnings);

}  // namespace stanch
