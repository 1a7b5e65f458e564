// SPDX-License-Identifier: Apache-2.0
#include "history/story_places.h"

#include <algorithm>

namespace stanch {

std::vector<StoryPlace> places_of(const Stories& stories,
                                  std::uint32_t secret) {
  const Attribution& all = stories.attribution;
  const SecretStory& story = all.secrets[secret];
  std::vector<StoryPlace> out;
  auto leaks = std::span(all.leaks).subspan(story.first_leak, story.leaks);
  for (const Leak& leak : leaks) {
    out.push_back({secret, stories.blobs[leak.first_blob], ObjectType::kBlob,
                   leak.path, leak.first, leak.reach});
  }
  auto messages =
      std::span(all.messages).subspan(story.first_message, story.messages);
  for (const MessageLeak& message : messages) {
    out.push_back(
        {secret, message.id, message.type, {}, message.commit, message.reach});
  }
  auto strays = std::span(all.strays).subspan(story.first_stray, story.strays);
  for (const Stray& stray : strays) {
    out.push_back({secret, stories.blobs[stray.blob], ObjectType::kBlob,
                   stray.path, kNoCommit, stray.reach});
  }
  auto begins = std::ranges::find_if(out, [&](const StoryPlace& place) {
    return story.first != kNoCommit && place.commit == story.first;
  });
  if (begins != out.end()) std::rotate(out.begin(), begins, begins + 1);
  return out;
}

}  // namespace stanch
