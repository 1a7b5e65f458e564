// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a compiled Python file: its strings are stretches of it, each on
// a line of its own, and reading them ends.
#include <string>
#include <string_view>

#include "files/pyc_strings.h"
#include "fuzz/target.h"

namespace stanch {
namespace {

void check(std::string_view file) {
  auto strings = pyc_strings(file);
  require(!strings || is_pyc(file));
  if (!strings) return;
  // Each costs a byte that says what it is, and one or more of its size.
  require(strings->size() < file.size());
  require(strings->empty() || strings->back() == '\n');
}

}  // namespace

void check_any(std::string_view bytes) { check(bytes); }

}  // namespace stanch
