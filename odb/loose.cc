// SPDX-License-Identifier: Apache-2.0
//
// The size stands inside what is deflated. zlib inflates the first bytes, to
// read it; then libdeflate, which wants to know the size and is faster,
// inflates all of it.
#include "odb/loose.h"

#include <algorithm>
#include <cerrno>
#include <charconv>

#include <fmt/format.h>

#include "core/posix.h"
#include "odb/mapped_file.h"
#include "odb/names.h"
#include "odb/overwrite.h"

namespace stanch {
namespace {

// "commit 18446744073709551615" and NUL fit.
constexpr std::size_t kLongestHead = 32;

struct LooseHead {
  ObjectInfo info;
  std::size_t size = 0;  // of the head itself, with its NUL
};

std::unexpected<Error> damaged_object(const char* why) {
  return fail(ErrorKind::kUnreadable, why);
}

Result<LooseHead> parse_head(std::string_view deflated) {
  const std::string start = inflate_start(deflated, kLongestHead);
  if (start.empty()) return damaged_object("its deflated bytes are damaged");
  const std::size_t space = start.find(' ');
  const std::size_t nul = start.find('\0');
  if (nul == std::string::npos || space > nul) {
    return damaged_object("its head is no head of an object");
  }
  LooseHead head;
  head.size = nul + 1;
  bool known = false;
  for (ObjectType type : {ObjectType::kCommit, ObjectType::kTree,
                          ObjectType::kBlob, ObjectType::kTag}) {
    if (start.substr(0, space) != to_string(type)) continue;
    head.info.type = type;
    known = true;
  }
  if (!known) return damaged_object("its type is unknown");
  const char* begin = start.data() + space + 1;
  const char* end = start.data() + nul;
  auto [stop, error] = std::from_chars(begin, end, head.info.size);
  if (error != std::errc() || stop != end) {
    return damaged_object("its size is no number");
  }
  return head;
}

// The object whose file has this name in the folder of these two digits.
std::optional<ObjectId> named(std::string_view two, std::string_view rest,
                              HashKind kind) {
  const std::size_t digits = 2 * id_size(kind);
  if (two.size() + rest.size() != digits) return std::nullopt;
  return ObjectId::parse(std::string(two) + std::string(rest));
}

}  // namespace

std::string loose_path(const std::string& objects, const ObjectId& id) {
  const std::string digits = hex(id);
  return objects + "/" + digits.substr(0, 2) + "/" + digits.substr(2);
}

std::vector<ObjectId> list_loose(const std::string& objects, HashKind kind,
                                 std::vector<StoreProblem>& problems) {
  std::vector<ObjectId> out;
  auto read = [&](const std::string& path, const auto& visit) {
    if (!each_name(path, visit) && errno != ENOENT) {
      problems.push_back({path, describe_error(errno)});
    }
  };
  std::vector<std::string> folders;
  read(objects, [&](std::string_view two) {
    auto is_digit = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    };
    if (two.size() == 2 && std::ranges::all_of(two, is_digit)) {
      folders.emplace_back(two);
    }
  });
  for (const std::string& two : folders) {
    read(objects + "/" + two, [&](std::string_view name) {
      if (auto id = named(two, name, kind)) out.push_back(*id);
    });
  }
  return out;
}

Result<StoredObject> parse_loose(std::string_view deflated,
                                 std::uint64_t longest, Inflater& inflater) {
  auto head = parse_head(deflated);
  if (!head) return std::unexpected(head.error());
  const std::uint64_t size = head->info.size;
  if (size > longest) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("its {} bytes are more than the limit of {}", size,
                            longest));
  }
  if (!can_inflate_to(deflated.size(), size)) {
    return damaged_object("it is too short for the size it says");
  }
  StoredObject object{head->info.type, {}};
  Result<void> done;
  overwrite(object.bytes, head->size + size, [&](char* out) {
    done = inflater.inflate(deflated, out, head->size + size);
  });
  if (!done) return std::unexpected(done.error());
  object.bytes.erase(0, head->size);
  return object;
}

Result<std::optional<StoredObject>> read_loose(const std::string& path,
                                               std::uint64_t longest,
                                               Inflater& inflater) {
  auto file = MappedFile::open_if_there(path);
  if (!file) return std::unexpected(file.error());
  if (!*file) return std::nullopt;
  auto object = parse_loose((*file)->bytes(), longest, inflater);
  if (!object) return std::unexpected(object.error());
  return std::move(*object);
}

Result<std::optional<ObjectInfo>> loose_info(const std::string& path) {
  auto file = MappedFile::open_if_there(path);
  if (!file) return std::unexpected(file.error());
  if (!*file) return std::nullopt;
  auto head = parse_head((*file)->bytes());
  if (!head) return std::unexpected(head.error());
  return head->info;
}

}  // namespace stanch
