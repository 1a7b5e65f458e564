// SPDX-License-Identifier: Apache-2.0
#include "history/survey.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

#include "history/threads.h"

namespace stanch {
namespace {

// Loose objects that a thread takes at once.
constexpr std::size_t kBatch = 64;

}  // namespace

Survey survey(const ObjectStore& store, unsigned threads) {
  const std::size_t packs = store.packs().size();
  const auto loose = store.loose();
  Survey out;
  out.loose.resize(loose.size());
  std::vector<std::optional<DeltaForest>> forests(packs);
  std::atomic<std::size_t> next_pack = 0;
  std::atomic<std::size_t> next_loose = 0;
  std::mutex mutex;
  on_threads(threads, [&](unsigned) {
    for (std::size_t i; (i = next_pack++) < packs;) {
      forests[i].emplace(store, static_cast<std::uint32_t>(i));
    }
    ObjectReader reader(store);
    for (std::size_t i; (i = next_loose.fetch_add(kBatch)) < loose.size();) {
      const std::size_t end = std::min(loose.size(), i + kBatch);
      for (; i < end; ++i) {
        if (auto info = reader.info(loose[i].id)) {
          out.loose[i] = info->type;
        } else {
          std::scoped_lock lock(mutex);
          out.problems.push_back({hex(loose[i].id), info.error().message});
        }
      }
    }
  });
  for (std::optional<DeltaForest>& forest : forests) {
    std::ranges::copy(forest->problems(), std::back_inserter(out.problems));
    out.forests.push_back(std::move(*forest));
  }
  std::ranges::sort(out.problems, {}, &StoreProblem::path);
  return out;
}

}  // namespace stanch
