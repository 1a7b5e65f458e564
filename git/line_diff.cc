// SPDX-License-Identifier: Apache-2.0
//
// Most edits are small and most files are not. xdiff would split both texts
// into lines and hash each (3 ms for six files of git's own); so the common
// beginning and end are cut away first.
#include "git/line_diff.h"

#include <algorithm>

#include "git/libgit2.h"

namespace stanch {
namespace {

// xdiff slides a group of new lines among equal ones to where it reads best.
// With this many bytes of context it settles where git's own diff does.
constexpr std::size_t kMargin = 4096;

// How many bytes both texts have in common at their beginning, and how many of
// the rest at their end.
struct CommonEnds {
  std::size_t head = 0;
  std::size_t tail = 0;
};

CommonEnds common_ends(std::string_view before, std::string_view after) {
  CommonEnds ends;
  ends.head = std::ranges::mismatch(before, after).in2 - after.begin();
  before.remove_prefix(ends.head);
  after.remove_prefix(ends.head);
  ends.tail = std::mismatch(before.rbegin(), before.rend(), after.rbegin(),
                            after.rend())
                  .first -
              before.rbegin();
  return ends;
}

std::vector<Range> between(CommonEnds ends, std::string_view after) {
  std::size_t begin = ends.head;
  std::size_t end = after.size() - ends.tail;
  if (begin == after.size()) return {};
  // A line is new as a whole when any part of it is, its '\n' too.
  while (begin > 0 && after[begin - 1] != '\n') --begin;
  if (end == 0 || after[end - 1] != '\n') {
    end = std::min(after.find('\n', end), after.size() - 1) + 1;
  }
  return merged({{begin, end}});
}

// The part of the common ends that the diff need not see, in whole lines.
CommonEnds beyond_margin(CommonEnds ends, std::string_view after) {
  CommonEnds out;
  if (ends.head > kMargin) {
    out.head = after.rfind('\n', ends.head - kMargin) + 1;
  }
  if (ends.tail > kMargin) {
    std::size_t line = after.find('\n', after.size() - ends.tail + kMargin);
    if (line != std::string_view::npos) out.tail = after.size() - line - 1;
  }
  return out;
}

}  // namespace

std::vector<Range> added_lines(std::string_view before, std::string_view after,
                               LineEnds ends, std::size_t limit) {
  CommonEnds common = common_ends(before, after);
  if (before.size() > limit || after.size() > limit) {
    return between(common, after);
  }
  CommonEnds cut = beyond_margin(common, after);
  std::string_view old_part =
      before.substr(cut.head, before.size() - cut.head - cut.tail);
  std::string_view new_part =
      after.substr(cut.head, after.size() - cut.head - cut.tail);
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_INDENT_HEURISTIC;
  if (ends == LineEnds::kIgnore)
    options.flags |= GIT_DIFF_IGNORE_WHITESPACE_EOL;
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
  int code =
      git_diff_buffers(old_part.data(), old_part.size(), nullptr,
                       new_part.data(), new_part.size(), nullptr, &options,
                       nullptr, nullptr, nullptr, collect, &added);
  // Fails only for want of memory: then everything counts as new.
  if (code != 0) return merged({{0, after.size()}});
  for (Range& range : added) {
    range.begin += cut.head;
    range.end += cut.head;
  }
  return merged(std::move(added));
}

}  // namespace stanch
