// SPDX-License-Identifier: Apache-2.0
#include "rules/toml_reader.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace stanch {
namespace {

constexpr int kMostDots = 8;
constexpr std::size_t kLongestQuote = 24;

TomlPlace place_of(const toml::source_region& region) {
  return {region.begin.line, region.begin.column};
}

std::string day_of(const toml::date& date) {
  return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
}

TomlTable copy_of(const toml::table& table);

TomlValue copy_of(const toml::node& node) {
  TomlValue out{place_of(node.source()), TomlDate{}};
  if (auto text = node.as_string()) {
    out.data = text->get();
  } else if (auto whole = node.as_integer()) {
    out.data = whole->get();
  } else if (auto number = node.as_floating_point()) {
    out.data = number->get();
  } else if (auto flag = node.as_boolean()) {
    out.data = flag->get();
  } else if (auto date = node.as_date()) {
    out.data = TomlDate{day_of(date->get())};
  } else if (auto moment = node.as_date_time()) {
    out.data = TomlDate{day_of(moment->get().date)};
  } else if (auto table = node.as_table()) {
    out.data = copy_of(*table);
  } else if (auto array = node.as_array()) {
    TomlArray items;
    for (const toml::node& item : *array) items.push_back(copy_of(item));
    out.data = std::move(items);
  }
  return out;
}

TomlTable copy_of(const toml::table& table) {
  TomlTable out;
  for (const auto& [key, node] : table) {
    out.entries.push_back(
        {std::string(key.str()), place_of(key.source()), copy_of(node)});
  }
  std::ranges::sort(out.entries, {}, &TomlEntry::place);
  return out;
}

// The offset after the string that starts at `begin`, or the end of the line or
// the text where it is not closed.
std::size_t after_string(std::string_view toml, std::size_t begin) {
  char quote = toml[begin];
  std::string three(3, quote);
  bool multi = toml.substr(begin, 3) == three;
  std::string_view close =
      multi ? std::string_view(three) : toml.substr(begin, 1);
  std::size_t i = begin + close.size();
  while (i < toml.size()) {
    if (quote == '"' && toml[i] == '\\') {
      i += 2;
    } else if (toml.substr(i, close.size()) == close) {
      i += close.size();
      // A string may end in up to two quotes of its own before the closing.
      while (multi && i < toml.size() && toml[i] == quote) ++i;
      return i;
    } else if (!multi && toml[i] == '\n') {
      return i;
    } else {
      ++i;
    }
  }
  return toml.size();
}

// Every dot in a key nests one more table, and the library frees tables by
// recursion: a line of a million dots would overflow the stack. So dots are
// counted before it reads anything.
std::optional<TomlPlace> too_many_dots(std::string_view toml) {
  int dots = 0;
  std::size_t i = 0;
  while (i < toml.size()) {
    char c = toml[i];
    if (c == '"' || c == '\'') {
      i = after_string(toml, i);
      continue;
    }
    if (c == '#') {
      i = std::min(toml.find('\n', i), toml.size());
      continue;
    }
    if (c == '.' && ++dots > kMostDots) {
      std::string_view before = toml.substr(0, i);
      auto line = 1 + std::ranges::count(before, '\n');
      auto column = i - (before.rfind('\n') + 1) + 1;
      return TomlPlace{static_cast<std::uint32_t>(line),
                       static_cast<std::uint32_t>(column)};
    }
    if (std::string_view("=,[]{}\n").contains(c)) dots = 0;
    ++i;
  }
  return std::nullopt;
}

// The library's messages quote what they stumbled over. A long quotation may be
// a secret, and any may hold a byte that is not for a terminal. What is quoted
// may hold quotes itself, so the first and the last one count.
std::string cleaned(std::string_view message) {
  constexpr std::string_view kPrefix = "Error while parsing ";
  if (message.starts_with(kPrefix)) message.remove_prefix(kPrefix.size());
  std::string out(message);
  std::size_t open = out.find('\'');
  std::size_t close = out.rfind('\'');
  if (open != std::string::npos && close - open > kLongestQuote) {
    out.replace(open, close + 1 - open, "'...'");
  }
  std::ranges::replace_if(
      out, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return out;
}

}  // namespace

const TomlEntry* TomlTable::find(std::string_view key) const {
  auto found = std::ranges::find(entries, key, &TomlEntry::key);
  return found == entries.end() ? nullptr : &*found;
}

std::string to_string(TomlPlace place, std::string_view name) {
  return fmt::format("{}:{}:{}", name, place.line, place.column);
}

Result<TomlTable> parse_toml(std::string_view toml, std::string_view name) {
  if (auto place = too_many_dots(toml)) {
    return fail(ErrorKind::kUsage,
                fmt::format("{}: a key may have at most {} dots",
                            to_string(*place, name), kMostDots));
  }
  try {
    return copy_of(toml::parse(toml));
  } catch (const toml::parse_error& error) {
    return fail(ErrorKind::kUsage,
                fmt::format("{}: not valid TOML: {}",
                            to_string(place_of(error.source()), name),
                            cleaned(error.description())));
  }
}

}  // namespace stanch
