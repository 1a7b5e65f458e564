// SPDX-License-Identifier: Apache-2.0
//
// From the flagged blobs upwards, through what each tree changes of the one it
// is stored as a delta of (history/tree_changes.h):
//
//   blobs -> trees that hold them, at any depth    history/flagged_trees.h
//         -> what each tree holds of them          history/tree_contents.h
//         -> what each commit has that its         history/leak_walk.h
//            parents have not, and the reverse
//         -> the secrets that each ref has behind  history/ref_sets.h
//            it
//
// Each step costs what was found, besides one walk over the trees' deltas and a
// few passes over numbers.
#include "history/attribution.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "history/commit_reach.h"
#include "history/flagged_trees.h"
#include "history/leak_walk.h"
#include "history/ref_sets.h"
#include "history/strays.h"

namespace stanch {
namespace {

std::vector<DeltaForest> forests_of(const ObjectStore& store, TaskPool& pool) {
  std::vector<DeltaForest> out;
  for (std::uint32_t pack = 0; pack < store.packs().size(); ++pack) {
    out.emplace_back(store, pack, pool);
  }
  return out;
}

class Attributor {
 public:
  Attributor(const ObjectStore& store, const CommitTable& commits,
             const RefTips& tips, const Flagged& flagged, TreeChanges trees,
             const AttributionOptions& options)
      : store_(store),
        commits_(commits),
        tips_(tips),
        flagged_(flagged),
        options_(options),
        reach_(commits, tips),
        active_(commits, reach_, options.selected),
        changes_(std::move(trees)),
        flagged_trees_(find_flagged_trees(changes_)),
        contents_(changes_, flagged_trees_),
        paths_(changes_),
        leaks_(flagged, paths_),
        reader_(contents_.maps(), paths_, options.most_paths) {}

  Attribution run() {
    find_roots();
    history_ = walk_leaks(active_, root_contents_, marks(), flagged_.secrets,
                          leaks_, reader_);
    find_open();
    find_refs();
    add_leaks();
    add_messages();
    if (options_.selected == nullptr) add_strays();
    tell_secrets();
    add_problems();
    out_.ref_sets = ref_sets_.take();
    return std::move(out_);
  }

 private:
  std::uint32_t message_mark(std::size_t message) const {
    return flagged_.secrets + static_cast<std::uint32_t>(message);
  }

  void find_roots() {
    root_trees_.resize(changes_.trees().size());
    for (CommitNumber commit = 0; commit < commits_.size(); ++commit) {
      const TreeNumber tree = changes_.trees().find(commits_.tree(commit));
      if (tree != kNoTree) root_trees_[tree] = true;
      root_contents_.push_back(contents_.of(tree));
    }
  }

  // The messages as marks, each with its secret, by commit.
  std::vector<CommitMark> marks() const {
    std::vector<CommitMark> out;
    for (std::size_t i = 0; i < flagged_.messages.size(); ++i) {
      const Flagged::Message& message = flagged_.messages[i];
      if (message.type != ObjectType::kCommit) continue;
      auto commit = commits_.find(message.id);
      if (!commit) continue;
      out.push_back({*commit, message_mark(i)});
      out.push_back({*commit, message.secret});
    }
    std::ranges::sort(out, {}, &CommitMark::commit);
    return out;
  }

  // The commit of a ref, where it counts.
  CommitNumber active_commit(const RefTip& tip) const {
    if (tip.commit == kNoCommit || !active_.has(tip.commit)) return kNoCommit;
    return tip.commit;
  }

  void find_open() {
    auto mark = [this](bool Span::* flag) {
      return [this, flag](PathNumber path, std::uint32_t blob) {
        for (LeakNumber leak : leaks_.at(path, blob)) {
          if (leak >= history_.leaks.size()) continue;
          history_.leaks[leak].*flag = true;
          history_.secrets[leaks_.secret(leak)].*flag = true;
        }
      };
    };
    ContentReader::Seen seen;
    for (const RefTip& tip : tips_.tips()) {
      const CommitNumber commit = active_commit(tip);
      if (commit != kNoCommit) {
        reader_.each_new(root_contents_[commit], seen, mark(&Span::open));
      }
      if (commit != kNoCommit && tip.name == "HEAD") {
        reader_.each(root_contents_[commit], mark(&Span::in_head));
      }
    }
  }

