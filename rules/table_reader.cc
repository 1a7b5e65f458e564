// SPDX-License-Identifier: Apache-2.0
#include "rules/table_reader.h"

#include <algorithm>
#include <cassert>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/nearest.h"

namespace stanch {
namespace {

constexpr std::size_t kLongestShownKey = 24;

bool printable(char c) {
  auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte != 0x7f;
}

std::string_view kind_of(const TomlValue& value) {
  constexpr std::array<std::string_view, 7> kNames = {
      "a string", "a whole number", "a number", "true or false",
      "a date",   "a list",         "a table"};
  return kNames[value.data.index()];
}

std::string name_of(std::string_view key) {
  return is_showable_key(key) ? fmt::format("'{}'", key) : "this key";
}

std::string suggestion(std::string_view word,
                       std::span<const std::string_view> words) {
  std::string near = nearest(word, words);
  return near.empty() ? std::string()
                      : fmt::format("; did you mean '{}'?", near);
}

}  // namespace

bool is_showable_key(std::string_view key) {
  return key.size() <= kLongestShownKey && std::ranges::all_of(key, printable);
}

void Mistakes::add(TomlPlace place, std::string what) {
  if (first_ && first_->place <= place) return;
  first_ = Mistake{place, std::move(what)};
}

std::unexpected<Error> Mistakes::error() const {
  assert(first_);
  return fail(ErrorKind::kUsage,
              to_string(first_->place, name_) + ": " + first_->what);
}

std::string_view any_text(std::string_view) { return {}; }

std::string_view not_empty(std::string_view text) {
  return text.empty() ? "a string that is not empty" : "";
}

std::string_view one_line(std::string_view text) {
  bool fine = !text.empty() && std::ranges::all_of(text, printable);
  return fine ? "" : "one line of text";
}

std::string_view rule_id(std::string_view text) {
  auto in_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  bool fine = !text.empty() && std::ranges::all_of(text, in_word) &&
              text.front() != '-' && text.back() != '-' && !text.contains("--");
  return fine ? "" : "lower-case words joined by '-'";
}

const TomlEntry* TableReader::find(std::string_view key) {
  known_.push_back(key);
  return table_.find(key);
}

void TableReader::expected(const TomlEntry& entry, std::string_view what) {
  mistakes_.add(entry.value.place,
                fmt::format("{} must be {}, not {}", name_of(entry.key), what,
                            kind_of(entry.value)));
}

void TableReader::text(std::string_view key, std::string& out,
                       TextCheck check) {
  const TomlEntry* entry = find(key);
  if (!entry) return;
  auto text = std::get_if<std::string>(&entry->value.data);
  if (!text) return expected(*entry, "a string");
  if (std::string_view wanted = check(*text); !wanted.empty()) {
    mistakes_.add(entry->value.place,
                  fmt::format("'{}' must be {}", key, wanted));
  }
  out = *text;
}

void TableReader::texts(std::string_view key, std::vector<std::string>& out,
                        TextCheck check) {
  const TomlEntry* entry = find(key);
  if (!entry) return;
  auto array = std::get_if<TomlArray>(&entry->value.data);
  if (!array) return expected(*entry, "a list of strings");
  for (const TomlValue& item : *array) {
    auto text = std::get_if<std::string>(&item.data);
    std::string_view wanted = text ? check(*text) : "a string";
    if (wanted.empty()) {
      out.push_back(*text);
    } else {
      mistakes_.add(item.place,
                    fmt::format("each of '{}' must be {}", key, wanted));
    }
  }
}

void TableReader::number(std::string_view key, double& out, double least,
                         double most) {
  const TomlEntry* entry = find(key);
  if (!entry) return;
  auto number = std::get_if<double>(&entry->value.data);
  auto whole = std::get_if<std::int64_t>(&entry->value.data);
  if (!number && !whole) return expected(*entry, "a number");
  double value = number ? *number : static_cast<double>(*whole);
  // Written so that NaN fails too.
  if (!(value >= least && value <= most)) {
    mistakes_.add(
        entry->value.place,
        fmt::format("'{}' must be a number from {} to {}", key, least, most));
  }
  out = value;
}

void TableReader::whole(std::string_view key, std::int64_t& out,
                        std::int64_t least, std::int64_t most) {
  const TomlEntry* entry = find(key);
  if (!entry) return;
  auto whole = std::get_if<std::int64_t>(&entry->value.data);
  if (!whole) return expected(*entry, "a whole number");
  if (*whole < least || *whole > most) {
    mistakes_.add(entry->value.place,
                  fmt::format("'{}' must be a whole number from {} to {}", key,
                              least, most));
    return;
  }
  out = *whole;
}

void TableReader::flag(std::string_view key, bool& out) {
  const TomlEntry* entry = find(key);
  if (!entry) return;
  auto flag = std::get_if<bool>(&entry->value.data);
  if (!flag) return expected(*entry, "true or false");
  out = *flag;
}

void TableReader::day(std::string_view key, std::string& out) {
  const TomlEntry* entry = find(key);
  if (!entry) return;
  std::string day;
  if (auto date = std::get_if<TomlDate>(&entry->value.data)) day = date->day;
  if (auto text = std::get_if<std::string>(&entry->value.data)) day = *text;
  constexpr std::string_view kShape = "dddd-dd-dd";
  bool fine = std::ranges::equal(day, kShape, [](char c, char wanted) {
    return wanted == '-' ? c == '-' : c >= '0' && c <= '9';
  });
  if (!fine) return expected(*entry, "a day, as 2027-01-31");
  out = day;
}

std::optional<std::size_t> TableReader::index_of(
    const TomlEntry& entry, std::span<const std::string_view> words) {
  auto text = std::get_if<std::string>(&entry.value.data);
  if (!text) {
    expected(entry, "a string");
    return std::nullopt;
  }
  auto found = std::ranges::find(words, *text);
  if (found == words.end()) {
    mistakes_.add(
        entry.value.place,
        fmt::format("{} must be one of {}{}", name_of(entry.key),
                    fmt::join(words, ", "), suggestion(*text, words)));
    return std::nullopt;
  }
  return found - words.begin();
}

void TableReader::choice(std::string_view key,
                         std::span<const std::string_view> words,
                         std::string& out) {
  const TomlEntry* entry = find(key);
  if (!entry) return;
  if (auto index = index_of(*entry, words)) out = words[*index];
}

const TomlEntry* TableReader::table(std::string_view key) {
  const TomlEntry* entry = find(key);
  if (!entry || std::holds_alternative<TomlTable>(entry->value.data)) {
    return entry;
  }
  expected(*entry, "a table");
  return nullptr;
}

std::span<const TomlValue> TableReader::tables(std::string_view key) {
  const TomlEntry* entry = find(key);
  if (!entry) return {};
  auto array = std::get_if<TomlArray>(&entry->value.data);
  auto is_table = [](const TomlValue& item) {
    return std::holds_alternative<TomlTable>(item.data);
  };
  if (array && std::ranges::all_of(*array, is_table)) return *array;
  mistakes_.add(entry->value.place,
                fmt::format("'{0}' must be written as [[{0}]]", key));
  return {};
}

void TableReader::finish(std::initializer_list<std::string_view> needed) {
  for (const TomlEntry& entry : table_.entries) {
    if (std::ranges::find(known_, entry.key) != known_.end()) continue;
    std::string near = suggestion(entry.key, known_);
    if (near.empty()) {
      near = fmt::format("; expected one of {}", fmt::join(known_, ", "));
    }
    std::string name =
        is_showable_key(entry.key) ? " " + name_of(entry.key) : "";
    mistakes_.add(entry.place,
                  fmt::format("unknown key{} in {}{}", name, title_, near));
  }
  if (!mistakes_.empty()) return;
  for (std::string_view key : needed) {
    if (table_.find(key)) continue;
    mistakes_.add(place_, fmt::format("{} needs '{}'", title_, key));
  }
}

}  // namespace stanch
