// SPDX-License-Identifier: Apache-2.0
#include "git/commit.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

namespace stanch {
namespace {

// A longest offset that means something, in minutes.
constexpr int kLongestOffset = 24 * 60 - 1;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) + 1 - begin);
}

// Takes the first line off, without its end.
std::string_view take_line(std::string_view& bytes) {
  std::size_t end = bytes.find('\n');
  std::string_view line = bytes.substr(0, end);
  bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  return line;
}

template <typename Number>
std::optional<Number> take_number(std::string_view& text) {
  Number number = 0;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

// "1700000000 +0530"
void read_date(std::string_view text, Identity& identity) {
  text = trimmed(text);
  auto time = take_number<std::int64_t>(text);
  if (!time) return;
  identity.time = *time;
  text = trimmed(text);
  if (!text.starts_with('+') && !text.starts_with('-')) return;
  const int sign = text[0] == '-' ? -1 : 1;
  text.remove_prefix(1);
  auto zone = take_number<int>(text);
  if (!zone || *zone < 0) return;
  identity.offset =
      sign * std::min(*zone / 100 * 60 + *zone % 100, kLongestOffset);
}

// "Ada <ada@example.org> 1700000000 +0000". A name may hold '>' and an address
// too, so the date is looked for from the end, as git does.
Identity parse_identity(std::string_view line) {
  Identity identity;
  std::size_t open = line.find('<');
  identity.name = trimmed(line.substr(0, open));
  if (open == std::string_view::npos) return identity;
  std::size_t close = line.find('>', open);
  if (close == std::string_view::npos) {
    identity.email = trimmed(line.substr(open + 1));
    return identity;
  }
  identity.email = trimmed(line.substr(open + 1, close - open - 1));
  read_date(line.substr(line.rfind('>') + 1), identity);
  return identity;
}

// The value of a head line: "tree " and what follows it.
std::optional<std::string_view> value(std::string_view line,
                                      std::string_view key) {
  if (!line.starts_with(key) || line.size() == key.size() ||
      line[key.size()] != ' ') {
    return std::nullopt;
  }
  return line.substr(key.size() + 1);
}

std::optional<ObjectId> id_of(std::string_view digits, HashKind kind) {
  if (digits.size() != 2 * id_size(kind)) return std::nullopt;
  return ObjectId::parse(digits);
}

// Takes a line "key <id>" off, where that comes next.
Result<std::optional<ObjectId>> take_id(std::string_view& bytes,
                                        std::string_view key, HashKind kind) {
  std::string_view rest = bytes;
  auto digits = value(take_line(rest), key);
  if (!digits) return std::nullopt;
  auto id = id_of(*digits, kind);
  if (!id) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("its {} is no object id", key));
  }
  bytes = rest;
  return id;
}

std::optional<ObjectType> type_named(std::string_view name) {
  for (ObjectType type : {ObjectType::kCommit, ObjectType::kTree,
                          ObjectType::kBlob, ObjectType::kTag}) {
    if (to_string(type) == name) return type;
  }
  return std::nullopt;
}

}  // namespace

std::string Commit::subject() const {
  std::string out;
  std::string_view rest = message;
  while (rest.starts_with('\n')) rest.remove_prefix(1);
  while (!rest.empty()) {
    std::string_view line = trimmed(take_line(rest));
    if (line.empty()) break;
    if (!out.empty()) out += ' ';
    out += line;
  }
  return out;
}

Result<Commit> parse_commit(std::string_view bytes, HashKind kind) {
  Commit commit;
  auto tree = take_id(bytes, "tree", kind);
  if (!tree) return std::unexpected(tree.error());
  if (!*tree) return fail(ErrorKind::kUnreadable, "it names no tree");
  commit.tree = **tree;
  for (;;) {
    auto parent = take_id(bytes, "parent", kind);
    if (!parent) return std::unexpected(parent.error());
    if (!*parent) break;
    commit.parents.push_back(**parent);
  }
  while (!bytes.empty()) {
    std::string_view line = take_line(bytes);
    if (line.empty()) break;
    if (auto author = value(line, "author")) {
      commit.author = parse_identity(*author);
    } else if (auto committer = value(line, "committer")) {
      commit.committer = parse_identity(*committer);
    } else if (auto encoding = value(line, "encoding")) {
      commit.encoding = *encoding;
    }
  }
  commit.message = bytes;
  return commit;
}

Result<Tag> parse_tag(std::string_view bytes, HashKind kind) {
  Tag tag;
  auto target = take_id(bytes, "object", kind);
  if (!target) return std::unexpected(target.error());
  if (!*target) return fail(ErrorKind::kUnreadable, "it names no object");
  tag.target = **target;
  auto word = value(take_line(bytes), "type");
  auto type = type_named(word.value_or(""));
  if (!type) return fail(ErrorKind::kUnreadable, "it names no type of object");
  tag.type = *type;
  while (!bytes.empty()) {
    std::string_view line = take_line(bytes);
    if (line.empty()) break;
    if (auto name = value(line, "tag")) {
      tag.name = *name;
    } else if (auto tagger = value(line, "tagger")) {
      tag.tagger = parse_identity(*tagger);
    }
  }
  tag.message = bytes;
  return tag;
}

std::string iso_date(std::int64_t time, int offset) {
  using std::chrono::days;
  using std::chrono::seconds;
  constexpr std::int64_t kYear0 = -62'167'219'200;
  constexpr std::int64_t kYear9999 = 253'402'300'799;
  offset = std::clamp(offset, -kLongestOffset, kLongestOffset);
  const std::int64_t local = std::clamp(
      std::clamp(time, kYear0, kYear9999) + std::int64_t{60} * offset, kYear0,
      kYear9999);
  const auto moment = std::chrono::sys_time<seconds>(seconds(local));
  const auto midnight = std::chrono::floor<days>(moment);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss clock(moment - midnight);
  std::string out = fmt::format(
      "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (offset == 0) return out + "Z";
  const int minutes = std::abs(offset);
  return out + fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+',
                           minutes / 60, minutes % 60);
}

}  // namespace stanch
