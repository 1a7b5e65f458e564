// SPDX-License-Identifier: Apache-2.0
#include "tests/git/recording.h"

#include <algorithm>
#include <deque>
#include <stdexcept>

#include "git/repository.h"
#include "git/staged_source.h"

namespace stanch {

std::vector<Skipped> run_here(Source& source,
                              const std::function<void(const Blob&)>& scan) {
  std::vector<Skipped> skipped;
  std::deque<Task> tasks;
  TaskContext context;
  context.stopped = [] { return false; };
  context.skip = [&](Skipped one) { skipped.push_back(std::move(one)); };
  context.spawn = [&](Task task) { tasks.push_back(std::move(task)); };
  context.scan = scan;
  source.split(context);
  while (!tasks.empty()) {
    Task task = std::move(tasks.front());
    tasks.pop_front();
    task(context);
  }
  std::ranges::sort(skipped);
  return skipped;
}

Recording record(Source& source) {
  Recording out;
  out.skipped = run_here(source, [&](const Blob& blob) {
    ++out.windows;
    Lent& lent = out.blobs[blob.provenance.path];
    lent.provenance = blob.provenance;
    Range owned = blob.owned.value_or(Range{0, blob.bytes.size()});
    lent.bytes += blob.bytes.substr(owned.begin, owned.size());
    if (blob.fresh) lent.fresh.emplace(blob.fresh->begin(), blob.fresh->end());
  });
  return out;
}

Recording record_staged(const std::string& path) {
  auto repository = Repository::open(path);
  if (!repository) throw std::runtime_error(repository.error().message);
  auto source = open_staged(*repository);
  if (!source) throw std::runtime_error(source.error().message);
  return record(**source);
}

}  // namespace stanch
