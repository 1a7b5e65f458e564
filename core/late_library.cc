// SPDX-License-Identifier: Apache-2.0
#include "core/late_library.h"

#include <dlfcn.h>

namespace stanch {

LateLibrary::LateLibrary(const char* name)
    : library_(::dlopen(name, RTLD_NOW | RTLD_LOCAL)) {}

void* LateLibrary::symbol(const char* name) const {
  return library_ == nullptr ? nullptr : ::dlsym(library_, name);
}

std::string LateLibrary::reason() {
  const char* text = ::dlerror();
  return text == nullptr ? "" : text;
}

}  // namespace stanch
