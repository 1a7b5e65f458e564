// SPDX-License-Identifier: Apache-2.0
//
// A TOML 1.0 document as plain data with places, so that one .cc file alone
// includes the TOML library and every mistake can name its line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.h"

namespace stanch {

// Where something stands in a TOML file; both count from 1, columns count
// characters.
struct TomlPlace {
  std::uint32_t line = 1;
  std::uint32_t column = 1;

  auto operator<=>(const TomlPlace&) const = default;
};

struct TomlValue;
struct TomlEntry;
struct TomlDate {
  std::string day;  // "2027-01-31"; empty for a time of day
};

using TomlArray = std::vector<TomlValue>;

struct TomlTable {
  std::vector<TomlEntry> entries;  // in the order of the file

  const TomlEntry* find(std::string_view key) const;
};

struct TomlValue {
  TomlPlace place;
  std::variant<std::string, std::int64_t, double, bool, TomlDate, TomlArray,
               TomlTable>
      data;
};

struct TomlEntry {
  std::string key;
  TomlPlace place;  // of the key
  TomlValue value;
};

// Reads a whole document. What is no TOML is kUsage: "name:line:column: not
// valid TOML: ...", one line without any value of the file. So is a key of more
// than 8 dots: nesting must be bounded, for it costs stack.
Result<TomlTable> parse_toml(std::string_view toml, std::string_view name);

// "name:line:column".
std::string to_string(TomlPlace place, std::string_view name);

}  // namespace stanch
