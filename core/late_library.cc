// SPDX-License-Identifier: Apache-2.0
#include "core/late_library.h"

#include <dlfcn.h>

namespace stanch {

#ifdef STANCH_STATIC

bool is_static_build() { return true; }

LateLibrary::LateLibrary(const char*) {}

void* LateLibrary::symbol(const char*) const { return nullptr; }

std::string LateLibrary::reason() {
  return "this is the static stanch, which loads no libraries";
}

#else

bool is_static_build() { return false; }

LateLibrary::LateLibrary(const char* name)
    : library_(::dlopen(name, RTLD_NOW | RTLD_LOCAL)) {}

void* LateLibrary::symbol(const char* name) const {
  return library_ == nullptr ? nullptr : ::dlsym(library_, name);
}

std::string LateLibrary::reason() {
  const char* text = ::dlerror();
  return text == nullptr ? "" : text;
}

#endif

}  // namespace stanch
