// SPDX-License-Identifier: Apache-2.0
#include "net/wiping_memory.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include <malloc.h>

#include "core/secret.h"

namespace stanch {

void wiping_free(void* memory) {
  if (memory == nullptr) return;
  wipe(memory, ::malloc_usable_size(memory));
  std::free(memory);
}

void* wiping_realloc(void* memory, std::size_t size) {
  void* moved = std::malloc(size);
  if (memory == nullptr || moved == nullptr) return moved;
  std::memcpy(moved, memory, std::min(size, ::malloc_usable_size(memory)));
  wiping_free(memory);
  return moved;
}

}  // namespace stanch
