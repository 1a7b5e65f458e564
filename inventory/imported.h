// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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

// Each reads one format. kUsage: "name: what is wrong".
Result<std::vector<ImportedFinding>> read_gitleaks(std::string_view text,
                                                   const std::string& name);
Result<std::vector<ImportedFinding>> read_trufflehog(std::string_view text,
                                                     const std::string& name);
Result<std::vector<ImportedFinding>> read_kingfisher(std::string_view text,
                                                     const std::string& name);
Result<std::vector<ImportedFinding>> read_detect_secrets(
    std::string_view text, const std::string& name);
Result<std::vector<ImportedFinding>> read_sarif(std::string_view text,
                                                const std::string& name);

}  // namespace stanch
