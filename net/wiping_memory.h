// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace stanch {

// free() and realloc() for a library that copies headers, passwords and whole
// requests: what goes back is wiped, so no copy outlives its use. The memory is
// malloc's.
void wiping_free(void* memory);
void* wiping_realloc(void* memory, std::size_t size);

}  // namespace stanch
