// SPDX-License-Identifier: Apache-2.0
//
// Reads the keys of one TOML table into variables and notes what is wrong, with
// the place and the nearest valid word. Messages name keys, never values: a
// value may be a secret.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "rules/toml_reader.h"
#include "rules/words.h"

namespace stanch {

// What is wrong with one file. Only the mistake that stands first in it is
// told: one message is one line, and later ones often follow from it.
class Mistakes {
 public:
  // `name` of the file is borrowed.
  explicit Mistakes(std::string_view name) : name_(name) {}

  void add(TomlPlace place, std::string what);
  bool empty() const { return !first_; }
  // kUsage: "name:line:column: what". Not to be called while empty().
  std::unexpected<Error> error() const;

 private:
  struct Mistake {
    TomlPlace place;
    std::string what;
  };
  std::string_view name_;
  std::optional<Mistake> first_;
};

// Keys are the user's words too: one that is long may be anything, and is not
// shown.
bool is_showable_key(std::string_view key);

// Says what a text should have been ("one line of text"), or nothing when it is
// right.
using TextCheck = std::string_view (*)(std::string_view);

std::string_view any_text(std::string_view);
std::string_view not_empty(std::string_view);
std::string_view one_line(std::string_view);  // and no control character
std::string_view rule_id(std::string_view);

// Each method reads one optional key and leaves `out` as it is where the key is
// not there; finish() comes last. Borrows all that it is given.
class TableReader {
 public:
  // `title` names the table in messages: "[[rule]]".
  TableReader(const TomlTable& table, TomlPlace place, std::string_view title,
              Mistakes& mistakes)
      : table_(table), place_(place), title_(title), mistakes_(mistakes) {}

  void text(std::string_view key, std::string& out, TextCheck check);
  void texts(std::string_view key, std::vector<std::string>& out,
             TextCheck check);
  void number(std::string_view key, double& out, double least, double most);
  void whole(std::string_view key, std::int64_t& out, std::int64_t least,
             std::int64_t most);
  template <typename T, std::size_t N>
  void word(std::string_view key, const std::array<Word<T>, N>& words, T& out) {
    if (const TomlEntry* entry = find(key)) word_of(*entry, words, out);
  }
  void flag(std::string_view key, bool& out);  // true or false
  // A day, as a date of TOML or as text: "2027-01-31".
  void day(std::string_view key, std::string& out);
  // A text that must be one of `words`.
  void choice(std::string_view key, std::span<const std::string_view> words,
              std::string& out);

  // The table or the list of tables of that key; null or empty without it.
  const TomlEntry* table(std::string_view key);
  std::span<const TomlValue> tables(std::string_view key);

  // The value of an entry whose key is the user's, as word() reads it.
  template <typename T, std::size_t N>
  void word_of(const TomlEntry& entry, const std::array<Word<T>, N>& words,
               T& out) {
    std::array<std::string_view, N> names;
    for (std::size_t i = 0; i < N; ++i) names[i] = words[i].name;
    if (auto index = index_of(entry, names)) out = words[*index].value;
  }

  // Notes every key that was not asked for. Where nothing is wrong so far,
  // notes the `needed` that are missing as well.
  void finish(std::initializer_list<std::string_view> needed);

 private:
  const TomlEntry* find(std::string_view key);
  std::optional<std::size_t> index_of(const TomlEntry& entry,
                                      std::span<const std::string_view> words);
  void expected(const TomlEntry& entry, std::string_view what);

  const TomlTable& table_;
  TomlPlace place_;
  std::string_view title_;
  Mistakes& mistakes_;
  std::vector<std::string_view> known_;  // every key asked for
};

}  // namespace stanch