  void find_refs() {
    std::vector<SharedMaps::Map> of_refs;
    for (const RefTip& tip : tips_.tips()) {
      const CommitNumber commit = active_commit(tip);
      of_refs.push_back(commit == kNoCommit ? SharedMaps::kEmpty
                                            : history_.marks[commit]);
    }
    refs_ = refs_with_marks(history_.sets, of_refs,
                            message_mark(flagged_.messages.size()), ref_sets_);
  }

  void finish(Span& span) const {
    if (span.open) span.removed = kNoCommit;
    span.from_before =
        span.first != kNoCommit && commits_.lacks_parent(span.first);
  }

  // Of the blobs at a path of a commit that hold the leak, the one with the
  // smallest id.
  std::uint32_t blob_at(CommitNumber commit, LeakNumber leak) {
    std::optional<std::uint32_t> best;
    const auto blobs =
        reader_.blobs_at(root_contents_[commit], leaks_.path(leak));
    for (std::uint32_t blob : blobs) {
      if (best && flagged_.blobs[*best] < flagged_.blobs[blob]) continue;
      if (std::ranges::binary_search(leaks_.at(leaks_.path(leak), blob),
                                     leak)) {
        best = blob;
      }
    }
    return best.value_or(0);
  }

  void add_leaks() {
    for (LeakNumber leak = 0; leak < history_.leaks.size(); ++leak) {
      Span span = history_.leaks[leak];
      if (span.first == kNoCommit) continue;
      if (span.last == kNoCommit) span.last = span.first;
      finish(span);
      Leak& out = out_.leaks.emplace_back();
      static_cast<Span&>(out) = span;
      out.secret = leaks_.secret(leak);
      out.path = paths_.text(leaks_.path(leak));
      out.first_blob = blob_at(span.first, leak);
      out.last_blob = blob_at(span.last, leak);
      out.versions = leaks_.versions(leak);
    }
    std::ranges::sort(out_.leaks, {}, [](const Leak& leak) {
      return std::tie(leak.secret, leak.path);
    });
  }

  void add_messages() {
    for (std::size_t i = 0; i < flagged_.messages.size(); ++i) {
      const Flagged::Message& message = flagged_.messages[i];
      MessageLeak out{message.secret, message.type, message.id};
      if (message.type == ObjectType::kTag) {
        lead_to_tag(out);
      } else if (auto commit = commits_.find(message.id)) {
        if (!active_.has(*commit)) continue;
        out.commit = *commit;
        out.reach = reach_.best(*commit);
        out.refs = refs_[message_mark(i)];
      }
      if (options_.selected != nullptr && out.refs == 0) continue;
      out_.messages.push_back(out);
    }
    std::ranges::sort(out_.messages, {}, [](const MessageLeak& message) {
      return std::tie(message.secret, message.type, message.id);
    });
  }

  void lead_to_tag(MessageLeak& out) {
    std::vector<std::uint32_t> refs;
    for (std::uint32_t i = 0; i < tips_.tips().size(); ++i) {
      const RefTip& tip = tips_.tips()[i];
      if (std::ranges::find(tip.tags, out.id) == tip.tags.end()) continue;
      if (options_.selected != nullptr && active_commit(tip) == kNoCommit) {
        continue;
      }
      refs.push_back(i);
      out.reach = std::min(out.reach, CommitReach::of(tip.kind));
    }
    out.refs = ref_sets_.add(std::move(refs));
  }

  void add_strays() {
    out_.strays = find_strays({.store = store_,
                               .tips = tips_,
                               .flagged = flagged_,
                               .changes = changes_,
                               .contents = contents_,
                               .flagged_trees = flagged_trees_,
                               .root_trees = root_trees_,
                               .held = leaks_.held(),
                               .paths = paths_},
                              reader_, ref_sets_);
    std::ranges::sort(out_.strays, {}, [&](const Stray& stray) {
      return std::tie(stray.secret, stray.path, flagged_.blobs[stray.blob]);
    });
  }

