// SPDX-License-Identifier: Apache-2.0
#include "git/line_diff.h"

#include <algorithm>

#include "git/libgit2.h"

namespace stanch {
namespace {

std::vector<Range> between_common_ends(std::string_view before,
                                       std::string_view after) {
  const std::size_t shorter = std::min(before.size(), after.size());
  std::size_t begin =
      std::ranges::mismatch(before, after).in2 - after.begin();
  std::size_t tail = 0;
  while (tail < shorter - begin &&
         before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
    ++tail;
  }
  std::size_t end = after.size() - tail;
  if (begin == after.size() && end == after.size()) return {};
  // A line is new as a whole when any part of it is, its '\n' too.
  while (begin > 0 && after[begin - 1] != '\n') --begin;
  if (end == 0 || after[end - 1] != '\n') {
    end = std::min(after.find('\n', end), after.size() - 1) + 1;
  }
  return merged({{begin, end}});
}

}  // namespace

std::vector<Range> added_lines(std::string_view before, std::string_view after,
                               LineEnds ends, std::size_t limit) {
  if (before.size() > limit || after.size() > limit) {
    return between_common_ends(before, after);
  }
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_INDENT_HEURISTIC;
  if (ends == LineEnds::kIgnore) options.flags |= GIT_DIFF_IGNORE_WHITESPACE_EOL;
  options.context_lines = 0;
  auto collect = [](const git_diff_delta*, const git_diff_hunk*,
                    const git_diff_line* line, void* out) {
    if (line->origin == GIT_DIFF_LINE_ADDITION) {
      auto begin = static_cast<std::uint64_t>(line->content_offset);
      static_cast<std::vector<Range>*>(out)->push_back(
          {begin, begin + line->content_len});
    }
    return 0;
  };
  std::vector<Range> added;
  int code = git_diff_buffers(before.data(), before.size(), nullptr,
                              after.data(), after.size(), nullptr, &options,
                              nullptr, nullptr, nullptr, collect, &added);
  // Fails only for want of memory: then everything counts as new.
  if (code != 0) return merged({{0, after.size()}});
  return merged(std::move(added));
}

}  // namespace stanch
