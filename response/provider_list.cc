// SPDX-License-Identifier: Apache-2.0
#include "response/provider_list.h"

#include <algorithm>
#include <optional>
#include <string>

#include <fmt/core.h>

#include "response/json_document.h"

namespace stanch {
namespace {

constexpr std::size_t kShortestStart = 8;
constexpr std::size_t kShortestEnd = 4;
constexpr std::size_t kShortestBoth = 12;  // of which three at the end
// What stands for the rest of a value: "sk-R2D...igAA", "npm_a1…9z", "ab**yz".
constexpr std::string_view kFillers[] = {"...", "\xe2\x80\xa6", "*"};

ShownPiece piece_named(std::string_view word) {
  if (word == "start") return ShownPiece::kStart;
  if (word == "end") return ShownPiece::kEnd;
  return word == "both" ? ShownPiece::kBoth : ShownPiece::kWhole;
}

bool shows_both(std::string_view shown, std::string_view value) {
  for (std::string_view filler : kFillers) {
    std::size_t first = shown.find(filler);
    if (first == shown.npos) continue;
    std::string_view start = shown.substr(0, first);
    std::string_view end = shown.substr(shown.rfind(filler) + filler.size());
    return end.size() >= 3 && start.size() + end.size() >= kShortestBoth &&
           start.size() + end.size() < value.size() &&
           value.starts_with(start) && value.ends_with(end);
  }
  return false;
}

}  // namespace

bool shows(ShownPiece piece, std::string_view shown, std::string_view value) {
  switch (piece) {
    case ShownPiece::kWhole:
      return !shown.empty() && shown == value;
    case ShownPiece::kStart:
      return shown.size() >= kShortestStart && value.starts_with(shown);
    case ShownPiece::kEnd:
      return shown.size() >= kShortestEnd && value.ends_with(shown);
    case ShownPiece::kBoth:
      break;
  }
  return shows_both(shown, value);
}

Answer<ProviderReads> find_listed(const Provider& provider,
                                  const HttpResponse& answer,
                                  const Secret& value) {
  const ProviderList& list = provider.list;
  auto refuse = [&](CallFault fault, std::string_view why) {
    return call_error(fault, fmt::format("{}: {} {}", provider.name,
                                         line_of(list.call, ""), why));
  };
  auto body = JsonDocument::parse(answer.body.reveal());
  std::string rows(list.rows);
  if (answer.maybe_proxy || !answer.is_success() || !body) {
    bool later = answer.maybe_proxy || answer.status == 429 ||
                 answer.status >= 500 || answer.is_success();
    return refuse(later ? CallFault::kUnavailable : CallFault::kDenied,
                  fmt::format("answered {}, and no list", answer.status));
  }
  std::size_t space = list.match.find(' ');
  ShownPiece piece = piece_named(list.match.substr(0, space));
  std::string at(list.match.substr(space + 1));
  std::optional<std::string> ours;
  std::size_t count = 0;
  for (std::string row = rows + "/0"; body->has(row);
       row = fmt::format("{}/{}", rows, ++count)) {
    if (!shows(piece, body->text(row + at), value.reveal())) continue;
    if (ours) {
      return refuse(CallFault::kConflict,
                    "shows two that may be it: none is ended");
    }
    ours = row;
  }
  // What is further on may look the same.
  if (!list.more.empty() && body->is_filled(list.more) &&
      !body->equals(list.more, "false")) {
    return refuse(CallFault::kConflict,
                  "goes on after what was shown: none is ended");
  }
  if (!ours) {
    return refuse(CallFault::kGone,
                  fmt::format("has {}, and none of them is it", count));
  }
  ProviderReads out;
  for (std::string_view read : list.reads) {
    std::size_t blank = read.find(' ');
    std::string text;
    body->each_text(*ours + std::string(read.substr(blank + 1)),
                    [&](const std::string&, std::string_view said) {
                      text = std::string(said);
                    });
    out.emplace_back(read.substr(0, blank), std::move(text));
  }
  return out;
}

}  // namespace stanch
