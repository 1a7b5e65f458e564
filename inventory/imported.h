// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/secret.h"

namespace stanch {

// One finding of another program's report.
struct ImportedFinding {
  std::string rule;
  std::string title;
  Secret value;        // empty: the report does not tell it
  std::string digest;  // of the value, as that program makes it; or empty
  std::string repository;
  std::string path;
  std::int64_t line = 0;
  std::string commit;
  std::string author;
  std::string date;
};

// Takes the findings one after the other.
using ImportedSink = std::function<void(ImportedFinding)>;

// Each reads one format, and keeps nothing of a finding that was handed on: the
// memory does not grow with the report. kUsage: "name: what is wrong", perhaps
// after some findings.
Result<void> read_gitleaks(std::string_view text, const std::string& name,
                           const ImportedSink& sink);
Result<void> read_trufflehog(std::string_view text, const std::string& name,
                             const ImportedSink& sink);
Result<void> read_kingfisher(std::string_view text, const std::string& name,
                             const ImportedSink& sink);
Result<void> read_detect_secrets(std::string_view text, const std::string& name,
                                 const ImportedSink& sink);
Result<void> read_sarif(std::string_view text, const std::string& name,
                        const ImportedSink& sink);

}  // namespace stanch
