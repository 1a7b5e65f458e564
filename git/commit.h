// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "odb/object.h"
#include "odb/object_id.h"

namespace stanch {

// Who did it and when, as a commit or a tag says. Views into its bytes, in
// whatever encoding those are; empty and 0 where the line is broken or absent.
struct Identity {
  std::string_view name;
  std::string_view email;
  std::int64_t time = 0;  // seconds since 1970, may be negative
  int offset = 0;         // minutes east of UTC of the clock it was read from

  bool operator==(const Identity&) const = default;
};

// A commit object (git-cat-file(1)) taken apart. Views into its bytes.
struct Commit {
  ObjectId tree;
  std::vector<ObjectId> parents;
  Identity author;
  Identity committer;
  std::string_view encoding;  // empty: UTF-8
  std::string_view message;   // all of it

  // The first paragraph of the message, as `git log --format=%s` joins it.
  std::string subject() const;
};

// An annotated tag. Views into its bytes.
struct Tag {
  ObjectId target;
  ObjectType type = ObjectType::kCommit;  // of the target
  std::string_view name;
  Identity tagger;
  std::string_view message;
};

// What can be read is: only a commit without a tree, with a parent that is no
// id, or a tag without a target is kUnreadable. The message says what is wrong
// and the caller names the object.
Result<Commit> parse_commit(std::string_view bytes, HashKind kind);
Result<Tag> parse_tag(std::string_view bytes, HashKind kind);

// "2024-02-29T23:30:00+05:30", or with "Z" in UTC (ISO 8601, as `git log
// --format=%aI` prints it since 2.45). Years beyond 0..9999 and offsets beyond
// a day are cut to those.
std::string iso_date(std::int64_t time, int offset);

}  // namespace stanch
