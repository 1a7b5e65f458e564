// SPDX-License-Identifier: Apache-2.0
#include "reporters/exposure_text.h"

#include <string_view>

#include <fmt/core.h>

#include "reporters/layout.h"
#include "reporters/places.h"

namespace stanch {
namespace {

constexpr std::size_t kRefsShown = 5;

std::string commit_line(const CommitSummary& commit) {
  return fmt::format("{}, {} by {}: {}", commit.date.substr(0, 10),
                     commit.id.substr(0, kShownIdDigits), commit.author,
                     commit.subject);
}

std::string until(const Exposure& exposure) {
  if (exposure.in_head) return "now: it is in HEAD";
  if (exposure.is_open) return "now: a ref still has it";
  if (exposure.removed) return commit_line(*exposure.removed);
  if (exposure.last) return "last in " + commit_line(*exposure.last);
  return {};
}

std::string refs(const Exposure& exposure) {
  std::string out;
  for (std::size_t i = 0; i < exposure.refs.size() && i < kRefsShown; ++i) {
    out += (i == 0 ? "" : ", ") + exposure.refs[i];
  }
  if (exposure.refs.size() > kRefsShown) {
    out +=
        fmt::format(" and {} more", grouped(exposure.refs.size() - kRefsShown));
  }
  return out;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> exposure_lines(
    const Exposure& exposure) {
  std::vector<std::pair<std::string, std::string>> out;
  auto add = [&](std::string label, std::string text) {
    if (!text.empty()) out.emplace_back(std::move(label), std::move(text));
  };
  if (exposure.first) add("since", commit_line(*exposure.first));
  add("until", until(exposure));
  add("exposed",
      fmt::format("{}, in {}",
                  counted(static_cast<std::uint64_t>(exposure.days), "day"),
                  counted(exposure.versions, "version")));
  if (exposure.reach != "refs") add("reach", exposure.reach);
  add("refs", refs(exposure));
  return out;
}

}  // namespace stanch
