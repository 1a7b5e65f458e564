// SPDX-License-Identifier: Apache-2.0
#include "git/revision.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <vector>

#include <fmt/format.h>

#include "core/lower_case.h"
#include "core/nearest.h"
#include "git/commit.h"

namespace stanch {
namespace {

// A tag of a tag of a tag; more than anybody makes.
constexpr int kMostTags = 32;
constexpr std::size_t kShortest = 4;

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") ==
         std::string_view::npos;
}

std::optional<ObjectId> find_ref(const Refs& refs, std::string_view name) {
  if (name == "@") name = "HEAD";
  constexpr std::array<const char*, 6> kPlaces = {"{}",
                                                  "refs/{}",
                                                  "refs/tags/{}",
                                                  "refs/heads/{}",
                                                  "refs/remotes/{}",
                                                  "refs/remotes/{}/HEAD"};
  for (const char* place : kPlaces) {
    if (auto id = refs.find(fmt::format(fmt::runtime(place), name))) return id;
  }
  return std::nullopt;
}

// What somebody who wrote `name` may have meant: "; did you mean 'main'?"
std::string suggestion(const Refs& refs, std::string_view name) {
  std::vector<std::string_view> names;
  for (const Ref& ref : refs.all()) {
    std::string_view shown = ref.name;
    for (std::string_view prefix :
         {"refs/heads/", "refs/tags/", "refs/remotes/"}) {
      if (!shown.starts_with(prefix)) continue;
      names.push_back(shown.substr(prefix.size()));
    }
  }
  std::string near = nearest(name, names);
  return near.empty() ? "" : fmt::format("; did you mean '{}'?", near);
}

// Takes the number behind '~' or '^' off; none is 1.
std::optional<std::uint64_t> take_count(std::string_view& text) {
  std::uint32_t number = 0;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::result_out_of_range) return std::nullopt;
  if (error != std::errc()) return 1;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

std::unexpected<Error> not_understood(std::string_view text) {
  return fail(ErrorKind::kUsage,
              fmt::format("'{}' is not understood as a revision; give an id, "
                          "a branch, a tag, HEAD, and ~ or ^ behind it",
                          text));
}

}  // namespace

Result<ObjectId> Revisions::commit(std::string_view text) const {
  std::size_t end = std::min(text.find_first_of("~^"), text.size());
  std::string_view name = text.substr(0, end);
  if (name.empty() || name.contains(':') || name.contains("@{")) {
    return not_understood(text);
  }
  auto id = base(name, text);
  if (id) id = peel(*id, text);
  std::string_view rest = text.substr(end);
  while (id && !rest.empty()) {
    const char sign = rest[0];
    rest.remove_prefix(1);
    if (sign == '^' && rest.starts_with('{')) {
      std::size_t close = std::min(rest.find('}'), rest.size() - 1);
      std::string_view kind = rest.substr(0, close + 1);
      if (kind != "{}" && kind != "{commit}") return not_understood(text);
      rest.remove_prefix(kind.size());
      continue;
    }
    auto count = take_count(rest);
    if (!count || (sign != '~' && sign != '^')) return not_understood(text);
    if (sign == '^' && *count != 0) id = parent(*id, *count, text);
    for (std::uint64_t i = 0; sign == '~' && id && i < *count; ++i) {
      id = parent(*id, 1, text);
    }
  }
  return id;
}

Result<ObjectId> Revisions::base(std::string_view name,
                                 std::string_view text) const {
  const std::size_t digits = 2 * id_size(store_.layout().hash);
  if (name.size() == digits && is_hex(name)) {
    ObjectId id = *ObjectId::parse(lower_case(name));
    if (reader_.info(id)) return id;
    if (!store_.layout().shallow.empty()) return unknown(text);
    return fail(ErrorKind::kUnreadable,
                fmt::format("the object {} is not in this repository; fetch "
                            "it: git fetch origin {}",
                            hex(id), hex(id)));
  }
  if (auto id = find_ref(refs_, name)) return *id;
  if (name.size() >= kShortest && name.size() < digits && is_hex(name)) {
    return abbreviated(name, text);
  }
  return unknown(text);
}

// Of several objects that begin so, the one that stands for a commit is meant.
Result<ObjectId> Revisions::abbreviated(std::string_view digits,
                                        std::string_view text) const {
  constexpr std::size_t kMost = 64;
  std::vector<ObjectId> ids = store_.starting_with(lower_case(digits), kMost);
  if (ids.empty()) return unknown(text);
  if (ids.size() == 1) return ids[0];
  std::vector<ObjectId> commits;
  for (const ObjectId& id : ids) {
    if (peel(id, text)) commits.push_back(id);
  }
  if (commits.size() == 1 && ids.size() < kMost) return commits[0];
  return fail(ErrorKind::kUsage,
              fmt::format("'{}' is the beginning of several ids; write more of "
                          "it",
                          digits));
}

Result<ObjectId> Revisions::peel(ObjectId id, std::string_view text) const {
  for (int i = 0; i < kMostTags; ++i) {
    auto info = reader_.info(id);
    if (!info) return std::unexpected(info.error());
    if (info->type == ObjectType::kCommit) return id;
    if (info->type != ObjectType::kTag) {
      return fail(ErrorKind::kUsage, fmt::format("'{}' is a {}, not a commit",
                                                 text, to_string(info->type)));
    }
    auto bytes = reader_.read(id, ObjectType::kTag);
    if (!bytes) return std::unexpected(bytes.error());
    auto tag = parse_tag(*bytes, id.kind());
    if (!tag) return context("tag " + hex(id), tag.error());
    id = tag->target;
  }
  return fail(ErrorKind::kUnreadable,
              fmt::format("'{}' is a tag of too many tags", text));
}

Result<ObjectId> Revisions::parent(const ObjectId& id, std::uint64_t number,
                                   std::string_view text) const {
  auto bytes = reader_.read(id, ObjectType::kCommit);
  if (!bytes) return std::unexpected(bytes.error());
  auto commit = parse_commit(*bytes, id.kind());
  if (!commit) return context("commit " + hex(id), commit.error());
  if (number > commit->parents.size()) {
    return fail(ErrorKind::kUsage,
                fmt::format("there is no '{}': commit {} has {} parent{}", text,
                            hex(id), commit->parents.size(),
                            commit->parents.size() == 1 ? "" : "s"));
  }
  const std::vector<ObjectId>& shallow = store_.layout().shallow;
  if (std::ranges::find(shallow, id) != shallow.end()) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("'{}' is not in this shallow clone, whose history "
                            "ends at commit {}; {}",
                            text, hex(id), kHowToDeepen));
  }
  return commit->parents[number - 1];
}

std::unexpected<Error> Revisions::unknown(std::string_view text) const {
  std::size_t end = std::min(text.find_first_of("~^"), text.size());
  std::string_view name = text.substr(0, end);
  if (!store_.layout().shallow.empty()) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("'{}' is not in this shallow clone{}; {}", name,
                            suggestion(refs_, name), kHowToDeepen));
  }
  if (name == "HEAD" || name == "@") {
    return fail(ErrorKind::kUsage, "HEAD has no commit yet");
  }
  return fail(ErrorKind::kUsage, fmt::format("there is no revision '{}'{}",
                                             name, suggestion(refs_, name)));
}

}  // namespace stanch
