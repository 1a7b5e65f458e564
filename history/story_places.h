// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "history/story_findings.h"

namespace stanch {

// Where a secret is to be shown, before the object was read.
struct StoryPlace {
  std::uint32_t secret = 0;
  ObjectId object;
  ObjectType type = ObjectType::kBlob;
  std::string path;
  CommitNumber commit = kNoCommit;  // of a leak: that had it first
  Reach reach = Reach::kRefs;
};

// All places of a secret, the one where its story begins first.
std::vector<StoryPlace> places_of(const Stories& stories, std::uint32_t secret);

}  // namespace stanch
