// SPDX-License-Identifier: Apache-2.0
#include "history/threads.h"

#include <thread>
#include <vector>

namespace stanch {

void on_threads(unsigned threads, const std::function<void(unsigned)>& work) {
  std::vector<std::jthread> others;
  for (unsigned i = 1; i < threads; ++i) {
    others.emplace_back([&work, i] { work(i); });
  }
  work(0);
}

}  // namespace stanch
