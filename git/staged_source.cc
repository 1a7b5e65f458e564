// SPDX-License-Identifier: Apache-2.0
#include "git/staged_source.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "git/changed_file.h"
#include "git/index_file.h"
#include "git/renames.h"
#include "git/tree_comparison.h"

namespace stanch {
namespace {

LendBlob lender(const Repository& repository) {
  return [&repository](const ObjectId& id, const auto& use) {
    if (auto blob = repository.blob(id)) use(blob->bytes());
  };
}

class StagedSource : public Source {
 public:
  StagedSource(const Repository& repository, std::vector<ChangedFile> files,
               std::set<std::string> unmerged)
      : repository_(repository),
        files_(std::move(files)),
        unmerged_(std::move(unmerged)) {}

  void split(TaskContext& context) override {
    for (const std::string& path : unmerged_) {
      context.skip({path, "unmerged: not staged", Skipped::Why::kByRule});
    }
    for (const ChangedFile& file : files_) {
      context.spawn([this, &file](TaskContext& worker) { scan(file, worker); });
    }
  }

 private:
  void scan(const ChangedFile& file, TaskContext& context) const {
    if (context.stopped()) return;
    auto after = repository_.blob(file.after);
    if (!after) {
      context.skip({file.path, after.error().message});
      return;
    }
    std::string_view bytes = after->bytes();
    if (bytes.size() > std::numeric_limits<std::uint32_t>::max()) {
      context.skip(
          {file.path, "the blob " + hex(file.after) + " is longer than 4 GiB"});
      return;
    }
    std::vector<Range> fresh = fresh_lines(file, bytes, lender(repository_));
    if (fresh.empty()) return;
    Provenance provenance{"staged", file.path, {{"blob", hex(file.after)}}};
    context.scan({.bytes = bytes, .provenance = provenance, .fresh = fresh});
  }

  const Repository& repository_;
  std::vector<ChangedFile> files_;
  std::set<std::string> unmerged_;
};

// Compares with one parent and keeps the files that differ from it too.
Result<void> narrow(const Repository& repository, const IndexFile& index,
                    const std::optional<ObjectId>& tree,
                    std::optional<std::vector<ChangedFile>>& files) {
  auto comparison = compare(repository, tree, index);
  if (!comparison) return std::unexpected(comparison.error());
  find_renames(lender(repository), *comparison);
  std::vector<ChangedFile> kept;
  auto older = files ? files->begin() : std::vector<ChangedFile>::iterator();
  for (const Change& change : comparison->changes) {
    if (change.before == change.after) continue;
    ChangedFile file{change.path, change.after, {}};
    if (files) {
      older = std::ranges::lower_bound(older, files->end(), change.path, {},
                                       &ChangedFile::path);
      if (older == files->end() || older->path != change.path) continue;
      file.before = std::move(older->before);
    }
    if (change.before) file.before.push_back(*change.before);
    kept.push_back(std::move(file));
  }
  files = std::move(kept);
  return {};
}

}  // namespace

Result<std::unique_ptr<Source>> open_staged(const Repository& repository) {
  auto index = IndexFile::read(repository.index_path());
  if (!index) return std::unexpected(index.error());
  auto trees = repository.parent_trees();
  if (!trees) return std::unexpected(trees.error());

  std::vector<std::optional<ObjectId>> parents(trees->begin(), trees->end());
  if (parents.empty()) parents.emplace_back();
  std::optional<std::vector<ChangedFile>> files;
  for (const auto& parent : parents) {
    auto done = narrow(repository, *index, parent, files);
    if (!done) return std::unexpected(done.error());
  }
  std::set<std::string> unmerged;
  for (const IndexEntry& entry : index->entries()) {
    if (entry.stage != 0) unmerged.emplace(entry.path);
  }
  return std::make_unique<StagedSource>(repository, std::move(*files),
                                        std::move(unmerged));
}

}  // namespace stanch
