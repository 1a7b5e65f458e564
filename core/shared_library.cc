// SPDX-License-Identifier: Apache-2.0
#include "core/shared_library.h"

#include <string>

#include <dlfcn.h>

namespace stanch {
namespace {

thread_local std::string last_failure = "nothing was loaded";

}  // namespace

#ifdef STANCH_STATIC

bool is_static_build() { return true; }

void* load_library(const char*) {
  last_failure = "this is the static stanch, which loads no libraries";
  return nullptr;
}

void* find_symbol(void*, const char*) { return nullptr; }

#else

bool is_static_build() { return false; }

void* load_library(const char* name) {
  void* library = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* text = ::dlerror();
    last_failure = text == nullptr ? "it cannot be loaded" : text;
  }
  return library;
}

void* find_symbol(void* library, const char* name) {
  return library == nullptr ? nullptr : ::dlsym(library, name);
}

#endif

std::string_view load_failure() { return last_failure; }

}  // namespace stanch
