// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace stanch {

// Whether this build may load libraries at run time. The fully static one may
// not: what it would load brings a C library of its own.
bool is_static_build();

// A library that is loaded when it is first needed ("libcurl.so.4", or a path)
// and never closed. Null where it is not there: load_failure() says why.
void* load_library(const char* name);

// A function of one that was loaded; null where it has none of that name, or
// where `library` is null.
void* find_symbol(void* library, const char* name);

// Why the last load of this thread gave nothing; never empty.
std::string_view load_failure();

}  // namespace stanch