  void tell_secrets() {
    out_.secrets.resize(flagged_.secrets);
    std::uint32_t leak = 0;
    std::uint32_t message = 0;
    std::uint32_t stray = 0;
    for (std::uint32_t secret = 0; secret < flagged_.secrets; ++secret) {
      SecretStory& story = out_.secrets[secret];
      static_cast<Span&>(story) = history_.secrets[secret];
      if (story.first == kNoCommit) story.reach = Reach::kDangling;
      if (story.last == kNoCommit) story.last = story.first;
      story.refs = refs_[secret];
      story.first_leak = leak;
      while (leak < out_.leaks.size() && out_.leaks[leak].secret == secret) {
        ++leak;
      }
      story.leaks = leak - story.first_leak;
      story.first_message = message;
      for (; message < out_.messages.size() &&
             out_.messages[message].secret == secret;
           ++message) {
        add_to(story, out_.messages[message]);
      }
      story.messages = message - story.first_message;
      story.first_stray = stray;
      for (; stray < out_.strays.size() && out_.strays[stray].secret == secret;
           ++stray) {
        story.reach = std::min(story.reach, out_.strays[stray].reach);
        story.refs = ref_sets_.join(story.refs, out_.strays[stray].refs);
      }
      story.strays = stray - story.first_stray;
      finish(story);
    }
  }

  // A message is held by its commit alone, and is never removed.
  void add_to(SecretStory& story, const MessageLeak& message) {
    const std::uint8_t before =
        story.first == kNoCommit ? kTiers : CommitReach::tier_of(story.reach);
    story.reach = std::min(story.reach, message.reach);
    story.refs = ref_sets_.join(story.refs, message.refs);
    story.open = story.open || message.refs != 0;
    if (message.commit == kNoCommit) return;
    const std::uint8_t tier = reach_.tier(message.commit);
    if (tier > before) return;
    if (tier < before) {
      story.first = story.last = message.commit;
      story.removed = kNoCommit;
      return;
    }
    if (commits_.is_earlier(message.commit, story.first)) {
      story.first = message.commit;
    }
    if (commits_.is_earlier(story.last, message.commit)) {
      story.last = message.commit;
    }
  }

  void add_problems() {
    auto& problems = out_.problems;
    std::ranges::copy(changes_.problems(), std::back_inserter(problems));
    std::ranges::copy(contents_.problems(), std::back_inserter(problems));
    std::ranges::copy(history_.problems, std::back_inserter(problems));
    std::ranges::sort(problems, {}, [](const StoreProblem& problem) {
      return std::tie(problem.path, problem.reason);
    });
    auto twice = std::ranges::unique(problems);
    problems.erase(twice.begin(), twice.end());
  }

  const ObjectStore& store_;
  const CommitTable& commits_;
  const RefTips& tips_;
  const Flagged& flagged_;
  const AttributionOptions& options_;
  CommitReach reach_;
  ActiveCommits active_;
  TreeChanges changes_;
  std::vector<bool> flagged_trees_;
  TreeContents contents_;
  PathTable paths_;
  LeakTable leaks_;
  ContentReader reader_;
  std::vector<bool> root_trees_;
  std::vector<Content> root_contents_;  // by commit
  LeakHistory history_;
  RefSets ref_sets_;
  std::vector<std::uint32_t> refs_;  // sets, by secret and mark
  Attribution out_;
};

}  // namespace

std::string_view to_string(Reach reach) {
  switch (reach) {
    case Reach::kRefs:
      return "refs";
    case Reach::kStash:
      return "stash";
    case Reach::kNotes:
      return "notes";
    case Reach::kOtherRefs:
      return "other-refs";
    case Reach::kReflog:
      return "reflog";
    case Reach::kUnreachable:
      return "unreachable";
    case Reach::kStaged:
      return "staged";
    case Reach::kDangling:
      return "dangling";
  }
  return {};
}

TreeChanges read_trees(const ObjectStore& store, const Flagged& flagged,
                       const AttributionOptions& options) {
  TaskPool pool(options.threads);
  MemoryBudget budget(static_cast<std::int64_t>(options.memory));
  if (!options.forests.empty()) {
    return TreeChanges::read(store, options.forests, flagged.blobs, pool,
                             budget);
  }
  return TreeChanges::read(store, forests_of(store, pool), flagged.blobs, pool,
                           budget);
}

Attribution attribute(const ObjectStore& store, const CommitTable& commits,
                      const RefTips& tips, const Flagged& flagged,
                      TreeChanges trees, const AttributionOptions& options) {
  return Attributor(store, commits, tips, flagged, std::move(trees), options)
      .run();
}

}  // namespace stanch
