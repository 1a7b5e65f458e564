// SPDX-License-Identifier: Apache-2.0
#include "git/range_source.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "git/commit.h"
#include "git/commit_changes.h"
#include "git/commit_walk.h"
#include "git/libgit2.h"
#include "git/revision.h"

namespace stanch {
namespace {

// Neighbours have most of their trees in common, so one reader takes several;
// but of a short range every thread takes a part.
constexpr std::size_t kMostCommitsPerTask = 16;
constexpr std::size_t kFewestTasks = 64;
// A commit of more files is split.
constexpr std::size_t kFilesPerTask = 256;

// Readers that no task holds at the moment; as many come into being as there
// are threads.
class ReaderPool {
 public:
  explicit ReaderPool(const ObjectStore& store) : store_(store) {}

  std::unique_ptr<ObjectReader> take() {
    {
      std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto reader = std::move(idle_.back());
        idle_.pop_back();
        return reader;
      }
    }
    return std::make_unique<ObjectReader>(store_);
  }

  void give_back(std::unique_ptr<ObjectReader> reader) {
    std::lock_guard lock(mutex_);
    idle_.push_back(std::move(reader));
  }

 private:
  const ObjectStore& store_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<ObjectReader>> idle_;
};

class Lease {
 public:
  explicit Lease(ReaderPool& pool) : pool_(pool), reader_(pool.take()) {}
  ~Lease() { pool_.give_back(std::move(reader_)); }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ObjectReader& operator*() { return *reader_; }

 private:
  ReaderPool& pool_;
  std::unique_ptr<ObjectReader> reader_;
};

// The changed files of one commit, or a part of them.
struct Portion {
  // commit, author, email and date.
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<ChangedFile> files;
};

class RangeSource : public Source {
 public:
  RangeSource(const ObjectStore& store, RangeOptions options,
              CommitSelection selection)
      : store_(store),
        options_(std::move(options)),
        selection_(std::move(selection)),
        readers_(store) {
    std::ranges::sort(selection_.cut_off);
  }

  void split(TaskContext& context) override {
    start_libgit2();
    for (const ObjectId& id : selection_.cut_off) {
      context.skip({"commit " + hex(id),
                    "its parents are not in this shallow clone: all of its "
                    "files count as added",
                    Skipped::Why::kByRule});
    }
    std::span<const ObjectId> rest = selection_.commits;
    const std::size_t size = std::clamp(rest.size() / kFewestTasks,
                                        std::size_t{1}, kMostCommitsPerTask);
    while (!rest.empty() && !context.stopped()) {
      auto batch = rest.first(std::min(size, rest.size()));
      rest = rest.subspan(batch.size());
      context.spawn([this, batch](TaskContext& worker) { run(batch, worker); });
    }
  }

 private:
  void run(std::span<const ObjectId> commits, TaskContext& context) {
    std::vector<Portion> later;
    {
      Lease reader(readers_);
      for (const ObjectId& id : commits) {
        if (context.stopped()) return;
        Portion all;
        if (!describe(id, *reader, all, context)) continue;
        if (all.files.size() <= kFilesPerTask) {
          scan(all, *reader, context);
        } else {
          divide(std::move(all), later);
        }
      }
    }
    for (Portion& portion : later) {
      context.spawn([this, portion = std::move(portion)](TaskContext& worker) {
        Lease reader(readers_);
        scan(portion, *reader, worker);
      });
    }
  }

  static void divide(Portion all, std::vector<Portion>& out) {
    for (std::size_t at = 0; at < all.files.size(); at += kFilesPerTask) {
      auto begin = all.files.begin() + static_cast<std::ptrdiff_t>(at);
      auto end = begin + static_cast<std::ptrdiff_t>(
                             std::min(kFilesPerTask, all.files.size() - at));
      out.push_back(
          {all.attributes,
           {std::make_move_iterator(begin), std::make_move_iterator(end)}});
    }
  }

