// SPDX-License-Identifier: Apache-2.0
//
// The pattern is made into tokens once. Matching walks tokens and text side by
// side. On a mismatch it goes back to the last `*` and lets it take one byte
// more; when that byte would be a '/', back to the last `**/`, which takes one
// folder more. Older stars need no second chance: whatever a longer older
// match could reach, the newer star reaches too, because a `*` never crosses
// the '/' that stands before a `**/`. So nothing is tried twice in depth, and
// there is no pattern that takes exponential time.
//
//     src/**/t*.c   on   src/a/b/two.cc
//     head "src/", tail ".c" (fails here: most texts never reach the walk)
//
// git compares the literal head apart, so that a `**` right behind it
// counts as if it stood at the start of a name; `a**/b` matches `axy/b`. We
// keep that.
#include "files/glob.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace stanch {
namespace {

constexpr std::string_view kSpecial = "*?[\\";

// POSIX classes as git knows them: ASCII, whatever the locale.
bool in_class(std::string_view name, int c, bool& known) {
  bool upper = c >= 'A' && c <= 'Z';
  bool lower = c >= 'a' && c <= 'z';
  bool digit = c >= '0' && c <= '9';
  bool graph = c > ' ' && c < 127;
  const std::array<std::pair<std::string_view, bool>, 12> classes = {{
      {"alnum", upper || lower || digit},
      {"alpha", upper || lower},
      {"blank", c == ' ' || c == '\t'},
      {"cntrl", c < ' ' || c == 127},
      {"digit", digit},
      {"graph", graph},
      {"lower", lower},
      {"print", graph || c == ' '},
      {"punct", graph && !upper && !lower && !digit},
      {"space", c == ' ' || (c >= '\t' && c <= '\r')},
      {"upper", upper},
      {"xdigit", digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')},
  }};
  auto found = std::ranges::find(classes, name,
                                 &std::pair<std::string_view, bool>::first);
  known = found != classes.end();
  return known && found->second;
}

bool add_class(std::string_view name, std::bitset<256>& set) {
  bool known = false;
  for (int c = 0; c < 256; ++c) {
    if (in_class(name, c, known)) set.set(static_cast<std::size_t>(c));
  }
  return known;
}

// Reads the set whose `[` stands at `at` and moves `at` behind its `]`. None
// where it is not well-formed.
std::optional<std::bitset<256>> parse_set(std::string_view pattern,
                                          std::size_t& at) {
  std::bitset<256> set;
  std::size_t i = at + 1;
  bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated) ++i;
  int before = -1;  // the byte that a '-' would continue, or -1
  for (bool first = true;; first = false) {
    if (i >= pattern.size()) return std::nullopt;
    char c = pattern[i++];
    if (c == ']' && !first) break;
    if (c == '[' && i < pattern.size() && pattern[i] == ':') {
      std::size_t close = pattern.find(']', i + 1);
      if (close == std::string_view::npos) return std::nullopt;
      if (close > i + 1 && pattern[close - 1] == ':') {
        if (!add_class(pattern.substr(i + 1, close - i - 2), set)) {
          return std::nullopt;
        }
        i = close + 1;
        before = -1;
        continue;
      }
    }
    bool is_range =
        c == '-' && before >= 0 && i < pattern.size() && pattern[i] != ']';
    if (is_range) c = pattern[i++];
    if (c == '\\') {
      if (i >= pattern.size()) return std::nullopt;
      c = pattern[i++];
    }
    int byte = static_cast<unsigned char>(c);
    int from = is_range ? before : byte;
    for (int b = from; b <= byte; ++b) set.set(static_cast<std::size_t>(b));
    before = is_range ? -1 : byte;
  }
  at = i;
  return negated ? ~set : set;
}

}  // namespace

Glob::Glob(std::string_view pattern) {
  head_ = pattern.substr(0, pattern.find_first_of(kSpecial));
  pattern.remove_prefix(head_.size());
  well_formed_ = compile(pattern);
  auto byte = [](const Token& token) { return token.kind == Kind::kByte; };
  auto wild = std::find_if_not(tokens_.rbegin(), tokens_.rend(), byte).base();
  for (; wild != tokens_.end(); ++wild) tail_ += wild->byte;
}

bool Glob::is_literal(std::string_view pattern) {
  return pattern.find_first_of(kSpecial) == std::string_view::npos;
}

bool Glob::compile(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size();) {
    switch (pattern[i]) {
      case '*':
        i = add_stars(pattern, i);
        break;
      case '?':
        add_set(Set().set());
        ++i;
        break;
      case '[': {
        std::optional<Set> set = parse_set(pattern, i);
        if (!set) return false;
        add_set(*set);
        break;
      }
      case '\\':
        if (++i == pattern.size()) return false;
        [[fallthrough]];
      default:
        add_byte(pattern[i++]);
    }
  }
  return true;
}

void Glob::add_set(const Set& set) {
  tokens_.push_back({Kind::kSet, 0, static_cast<std::uint16_t>(sets_.size())});
  sets_.push_back(set);
  sets_.back().reset('/');
}

// Reads the run of stars at `at`; the place behind it, and behind the slash
// that belongs to a `**/`.
std::size_t Glob::add_stars(std::string_view pattern, std::size_t at) {
  std::size_t end =
      std::min(pattern.find_first_not_of('*', at), pattern.size());
  std::string_view after = pattern.substr(end);
  bool starts_name = at == 0 || pattern[at - 1] == '/';
  if (end - at > 1 && starts_name) {
    if (after.empty()) {
      tokens_.push_back({Kind::kRest});
      return end;
    }
    if (after.starts_with('/')) {
      tokens_.push_back({Kind::kFolders});
      return end + 1;
    }
    // git lets an escaped slash end a name, but not vanish with it.
    if (after.starts_with("\\/")) {
      tokens_.push_back({Kind::kFolder});
      return end + 2;
    }
  }
  tokens_.push_back({Kind::kStar});
  return end;
}

bool Glob::matches(std::string_view text) const {
  if (!well_formed_ || !text.starts_with(head_)) return false;
  text.remove_prefix(head_.size());
  return text.ends_with(tail_) && run(text);
}

bool Glob::matches_one(const Token& token, char byte) const {
  if (token.kind == Kind::kByte) return token.byte == byte;
  return sets_[token.set][static_cast<unsigned char>(byte)];
}

bool Glob::run(std::string_view text) const {
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t token = 0, at = 0;
  // Where to go on after a star took more: the token behind it, and the end
  // of what it has taken.
  std::size_t star = kNone, star_end = 0;
  std::size_t folders = kNone, folders_end = 0;
  while (true) {
    Kind kind = token < tokens_.size() ? tokens_[token].kind : Kind::kByte;
    if (token == tokens_.size()) {
      if (at == text.size()) return true;
    } else if (kind == Kind::kRest) {
      return true;
    } else if (kind == Kind::kStar) {
      star = ++token;
      star_end = at;
      continue;
    } else if (kind == Kind::kFolders) {
      folders = ++token;
      folders_end = at;
      star = kNone;
      continue;
    } else if (kind == Kind::kFolder) {
      folders = token + 1;
      folders_end = at;
      star = kNone;
    } else if (at < text.size() && matches_one(tokens_[token], text[at])) {
      ++token;
      ++at;
      continue;
    }
    if (star != kNone && star_end < text.size() && text[star_end] != '/') {
      token = star;
      at = ++star_end;
    } else if (folders != kNone &&
               (folders_end = text.find('/', folders_end)) != kNone) {
      token = folders;
      at = ++folders_end;
      star = kNone;
    } else {
      return false;
    }
  }
}

}  // namespace stanch
