// SPDX-License-Identifier: Apache-2.0
//
// Reads a TOML table as gitleaks does: the case of keys does not count, numbers
// may be strings, one string may stand for a list, and one table for a list of
// tables. A key that nobody asked for is a warning; a value that can mean
// nothing is a mistake. Messages name keys, never values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/table_reader.h"

namespace stanch {

class LooseTable {
 public:
  // `title` names the table in messages: "[[rules]]". Borrows all it is given.
  LooseTable(const TomlTable& table, std::string_view title, Mistakes& mistakes)
      : table_(table), title_(title), mistakes_(mistakes) {}

  std::string text(std::string_view key);
  // A list, or one string with commas.
  std::vector<std::string> texts(std::string_view key);
  double number(std::string_view key);
  std::optional<std::uint32_t> whole(std::string_view key);
  bool flag(std::string_view key);
  struct Sub {
    const TomlTable* table;
    TomlPlace place;
  };
  // A list of tables, or one.
  std::vector<Sub> tables(std::string_view key);

  const TomlEntry* find(std::string_view key);

  // "name:line:column: unknown key ..." for every key not asked for.
  void warn_of_unknown(std::string_view name,
                       std::vector<std::string>& warnings) const;

 private:
  void expected(const TomlEntry& entry, std::string_view what);

  const TomlTable& table_;
  std::string_view title_;
  Mistakes& mistakes_;
  std::vector<std::string_view> known_;
};

// ASCII.
bool same_word(std::string_view a, std::string_view b);
std::string_view trimmed(std::string_view text);

}  // namespace stanch
