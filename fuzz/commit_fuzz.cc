// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a commit and as a tag, of both kinds of hash: refused with a
// reason, or taken apart into pieces of the same bytes.
#include <functional>
#include <string>
#include <string_view>

#include "fuzz/target.h"
#include "git/commit.h"

namespace stanch {
namespace {

void require_part(std::string_view part, std::string_view whole) {
  const std::less_equal<> not_after;
  require(part.empty() ||
          (not_after(whole.data(), part.data()) &&
           not_after(part.data() + part.size(), whole.data() + whole.size())));
}

void check(const Identity& who, std::string_view bytes) {
  require_part(who.name, bytes);
  require_part(who.email, bytes);
  require(who.offset > -24 * 60 && who.offset < 24 * 60);
  // "2024-02-29T23:30:00" and a zone.
  const std::string date = iso_date(who.time, who.offset);
  require(date.size() == (who.offset == 0 ? 20 : 25) && date[10] == 'T');
}

void check(std::string_view bytes, HashKind kind) {
  if (auto commit = parse_commit(bytes, kind)) {
    require(commit->tree.kind() == kind);
    for (const ObjectId& parent : commit->parents) {
      require(parent.kind() == kind);
    }
    check(commit->author, bytes);
    check(commit->committer, bytes);
    require_part(commit->encoding, bytes);
    require_part(commit->message, bytes);
    require(commit->subject().find('\n') == std::string::npos);
  } else {
    require(!commit.error().message.empty());
  }
  if (auto tag = parse_tag(bytes, kind)) {
    require(tag->target.kind() == kind);
    check(tag->tagger, bytes);
    require_part(tag->name, bytes);
    require_part(tag->message, bytes);
  } else {
    require(!tag.error().message.empty());
  }
}

}  // namespace

void check_any(std::string_view bytes) {
  check(bytes, HashKind::kSha1);
  check(bytes, HashKind::kSha256);
}

}  // namespace stanch
