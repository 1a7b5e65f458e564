// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace stanch {

// Calls work(0), work(1), ... work(threads - 1), each on a thread of its own
// (the first on this one), and returns when all have.
void on_threads(unsigned threads, const std::function<void(unsigned)>& work);

}  // namespace stanch
