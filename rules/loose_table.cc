// SPDX-License-Identifier: Apache-2.0
#include "rules/loose_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "core/lower_case.h"
#include "core/nearest.h"

namespace stanch {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::optional<double> number_of(const TomlValue& value) {
  if (auto number = std::get_if<double>(&value.data)) return *number;
  if (auto whole = std::get_if<std::int64_t>(&value.data)) {
    return static_cast<double>(*whole);
  }
  auto text = std::get_if<std::string>(&value.data);
  if (!text) return std::nullopt;
  std::string_view rest = trimmed(*text);
  double out = 0;
  auto [end, error] =
      std::from_chars(rest.data(), rest.data() + rest.size(), out);
  bool fine = error == std::errc() && end == rest.data() + rest.size();
  return fine ? std::optional(out) : std::nullopt;
}

// What may stand for a string: a number and a flag as well.
std::optional<std::string> text_of(const TomlValue& value) {
  if (auto text = std::get_if<std::string>(&value.data)) return *text;
  if (auto whole = std::get_if<std::int64_t>(&value.data)) {
    return fmt::format("{}", *whole);
  }
  if (auto number = std::get_if<double>(&value.data)) {
    return fmt::format("{}", *number);
  }
  return std::nullopt;
}

}  // namespace

bool same_word(std::string_view a, std::string_view b) {
  return lower_case(a) == lower_case(b);
}

std::string_view trimmed(std::string_view text) {
  std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

const TomlEntry* LooseTable::find(std::string_view key) {
  known_.push_back(key);
  for (const TomlEntry& entry : table_.entries) {
    if (same_word(entry.key, key)) return &entry;
  }
  return nullptr;
}

void LooseTable::expected(const TomlEntry& entry, std::string_view what) {
  mistakes_.add(entry.value.place, fmt::format("'{}' of {} must be {}",
                                               known_.back(), title_, what));
}

std::string LooseTable::text(std::string_view key) {
  const TomlEntry* entry = find(key);
  if (!entry) return {};
  auto text = text_of(entry->value);
  if (!text) expected(*entry, "a string");
  return text.value_or("");
}

std::vector<std::string> LooseTable::texts(std::string_view key) {
  std::vector<std::string> out;
  const TomlEntry* entry = find(key);
  if (!entry) return out;
  if (auto text = std::get_if<std::string>(&entry->value.data)) {
    for (std::size_t at = 0; !text->empty() && at <= text->size();) {
      std::size_t comma = std::min(text->find(',', at), text->size());
      out.push_back(text->substr(at, comma - at));
      at = comma + 1;
    }
    return out;
  }
  auto array = std::get_if<TomlArray>(&entry->value.data);
  if (!array) {
    expected(*entry, "a list of strings");
    return out;
  }
  for (const TomlValue& item : *array) {
    auto text = text_of(item);
    if (text) {
      out.push_back(std::move(*text));
    } else {
      expected(*entry, "a list of strings");
    }
  }
  return out;
}

double LooseTable::number(std::string_view key) {
  const TomlEntry* entry = find(key);
  if (!entry) return 0;
  auto number = number_of(entry->value);
  if (!number || !std::isfinite(*number)) expected(*entry, "a number");
  return number.value_or(0);
}

std::optional<std::uint32_t> LooseTable::whole(std::string_view key) {
  const TomlEntry* entry = find(key);
  if (!entry) return std::nullopt;
  auto number = number_of(entry->value);
  constexpr double kMost = std::numeric_limits<std::int32_t>::max();
  if (!number || !(*number >= 0 && *number <= kMost) ||
      *number != std::floor(*number)) {
    expected(*entry, "a whole number, 0 or more");
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(*number);
}

bool LooseTable::flag(std::string_view key) {
  const TomlEntry* entry = find(key);
  if (!entry) return false;
  if (auto flag = std::get_if<bool>(&entry->value.data)) return *flag;
  auto word = text_of(entry->value);
  if (word && (same_word(*word, "true") || *word == "1")) return true;
  if (word && (same_word(*word, "false") || *word == "0" || word->empty())) {
    return false;
  }
  expected(*entry, "true or false");
  return false;
}

std::vector<LooseTable::Sub> LooseTable::tables(std::string_view key) {
  const TomlEntry* entry = find(key);
  if (!entry) return {};
  if (auto table = std::get_if<TomlTable>(&entry->value.data)) {
    return {{table, entry->place}};
  }
  std::vector<Sub> out;
  auto array = std::get_if<TomlArray>(&entry->value.data);
  for (std::size_t i = 0; array && i < array->size(); ++i) {
    auto table = std::get_if<TomlTable>(&(*array)[i].data);
    if (table) {
      out.push_back({table, (*array)[i].place});
    } else {
      array = nullptr;
    }
  }
  if (!array) expected(*entry, "tables, written as [[...]]");
  return out;
}

void LooseTable::warn_of_unknown(std::string_view name,
                                 std::vector<std::string>& warnings) const {
  for (const TomlEntry& entry : table_.entries) {
    bool known = std::ranges::any_of(known_, [&](std::string_view key) {
      return same_word(key, entry.key);
    });
    if (known) continue;
    std::string near = nearest(entry.key, known_);
    warnings.push_back(fmt::format(
        "{}: unknown key{} in {} is ignored{}", to_string(entry.place, name),
        is_showable_key(entry.key) ? fmt::format(" '{}'", entry.key) : "",
        title_, near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
  }
}

}  // namespace stanch
