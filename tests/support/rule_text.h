// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace stanch {

// Random text that keeps the built-in rules busy: their triggers, examples and
// counter-examples, whole, cut and encoded, with noise between them.
class RuleText {
 public:
  RuleText();

  // At least `size` bytes.
  std::string make(std::mt19937& random, std::size_t size) const;

 private:
  std::vector<std::string> pieces_;
};

}  // namespace stanch
