// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace stanch {

// A Provider (response/provider.h) as it is read, with its examples.
struct ProviderEntry {
  struct Call {
    std::string request, auth, body;
    std::vector<std::string> headers;
  };
  struct Example {
    std::string taken_as;
    int status = 0;
    std::string header, body;
  };
  std::string id, name, base;
  std::vector<std::string> rules;
  bool elsewhere = false;
  Call confirm;
  std::vector<std::string> live, limited, dead;
  std::string account, scopes;
  std::vector<std::string> reads;
  Call list;
  std::string list_rows, list_match, list_more;
  std::vector<std::string> list_reads;
  Call revoke;
  std::vector<std::string> accepted;
  std::string by;
  std::int64_t settle = 1;
  std::vector<std::string> tears_down;
  std::string console;
  std::vector<Example> examples;
};

// Reads a file of response/providers (docs/providers.md). kUsage with its
// line: what is no verdict (a status alone), no https, has no example.
Result<std::vector<ProviderEntry>> parse_provider_file(std::string_view toml,
                                                       std::string_view name);

}  // namespace stanch
