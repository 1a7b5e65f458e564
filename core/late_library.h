// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace stanch {

// The static program loads no libraries: none is there.
bool is_static_build();

// A shared library that is opened while the program runs: what few runs need
// is not loaded by all of them. Never closed, for what it gave away is in use
// until the end.
class LateLibrary {
 public:
  // A path, or a name that the system's loader knows ("libpq.so.5").
  explicit LateLibrary(const char* name);

  bool is_open() const { return library_ != nullptr; }

  // A function of the type of `out`; null where there is none. Whether there
  // is one.
  template <typename Function>
  bool find(const char* name, Function*& out) const {
    out = reinterpret_cast<Function*>(symbol(name));
    return out != nullptr;
  }

  // Why the last library of this thread did not open, or its last function
  // was not found, as the loader says it.
  static std::string reason();

 private:
  void* symbol(const char* name) const;

  void* library_ = nullptr;
};

}  // namespace stanch
