// SPDX-License-Identifier: Apache-2.0
//
// For every commit and each of its parents the leaks that differ are found from
// their contents; most often these are the same, and there is nothing to do.
//
//   begins   a leak that the commit holds and none of its parents does: what a
//            merge holds and no parent does is the merge's own
//   is lost  a leak that a parent holds and the commit does not
//
// A secret that moves from one path to another begins nowhere and is not lost.
// So for each content the walk keeps how many leaks of each secret are in it:
// a secret begins where the count was zero in all parents.
//
// Maps of counts, and the sets of all secrets in a commit's history, are shared
// (history/shared_maps.h), as they differ little from those of a parent.
#include "history/leak_walk.h"

#include <algorithm>
#include <utility>

#include "history/span_tracker.h"

namespace stanch {
namespace {

using Leaks = std::vector<LeakNumber>;  // sorted

class LeakWalk {
 public:
  LeakWalk(const ActiveCommits& commits, std::span<const Content> contents,
           LeakTable& leaks, ContentReader& reader)
      : commits_(commits),
        table_(commits.table()),
        contents_(contents),
        leaks_(leaks),
        reader_(reader),
        leak_spans_(commits),
        secret_spans_(commits) {
    out_.marks.assign(table_.size(), SharedMaps::kEmpty);
    Content most = kNoContent;
    for (Content content : contents) most = std::max(most, content);
    counts_.assign(std::size_t{most} + 1, kUncounted);
    counts_[kNoContent] = SharedMaps::kEmpty;
  }

  LeakHistory walk(std::span<const CommitMark> marks, std::uint32_t secrets) {
    auto mark = marks.begin();
    for (CommitNumber commit = 0; commit < table_.size(); ++commit) {
      if (commits_.has(commit)) visit(commit);
      for (; mark != marks.end() && mark->commit == commit; ++mark) {
        if (commits_.has(commit)) add_mark(commit, mark->mark);
      }
    }
    end_all();
    out_.secrets = secret_spans_.take(secrets);
    out_.leaks = leak_spans_.take(leaks_.size());
    return std::move(out_);
  }

 private:
  static constexpr SharedMaps::Map kUncounted = ~SharedMaps::Map{0};

  void add_mark(CommitNumber commit, std::uint32_t mark) {
    out_.marks[commit] =
        out_.sets.add(out_.marks[commit], mark,
                      out_.sets.count(out_.marks[commit], mark) == 0 ? 1 : 0);
  }

  void visit(CommitNumber commit) {
    const Content content = contents_[commit];
    parents_.clear();
    bool is_as_parent = false;
    for (CommitNumber parent : table_.parents(commit)) {
      if (!commits_.has(parent)) continue;
      parents_.push_back(parent);
      is_as_parent = is_as_parent || contents_[parent] == content;
      out_.marks[commit] =
          out_.sets.join(out_.marks[commit], out_.marks[parent]);
    }
    begun_.clear();
    if (parents_.empty()) {
      read_all(content, begun_);
      count_from(kNoContent, content, {}, begun_);
    } else {
      compare_with_parents(commit, is_as_parent);
    }
    if (!begun_.empty()) begin(commit);
    find_limits(commit);
  }

  // Names the commit at which something had to be left out.
  void find_limits(CommitNumber commit) {
    if (reader_.left_out()) {
      out_.problems.push_back(
          {hex(table_.id(commit)),
           "its tree is too deep or too large to follow all that it holds"});
    }
    if (is_full_ ||
        !(leaks_.is_full() || counts_map_.is_full() || out_.sets.is_full())) {
      return;
    }
    is_full_ = true;
    out_.problems.push_back(
        {hex(table_.id(commit)),
         "from here on there are too many secrets to follow them all"});
  }

  void read_all(Content content, Leaks& out) {
    reader_.each(content, [&](PathNumber path, std::uint32_t blob) {
      std::ranges::copy(leaks_.count(path, blob), std::back_inserter(out));
    });
    sort(out);
  }

  static void sort(Leaks& leaks) {
    std::ranges::sort(leaks);
    auto twice = std::ranges::unique(leaks);
    leaks.erase(twice.begin(), twice.end());
  }

  void compare_with_parents(CommitNumber commit, bool is_as_parent) {
    const Content content = contents_[commit];
    bool is_first = true;
    for (CommitNumber parent : parents_) {
      if (contents_[parent] == content) continue;
      compare(contents_[parent], content);
      count_from(contents_[parent], content, lost_, come_);
      lose(parent, commit);
      if (is_as_parent) continue;
      if (is_first) {
        begun_ = come_;
      } else {
        both_.clear();
        std::ranges::set_intersection(begun_, come_, std::back_inserter(both_));
        begun_.swap(both_);
      }
      is_first = false;
    }
  }

