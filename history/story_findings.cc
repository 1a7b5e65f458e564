// SPDX-License-Identifier: Apache-2.0
//
// The scan told which objects hold which secrets; attribution, where and when.
// What is still missing, lines, columns and the words round the secret, comes
// from scanning one object for each place as any file is scanned.
#include "history/story_findings.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <numeric>
#include <ranges>
#include <tuple>
#include <utility>

#include "core/parallel.h"
#include "git/commit.h"
#include "history/commit_summaries.h"
#include "history/message.h"
#include "history/story_places.h"
#include "scanner/scanner.h"

namespace stanch {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::size_t kRefsTold = 100;  // core/finding.h

// A place and, when its object was scanned, what was seen there.
struct Sight {
  StoryPlace place;
  std::optional<Finding> finding;
};

std::string_view origin_of(const StoryPlace& place) {
  switch (place.type) {
    case ObjectType::kCommit:
      return "commit-message";
    case ObjectType::kTag:
      return "tag-message";
    default:
      return place.commit == kNoCommit ? to_string(place.reach) : "commit";
  }
}

// Scans the objects of sights, each object, path and commit once.
class Looker {
 public:
  Looker(const Stories& stories, std::vector<Sight>& sights, TaskPool& pool)
      : stories_(stories), sights_(sights), pool_(pool) {
    std::vector<Stored> stored;
    for (const Sight& sight : sights) {
      stored.push_back(stored_at(sight.place.object));
    }
    order_.resize(sights.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::ranges::sort(order_, {}, [&](std::size_t i) {
      const StoryPlace& place = sights_[i].place;
      return std::tie(stored[i], place.object, place.path, place.commit);
    });
    for (std::size_t i = 0; i < order_.size(); ++i) {
      if (i == 0 || !is_same_text(i - 1, i)) texts_.push_back(i);
    }
  }

  void run() {
    workers_.resize(pool_.workers());
    in_parallel(pool_, texts_.size(), kTextsAtOnce,
                [this](unsigned worker, std::size_t begin, std::size_t end) {
                  for (std::size_t text = begin; text < end; ++text) {
                    look_at(worker, texts_[text],
                            text + 1 == texts_.size() ? order_.size()
                                                      : texts_[text + 1]);
                  }
                });
  }

  std::vector<std::string> problems;

 private:
  // Neighbours in a pack are alike, which helps the reader's cache.
  static constexpr std::size_t kTextsAtOnce = 8;
  static constexpr std::uint64_t kLarge = std::uint64_t{64} << 10;  // stored

  // Where an object is. What is large comes first, so that nobody is left alone
  // with an archive at the end.
  struct Stored {
    bool is_small = true;
    std::uint32_t pack = UINT32_MAX;
    std::uint32_t entry = UINT32_MAX;

    auto operator<=>(const Stored&) const = default;
  };

  struct Worker {
    explicit Worker(const Stories& stories)
        : reader(stories.store), scanner(stories.database, stories.scan) {}
    ObjectReader reader;
    Scanner scanner;
  };

  bool is_same_text(std::size_t a, std::size_t b) const {
    const StoryPlace& one = sights_[order_[a]].place;
    const StoryPlace& other = sights_[order_[b]].place;
    return one.object == other.object && one.path == other.path &&
           one.commit == other.commit;
  }

  Stored stored_at(const ObjectId& id) const {
    auto place = stories_.store.find(id);
    if (!place) return {};
    const Pack& pack = stories_.store.packs()[place->pack];
    return {pack.stored_size(place->entry) < kLarge, place->pack, place->entry};
  }

  // The sights of one object at one path.
  void look_at(unsigned number, std::size_t first, std::size_t last) {
    auto& worker = workers_[number];
    if (!worker) worker = std::make_unique<Worker>(stories_);
    const StoryPlace& place = sights_[order_[first]].place;
    auto object = worker->reader.read(place.object);
    if (!object) {
      std::lock_guard lock(mutex_);
      problems.push_back(std::move(object.error().message));
      return;
    }
    std::string_view text = object->bytes;
    if (place.type != ObjectType::kBlob) text = message_of(text);
    Provenance provenance{std::string(origin_of(place)), place.path, {}};
    if (place.commit != kNoCommit) {
      // Allowlists may name it.
      provenance.attributes = {
          {"commit", hex(stories_.commits.id(place.commit))}};
    }
    std::vector<Finding> found;
    if (place.type == ObjectType::kBlob &&
        is_archive(text, stories_.archives)) {
      read_archive(
          text, provenance, stories_.archives,
          [&](const Blob& blob) { worker->scanner.scan(blob, found); },
          [](const Skipped&) {});  // told by the scan before
    } else {
      worker->scanner.scan({.bytes = text, .provenance = provenance}, found);
    }
    for (std::size_t i = first; i < last; ++i) {
      Sight& sight = sights_[order_[i]];
      const auto& name = stories_.secrets.names()[sight.place.secret];
      const std::string& rule = stories_.database.rules()[name.rule].id;
      auto seen = std::ranges::find_if(found, [&](const Finding& finding) {
        return finding.rule_id == rule &&
               finding.secret.fingerprint() == name.fingerprint;
      });
      if (seen != found.end()) sight.finding = std::move(*seen);
    }
  }

  const Stories& stories_;
  std::vector<Sight>& sights_;
  TaskPool& pool_;
  std::vector<std::size_t> order_;
  std::vector<std::size_t> texts_;  // where in order_ each text begins
  std::vector<std::unique_ptr<Worker>> workers_;
  std::mutex mutex_;  // guards problems
};

// What is told of a place besides its path.
std::vector<std::pair<std::string, std::string>> attributes_of(
    const StoryPlace& place, CommitSummaries& summaries) {
  std::vector<std::pair<std::string, std::string>> out;
  if (auto commit = summaries.get(place.commit)) {
    out = {{"commit", commit->id},
           {"author", commit->author},
           {"email", commit->email},
           {"date", commit->date}};
  }
  if (place.type == ObjectType::kBlob) {
    out.emplace_back("blob", hex(place.object));
  } else if (place.type == ObjectType::kTag) {
    out.emplace_back("tag", hex(place.object));
  }
  return out;
}

Exposure exposure_of(const Stories& stories, std::uint32_t secret,
                     CommitSummaries& summaries) {
  const SecretStory& story = stories.attribution.secrets[secret];
  const CommitTable& commits = stories.commits;
  Exposure out;
  out.first = summaries.get(story.first);
  out.last = summaries.get(story.last);
  out.removed = summaries.get(story.removed);
  out.in_head = story.in_head;
  out.is_open = story.open;
  out.reach = to_string(story.reach);
  if (story.first != kNoCommit) {
    CommitNumber until =
        story.removed != kNoCommit ? story.removed : story.last;
    std::int64_t end = story.open ? stories.now : commits.time(until);
    std::int64_t begin = commits.time(story.first);
    out.days = end > begin ? (end - begin) / kDay : 0;
  }
  const auto& refs = stories.attribution.ref_sets[story.refs];
  out.ref_count = refs.size();
  for (std::uint32_t tip : refs | std::views::take(kRefsTold)) {
    out.refs.push_back(stories.tips.tips()[tip].name);
  }
  for (std::uint32_t i = 0; i < story.leaks; ++i) {
    out.versions += stories.attribution.leaks[story.first_leak + i].versions;
  }
  out.versions += story.messages + story.strays;
  return out;
}

}  // namespace

std::vector<Finding> story_findings(const Stories& stories, TaskPool& pool,
                                    std::vector<std::string>& problems) {
  std::vector<Sight> sights;
  for (std::uint32_t i = 0; i < stories.attribution.secrets.size(); ++i) {
    for (StoryPlace& place : places_of(stories, i)) {
      sights.push_back({std::move(place), {}});
    }
  }
  Looker looker(stories, sights, pool);
  looker.run();
  std::ranges::move(looker.problems, std::back_inserter(problems));

  CommitSummaries summaries(stories.store, stories.commits);
  std::vector<Finding> out;
  std::optional<std::uint32_t> current;
  for (Sight& sight : sights) {
    if (!sight.finding) continue;
    Occurrence& place = sight.finding->place;
    place.provenance.attributes = attributes_of(sight.place, summaries);
    if (current == sight.place.secret) {
      add_place(out.back(), std::move(*sight.finding));
      continue;
    }
    current = sight.place.secret;
    sight.finding->exposure = exposure_of(stories, *current, summaries);
    out.push_back(std::move(*sight.finding));
  }
  std::ranges::sort(out, {}, [](const Finding& finding) {
    return std::tie(finding.place.provenance.path, finding.place.offset,
                    finding.rule_id, finding.place.provenance.attributes);
  });
  return out;
}

}  // namespace stanch
