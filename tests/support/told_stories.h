// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "history/attribution.h"
#include "history/commit_set.h"

namespace stanch {

// A repository, open, with all that attribution asks for. Its secrets are those
// of secrets_in() (random_stories.h).
class ToldStories {
 public:
  explicit ToldStories(const std::string& path, unsigned threads = 1);

  const Attribution& tell(
      const Selection& selection = {},
      std::uint64_t most_paths = AttributionOptions().most_paths);
  // The same as lines, in the form of reference_stories().
  std::vector<std::string> lines(const Selection& selection = {});

  const ObjectStore& store() const { return store_; }
  const CommitTable& commits() const { return commits_; }
  const RefTips& tips() const { return tips_; }
  const std::vector<std::string>& problems() const { return problems_; }
  // In hexadecimal; "-" where there is none.
  std::string name(CommitNumber commit) const;
  // "HEAD,refs/heads/main"
  std::string refs(std::uint32_t set) const;

 private:
  void find_secrets();
  std::string span(const Span& span) const;

  unsigned threads_;
  ObjectStore store_;
  std::vector<std::string> problems_;
  CommitTable commits_;
  RefTips tips_;
  Flagged flagged_;
  std::vector<std::string> texts_;  // of the flagged blobs
  Attribution told_;
};

}  // namespace stanch