  // What differs between the leaks of two contents: lost_ and come_.
  void compare(Content before, Content after) {
    lost_.clear();
    come_.clear();
    reader_.difference(
        before, after,
        [&](PathNumber path, std::span<const std::uint32_t> old_blobs,
            std::span<const std::uint32_t> new_blobs) {
          old_.clear();
          new_.clear();
          for (std::uint32_t blob : old_blobs) {
            std::ranges::copy(leaks_.count(path, blob),
                              std::back_inserter(old_));
          }
          for (std::uint32_t blob : new_blobs) {
            std::ranges::copy(leaks_.count(path, blob),
                              std::back_inserter(new_));
          }
          sort(old_);
          sort(new_);
          std::ranges::set_difference(old_, new_, std::back_inserter(lost_));
          std::ranges::set_difference(new_, old_, std::back_inserter(come_));
        });
    std::ranges::sort(lost_);
    std::ranges::sort(come_);
  }

  // Counts the leaks of each secret in `after`, from those in `before`.
  void count_from(Content before, Content after, const Leaks& lost,
                  const Leaks& come) {
    if (counts_[after] != kUncounted) return;
    SharedMaps::Map counts = counts_[before];
    for (LeakNumber leak : lost) {
      counts = counts_map_.add(counts, leaks_.secret(leak), -1);
    }
    for (LeakNumber leak : come) {
      counts = counts_map_.add(counts, leaks_.secret(leak), 1);
    }
    counts_[after] = counts;
  }

  bool holds(Content content, std::uint32_t secret) const {
    return counts_map_.count(counts_[content], secret) > 0;
  }

  // The secrets of leaks, sorted.
  const std::vector<std::uint32_t>& secrets_of(const Leaks& leaks) {
    secrets_.clear();
    for (LeakNumber leak : leaks) secrets_.push_back(leaks_.secret(leak));
    sort(secrets_);
    return secrets_;
  }

  void lose(CommitNumber parent, CommitNumber commit) {
    if (lost_.empty()) return;
    for (LeakNumber leak : lost_) leak_spans_.lose(leak, parent, commit);
    for (std::uint32_t secret : secrets_of(lost_)) {
      if (!holds(contents_[commit], secret)) {
        secret_spans_.lose(secret, parent, commit);
      }
    }
  }

  void begin(CommitNumber commit) {
    for (LeakNumber leak : begun_) leak_spans_.begin(leak, commit);
    for (std::uint32_t secret : secrets_of(begun_)) {
      add_mark(commit, secret);
      const bool is_new =
          std::ranges::none_of(parents_, [&](CommitNumber parent) {
            return holds(contents_[parent], secret);
          });
      if (is_new) secret_spans_.begin(secret, commit);
    }
  }

  // Tells what the commits without children hold: the latest first, so that
  // what was seen in one need not be looked at again in another.
  void end_all() {
    std::vector<CommitNumber> ends;
    for (CommitNumber commit = 0; commit < table_.size(); ++commit) {
      if (commits_.has(commit) && commits_.children(commit) == 0 &&
          contents_[commit] != kNoContent) {
        ends.push_back(commit);
      }
    }
    std::ranges::sort(ends, [&](CommitNumber a, CommitNumber b) {
      return table_.is_earlier(b, a);
    });
    for (std::uint8_t tier = 0; tier < kTiers; ++tier) {
      ContentReader::Seen seen;
      for (CommitNumber commit : ends) {
        if (commits_.reach().tier(commit) != tier) continue;
        reader_.each_new(contents_[commit], seen,
                         [&](PathNumber path, std::uint32_t blob) {
                           for (LeakNumber leak : leaks_.count(path, blob)) {
                             leak_spans_.end(leak, commit);
                             secret_spans_.end(leaks_.secret(leak), commit);
                           }
                         });
        find_limits(commit);
      }
    }
  }

  const ActiveCommits& commits_;
  const CommitTable& table_;
  std::span<const Content> contents_;
  LeakTable& leaks_;
  ContentReader& reader_;
  SpanTracker leak_spans_;
  SpanTracker secret_spans_;
  SharedMaps counts_map_;
  std::vector<SharedMaps::Map> counts_;  // by content
  LeakHistory out_;
  bool is_full_ = false;
  // Of the commit that is visited, or for their memory.
  std::vector<CommitNumber> parents_;
  Leaks begun_, lost_, come_, both_, old_, new_;
  std::vector<std::uint32_t> secrets_;
};

}  // namespace

LeakHistory walk_leaks(const ActiveCommits& commits,
                       std::span<const Content> contents,
                       std::span<const CommitMark> marks, std::uint32_t secrets,
                       LeakTable& leaks, ContentReader& reader) {
  return LeakWalk(commits, contents, leaks, reader).walk(marks, secrets);
}

}  // namespace stanch