  // Finds out what the commit says and what it changed. False: it was skipped.
  bool describe(const ObjectId& id, ObjectReader& reader, Portion& out,
                TaskContext& context) {
    const std::string name = "commit " + hex(id);
    auto bytes = reader.read(id, ObjectType::kCommit);
    auto commit = bytes ? parse_commit(*bytes, id.kind())
                        : Result<Commit>(std::unexpected(bytes.error()));
    if (!commit) {
      skip(name, id, commit.error().message, context);
      return false;
    }
    const Identity& author = commit->author;
    out.attributes = {{"commit", hex(id)},
                      {"author", std::string(author.name)},
                      {"email", std::string(author.email)},
                      {"date", iso_date(author.time, author.offset)}};
    auto trees = parent_trees(id, *commit, reader);
    auto changes = trees
                       ? changes_of(reader, *trees, commit->tree)
                       : Result<CommitChanges>(std::unexpected(trees.error()));
    if (!changes) {
      skip(name, id, changes.error().message, context);
      return false;
    }
    for (const TreeProblem& problem : changes->problems) {
      skip(problem.path.empty() ? name : problem.path, problem.id,
           problem.reason, context);
    }
    out.files = std::move(changes->files);
    std::erase_if(out.files, [this](const ChangedFile& file) {
      return !is_chosen(file.path, options_.choice.paths);
    });
    return true;
  }

  // Of the parents that the commit is compared with.
  Result<std::vector<ObjectId>> parent_trees(const ObjectId& id,
                                             const Commit& commit,
                                             ObjectReader& reader) const {
    std::vector<ObjectId> trees;
    if (std::ranges::binary_search(selection_.cut_off, id)) return trees;
    for (const ObjectId& parent : commit.parents) {
      auto bytes = reader.read(parent, ObjectType::kCommit);
      if (!bytes) return std::unexpected(bytes.error());
      auto parsed = parse_commit(*bytes, parent.kind());
      if (!parsed) return context("commit " + hex(parent), parsed.error());
      trees.push_back(parsed->tree);
      // Nobody walks the others, so what they brought is new here.
      if (options_.choice.first_parent) break;
    }
    return trees;
  }

  void scan(const Portion& portion, ObjectReader& reader,
            TaskContext& context) {
    const LendBlob lend = lender(reader);
    for (const ChangedFile& file : portion.files) {
      if (context.stopped()) return;
      auto bytes = reader.read(file.after, ObjectType::kBlob);
      if (!bytes) {
        skip(file.path, file.after, bytes.error().message, context);
        continue;
      }
      if (bytes->size() > std::numeric_limits<std::uint32_t>::max()) {
        skip(file.path, file.after,
             fmt::format("the blob {} is longer than 4 GiB", hex(file.after)),
             context);
        continue;
      }
      std::vector<Range> fresh = fresh_lines(file, *bytes, lend);
      if (fresh.empty()) continue;
      Provenance provenance{"commit", file.path, portion.attributes};
      provenance.attributes.emplace_back("blob", hex(file.after));
      context.scan({.bytes = *bytes, .provenance = provenance, .fresh = fresh});
    }
  }

  // Names what could not be read; the same thing once, however many commits
  // hold it.
  void skip(const std::string& path, const ObjectId& id, std::string reason,
            TaskContext& context) {
    {
      std::lock_guard lock(mutex_);
      if (!skipped_.emplace(path, id).second) return;
    }
    Skipped::Why why = Skipped::Why::kUnreadable;
    if (store_.layout().partial && !store_.contains(id)) {
      reason = fmt::format(
          "the object {} was not fetched: this is a partial "
          "clone",
          hex(id));
      if (options_.allow_missing) why = Skipped::Why::kByRule;
    }
    context.skip({path, std::move(reason), why});
  }

  const ObjectStore& store_;
  const RangeOptions options_;
  CommitSelection selection_;
  ReaderPool readers_;
  std::mutex mutex_;  // guards what follows
  std::set<std::pair<std::string, ObjectId>> skipped_;
};

// Whether the choice ends before the first commit of all.
bool is_limited(const CommitLimits& limits) {
  return !limits.exclude.empty() || limits.since || limits.until ||
         limits.max_count;
}

}  // namespace

Result<std::unique_ptr<Source>> open_range(const ObjectStore& store,
                                           const Refs& refs,
                                           RangeOptions options) {
  ObjectReader reader(store);
  auto limits = resolve(options.choice, store, refs, reader, options.now);
  if (!limits) return std::unexpected(limits.error());
  auto selection = select_commits(reader, store.layout().shallow, *limits);
  if (!selection) return std::unexpected(selection.error());
  if (!selection->cut_off.empty() && is_limited(*limits)) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("the commits that were asked for are not all here: "
                            "this clone is shallow, its history ends at commit "
                            "{}; {}",
                            hex(selection->cut_off.front()), kHowToDeepen));
  }
  return std::make_unique<RangeSource>(store, std::move(options),
                                       std::move(*selection));
}

}  // namespace stanch
