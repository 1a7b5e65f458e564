// SPDX-License-Identifier: Apache-2.0
#include "tests/support/told_stories.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include "history/read_commits.h"
#include "tests/support/random_stories.h"
#include "tests/support/store_of.h"

namespace stanch {
namespace {

CommitTable all_commits(const ObjectStore& store, unsigned threads,
                        std::vector<std::string>& problems) {
  TaskPool pool(threads);
  MemoryBudget budget(1 << 20);
  std::vector<DeltaForest> forests;
  for (std::uint32_t i = 0; i < store.packs().size(); ++i) {
    forests.emplace_back(store, i);
  }
  return read_commits(store, forests, pool, budget, problems);
}

}  // namespace

ToldStories::ToldStories(const std::string& path, unsigned threads)
    : threads_(threads),
      store_(store_of(path)),
      commits_(all_commits(store_, threads, problems_)),
      tips_(RefTips::read(store_, commits_)) {
  find_secrets();
}

void ToldStories::find_secrets() {
  std::set<ObjectId> ids;
  for (const LooseObject& loose : store_.loose()) ids.insert(loose.id);
  for (const Pack& pack : store_.packs()) {
    for (std::uint32_t i = 0; i < pack.entries(); ++i) ids.insert(pack.id(i));
  }
  flagged_.secrets = RandomStories::kSecrets;
  ObjectReader reader(store_);
  for (const ObjectId& id : ids) {
    auto object = reader.read(id);
    if (!object || object->type == ObjectType::kTree) continue;
    const auto secrets = secrets_in(object->bytes, "");
    if (secrets.empty()) continue;
    if (object->type == ObjectType::kBlob) {
      flagged_.blobs.push_back(id);
      texts_.push_back(std::move(object->bytes));
      continue;
    }
    for (std::uint32_t secret : secrets) {
      flagged_.messages.push_back({secret, object->type, id});
    }
  }
  flagged_.secrets_at = [this](std::uint32_t blob, std::string_view path,
                               std::vector<std::uint32_t>& secrets) {
    for (std::uint32_t secret : secrets_in(texts_[blob], path)) {
      secrets.push_back(secret);
    }
  };
}

const Attribution& ToldStories::tell(const Selection& selection,
                                     std::uint64_t most_paths) {
  std::optional<CommitSet> selected;
  if (selection.restricts()) {
    auto chosen = select(commits_, tips_, selection);
    if (!chosen) throw std::runtime_error(chosen.error().message);
    selected = std::move(*chosen);
  }
  const AttributionOptions options{.threads = threads_,
                                   .selected = selected ? &*selected : nullptr,
                                   .forests = {},
                                   .most_paths = most_paths};
  told_ = attribute(store_, commits_, tips_, flagged_,
                    read_trees(store_, flagged_, options), options);
  return told_;
}

std::string ToldStories::name(CommitNumber commit) const {
  return commit == kNoCommit ? "-" : hex(commits_.id(commit));
}

std::string ToldStories::refs(std::uint32_t set) const {
  std::set<std::string> names;
  for (std::uint32_t ref : told_.ref_sets[set]) {
    names.insert(tips_.tips()[ref].name);
  }
  return fmt::format("{}", fmt::join(names, ","));
}

std::string ToldStories::span(const Span& span) const {
  return fmt::format("first={} last={} removed={} open={:d} head={:d} reach={}",
                     name(span.first), name(span.last), name(span.removed),
                     span.open, span.in_head, to_string(span.reach));
}

std::vector<std::string> ToldStories::lines(const Selection& selection) {
  tell(selection);
  std::vector<std::string> out;
  for (const Leak& leak : told_.leaks) {
    out.push_back(fmt::format("leak {} {} {} versions={} blob={}", leak.secret,
                              leak.path, span(leak), leak.versions,
                              hex(flagged_.blobs[leak.first_blob])));
  }
  for (const MessageLeak& message : told_.messages) {
    out.push_back(fmt::format("message {} {} reach={} refs={}", message.secret,
                              hex(message.id), to_string(message.reach),
                              refs(message.refs)));
  }
  for (const Stray& stray : told_.strays) {
    out.push_back(fmt::format("stray {} {} {} reach={} refs={}", stray.secret,
                              stray.path, hex(flagged_.blobs[stray.blob]),
                              to_string(stray.reach), refs(stray.refs)));
  }
  for (std::uint32_t i = 0; i < told_.secrets.size(); ++i) {
    const SecretStory& story = told_.secrets[i];
    if (story.empty()) continue;
    out.push_back(
        fmt::format("secret {} {} refs={}", i, span(story), refs(story.refs)));
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace stanch
