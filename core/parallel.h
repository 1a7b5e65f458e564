// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

#include "core/task_pool.h"

namespace stanch {

// Shares the numbers below `count` among the pool's workers: each calls
// work(worker, begin, end) for stretches of up to `most` of them, until all are
// done or the pool is stopped.
void in_parallel(
    TaskPool& pool, std::size_t count, std::size_t most,
    const std::function<void(unsigned, std::size_t, std::size_t)>& work);

}  // namespace stanch
