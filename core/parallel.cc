// SPDX-License-Identifier: Apache-2.0
#include "core/parallel.h"

#include <algorithm>
#include <atomic>

namespace stanch {

void in_parallel(
    TaskPool& pool, std::size_t count, std::size_t most,
    const std::function<void(unsigned, std::size_t, std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  auto share = [&](unsigned worker) {
    for (std::size_t begin; (begin = next.fetch_add(most)) < count;) {
      if (pool.stopped()) return;
      work(worker, begin, std::min(count, begin + most));
    }
  };
  const std::size_t stretches = (count + most - 1) / most;
  pool.run([&](unsigned worker) {
    for (std::size_t i = 1;
         i < std::min<std::size_t>(pool.workers(), stretches); ++i) {
      pool.spawn(worker, share);
    }
    share(worker);
  });
}

}  // namespace stanch
