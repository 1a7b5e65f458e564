// SPDX-License-Identifier: Apache-2.0
#include "scanner/placeholder.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "core/lower_case.h"
#include "scanner/reference.h"

namespace stanch {
namespace {

// Looked for anywhere in a value: five characters and more, for shorter words
// turn up in random text too.
constexpr auto kWords = std::to_array<std::string_view>(
    {"example",     "changeme",  "change-me", "change_me", "changeit",
     "placeholder", "redacted",  "dummy",     "sample",    "xxxxx",
     "****",        "....",      "00000000",  "insert",    "replace",
     "fixme",       "yourtoken", "yourkey",   "yourapi",   "yourpass",
     "yoursecret",  "mysecret",  "my-secret", "my_secret", "mytoken",
     "my-token",    "my_token",  "myapikey",  "my-api",    "my_api",
     "foobar",      "not-a-",    "notreal",   "deadbeef",  "cafebabe",
     "test1234",    "passw0rd",  "p4ssw0rd",  "p@ssw0rd",  "p@ssword",
     "pa55word",    "pa55w0rd",  "generate_", "generate-", "random_"});

// Looked for between characters that are no letters.
constexpr auto kShortWords = std::to_array<std::string_view>(
    {"fake", "todo", "xxxx", "your", "mock", "none", "null"});

// In a longer value, an encoding of something, words turn up by chance.
constexpr std::size_t kLongestWithWords = 96;

constexpr auto kDefaultPasswords = std::to_array<std::string_view>(
    {"abc",       "admin",  "administrator", "anonymous",  "bar",     "baz",
     "default",   "demo",   "docker",        "elastic",    "example", "foo",
     "guest",     "hidden", "hunter",        "key",        "letmein", "mariadb",
     "masterkey", "milvus", "minio",         "minioadmin", "mongo",   "mongodb",
     "mysql",     "pass",   "postgres",      "pw",         "pwd",     "qwerty",
     "rabbitmq",  "redis",  "root",          "sa",         "secret",  "string",
     "sysdba",    "test",   "tester",        "testing",    "tiger",   "token",
     "toor",      "user",   "username",      "userpass",   "vagrant", "value",
     "xxx"});

// Whose a default password says it is: my_pass, user-pw, newsecret1.
constexpr auto kOwners = std::to_array<std::string_view>(
    {"my", "your", "the", "some", "new", "old", "user"});

constexpr std::array<std::string_view, 9> kSequences = {
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "0123456789abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba9876543210",
    "9876543210zyxwvutsrqponmlkjihgfedcba",
    "1234567890abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm1234567890",
    "1234567890qwertyuiopasdfghjklzxcvbnm",
    "a1b2c3d4e5f6g7h8i9j0",
    "1a2b3c4d5e6f7g8h9i0j"};

// "aaaa", "abcabcabc": a group of at most a quarter of the value, repeated.
bool repeats(std::string_view value) {
  if (value.find_first_not_of(value.front()) == value.npos) return true;
  for (std::size_t period = 1; period <= value.size() / 4; ++period) {
    if (value.substr(period) == value.substr(0, value.size() - period)) {
      return true;
    }
  }
  return false;
}

// How many bytes stand in runs of at least six that some line of kSequences
// holds.
std::size_t bytes_in_runs(std::string_view lower) {
  constexpr std::size_t kShortest = 6;
  std::size_t covered = 0;
  std::size_t i = 0;
  while (i + kShortest <= lower.size()) {
    std::size_t longest = 0;
    for (std::string_view run : kSequences) {
      auto at = run.find(lower.substr(i, kShortest));
      if (at == run.npos) continue;
      auto [a, b] = std::ranges::mismatch(lower.substr(i), run.substr(at));
      longest = std::max<std::size_t>(longest, b - run.begin() - at);
    }
    covered += longest;
    i += std::max<std::size_t>(longest, 1);
  }
  return covered;
}

// `%s`, `%-8.3f`, `%@`.
bool is_printf_slot(std::string_view value) {
  return value.size() > 1 && value.front() == '%' &&
         std::string_view("sdifvx@").contains(value.back()) &&
         std::ranges::all_of(value.substr(1, value.size() - 2),
                             [](unsigned char c) {
                               return std::isdigit(c) || c == '-' || c == '.';
                             });
}

bool is_template(std::string_view value) {
  struct Slot {
    std::string_view open;
    std::string_view close;
  };
  constexpr auto kSlots = std::to_array<Slot>({{"${", "}"},
                                               {"{{", "}}"},
                                               {"<%", "%>"},
                                               {"$(", ")"},
                                               {"#{", "}"},
                                               {"%(", ")s"},
                                               {"[[", "]]"},
                                               {"@@", "@@"},
                                               {"%%", "%%"}});
  for (const Slot& slot : kSlots) {
    auto at = value.find(slot.open);
    if (at != value.npos &&
        value.find(slot.close, at + slot.open.size()) != value.npos) {
      return true;
    }
  }
  auto wrapped = [&](char open, char close) {
    return value.size() > 2 && value.front() == open && value.back() == close;
  };
  return wrapped('<', '>') || wrapped('{', '}') || wrapped('[', ']') ||
         wrapped('%', '%') || wrapped('@', '@') || is_printf_slot(value) ||
         (value.front() == '$' && is_identifier(value.substr(1))) ||
         (value.starts_with("__") && value.ends_with("__"));
}

bool holds_word(std::string_view lower) {
  if (lower.size() > kLongestWithWords) return false;
  auto is_letter = [&](std::size_t i) {
    return i < lower.size() &&
           std::isalpha(static_cast<unsigned char>(lower[i]));
  };
  auto stands_alone = [&](std::string_view word) {
    for (auto at = lower.find(word); at != lower.npos;
         at = lower.find(word, at + 1)) {
      if ((at == 0 || !is_letter(at - 1)) && !is_letter(at + word.size())) {
        return true;
      }
    }
    return false;
  };
  return std::ranges::any_of(kWords,
                             [&](std::string_view word) {
                               return lower.find(word) != lower.npos;
                             }) ||
         std::ranges::any_of(kShortWords, stands_alone);
}

}  // namespace

std::string_view placeholder_class(std::string_view value) {
  if (value.empty()) return "empty";
  if (is_template(value)) return "template slot";
  if (is_reference(value)) return "reference";
  if (repeats(value)) return "repetition";
  std::string lower = lower_case(value);
  if (holds_word(lower)) return "placeholder word";
  if (bytes_in_runs(lower) * 2 >= lower.size()) {
    return "run over the alphabet or the keyboard";
  }
  return {};
}

bool is_placeholder(std::string_view value) {
  return !placeholder_class(value).empty();
}

bool is_default_password(std::string_view value) {
  std::string lower = lower_case(value);
  if (lower.contains("password") || lower.contains("passwd") ||
      lower.contains("passphrase") || lower.contains("passwort")) {
    return true;
  }
  // All of them where there is nothing else.
  lower.erase(lower.find_last_not_of("0123456789!") + 1);
  std::string_view word = lower;
  auto is_default = [&] {
    return word.empty() || std::ranges::find(kDefaultPasswords, word) !=
                               kDefaultPasswords.end();
  };
  if (is_default()) return true;
  auto owner = std::ranges::find_if(
      kOwners, [&](std::string_view one) { return word.starts_with(one); });
  if (owner == kOwners.end()) return false;
  word.remove_prefix(owner->size());
  word.remove_prefix(std::min(word.find_first_not_of("_.- "), word.size()));
  return is_default();
}

}  // namespace stanch
