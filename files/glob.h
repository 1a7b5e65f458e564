// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stanch {

// A gitignore glob, matched against a whole relative path (or one name in it),
// as git does (gitignore(5), wildmatch): `?` and `[...]` are one byte that is
// not '/', `*` any number of such bytes, `**/` any number of folders, a `**` at
// the end whatever is left, `\` takes the next byte as it is. Bytes are bytes.
// A glob that is not well-formed (an open `[`, a `\` at the end, an unknown
// `[:class:]`) matches nothing. Immutable, so safe to use from any thread.
class Glob {
 public:
  explicit Glob(std::string_view pattern);

  // Time is at most length(pattern) * length(text) for each folder of `text`.
  bool matches(std::string_view text) const;

  // Whether `pattern` has no byte with a meaning.
  static bool is_literal(std::string_view pattern);

 private:
  using Set = std::bitset<256>;
  enum class Kind : std::uint8_t {
    kByte,     // `byte`
    kSet,      // sets_[set]
    kStar,     // any bytes but '/'
    kFolders,  // none, one or several "name/"
    kFolder,   // one or several "name/"
    kRest,     // any bytes
  };
  struct Token {
    Kind kind;
    char byte = 0;
    std::uint16_t set = 0;
  };

  bool compile(std::string_view pattern);
  void add_byte(char byte) { tokens_.push_back({Kind::kByte, byte}); }
  void add_set(const Set& set);
  std::size_t add_stars(std::string_view pattern, std::size_t at);
  bool run(std::string_view text) const;
  bool matches_one(const Token& token, char byte) const;

  std::string head_;           // the bytes that every match starts with
  std::string tail_;           // and those it ends with
  std::vector<Token> tokens_;  // what follows the head
  std::vector<Set> sets_;
  bool well_formed_ = true;
};

}  // namespace stanch
