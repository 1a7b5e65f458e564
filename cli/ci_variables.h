// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace stanch {

// The variables of a CI job, borrowed. A variable that is empty is taken for
// one that is not set, as some systems set all they have.
class CiVariables {
 public:
  using Map = std::map<std::string, std::string, std::less<>>;
  explicit CiVariables(const Map& variables) : variables_(variables) {}

  bool has(std::string_view name) const { return variables_.contains(name); }
  // Empty where it is not set.
  std::string operator[](std::string_view name) const;
  // The first that is set and no zero id, else the fallback.
  std::string first(std::initializer_list<std::string_view> names,
                    std::string fallback) const;

 private:
  const Map& variables_;
};

// How git writes that there is no commit: all zeros.
bool is_zero(std::string_view id);
// An id or its beginning (Bitbucket has 12 digits), and not that.
bool is_commit(std::string_view id);

// "main" of "refs/heads/main", "refs/tags/v1" as "v1".
std::string short_name(std::string_view ref);

// Adds what a clone calls a branch of its remote. Nothing for an empty name.
void add_branch(std::vector<std::string>& bases, std::string_view branch);

}  // namespace stanch
