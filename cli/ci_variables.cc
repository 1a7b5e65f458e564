// SPDX-License-Identifier: Apache-2.0
#include "cli/ci_variables.h"

#include <algorithm>

namespace stanch {
namespace {

constexpr std::size_t kShortestId = 7;
constexpr std::size_t kLongestId = 64;

}  // namespace

std::string CiVariables::operator[](std::string_view name) const {
  auto found = variables_.find(name);
  return found == variables_.end() ? std::string() : found->second;
}

std::string CiVariables::first(std::initializer_list<std::string_view> names,
                               std::string fallback) const {
  for (std::string_view name : names) {
    std::string value = (*this)[name];
    if (!value.empty() && !is_zero(value)) return value;
  }
  return fallback;
}

bool is_zero(std::string_view id) {
  return id.size() >= kShortestId && id.find_first_not_of('0') == id.npos;
}

bool is_commit(std::string_view id) {
  constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
  return id.size() >= kShortestId && id.size() <= kLongestId &&
         id.find_first_not_of(kDigits) == id.npos && !is_zero(id);
}

std::string short_name(std::string_view ref) {
  for (std::string_view prefix :
       {"refs/heads/", "refs/tags/", "refs/remotes/origin/"}) {
    if (ref.starts_with(prefix)) ref.remove_prefix(prefix.size());
  }
  return std::string(ref);
}

void add_branch(std::vector<std::string>& bases, std::string_view branch) {
  std::string name = short_name(branch);
  if (name.empty()) return;
  bases.push_back("refs/remotes/origin/" + name);
  bases.push_back("refs/heads/" + name);
}

}  // namespace stanch
