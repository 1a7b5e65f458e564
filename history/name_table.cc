// SPDX-License-Identifier: Apache-2.0
#include "history/name_table.h"

#include <algorithm>
#include <cstring>
#include <functional>

namespace stanch {
namespace {

constexpr std::size_t kFirstNameSlots = 1024;
constexpr std::size_t kChunk = std::size_t{64} << 10;

}  // namespace

std::uint32_t NameTable::add(std::string_view name) {
  if (names_.size() * 2 >= slots_.size()) grow();
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = std::hash<std::string_view>()(name) & mask;
  for (; slots_[at] != 0; at = (at + 1) & mask) {
    if (names_[slots_[at] - 1] == name) return slots_[at] - 1;
  }
  names_.push_back(copy(name));
  slots_[at] = size();
  return size() - 1;
}

std::string_view NameTable::copy(std::string_view name) {
  if (chunks_.empty() || room_ - used_ < name.size()) {
    room_ = std::max(kChunk, name.size());
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(room_));
    used_ = 0;
  }
  char* to = chunks_.back().get() + used_;
  std::ranges::copy(name, to);
  used_ += name.size();
  return {to, name.size()};
}

void NameTable::grow() {
  slots_.assign(std::max(kFirstNameSlots, slots_.size() * 2), 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t i = 0; i < names_.size(); ++i) {
    std::size_t at = std::hash<std::string_view>()(names_[i]) & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = i + 1;
  }
}

}  // namespace stanch
