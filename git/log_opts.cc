// SPDX-License-Identifier: Apache-2.0
#include "git/log_opts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/nearest.h"

namespace stanch {
namespace {

constexpr std::array<std::string_view, 16> kKnown = {
    "--all",          "--branches",  "--tags",    "--remotes",
    "--since",        "--after",     "--until",   "--before",
    "--max-count",    "-n",          "-p",        "--patch",
    "--first-parent", "--no-merges", "--unified", "--full-history",
};

std::unexpected<Error> wrong(std::string message) {
  return fail(ErrorKind::kUsage, "--log-opts: " + std::move(message));
}

Result<std::vector<std::string>> words_of(std::string_view text) {
  std::vector<std::string> words;
  bool inside = false;  // a word, though it may still be empty
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char letter = text[i];
    if (quote == 0 && (letter == ' ' || letter == '\t' || letter == '\n')) {
      inside = false;
      continue;
    }
    if (!inside) words.emplace_back();
    inside = true;
    if (letter == quote) {
      quote = 0;
    } else if (quote == 0 && (letter == '"' || letter == '\'')) {
      quote = letter;
    } else if (letter == '\\' && quote != '\'' && i + 1 < text.size()) {
      words.back() += text[++i];
    } else {
      words.back() += letter;
    }
  }
  if (quote != 0) return wrong(fmt::format("a {} is not closed", quote));
  return words;
}

class Parser {
 public:
  explicit Parser(std::span<const std::string> words) : words_(words) {}

  Result<CommitChoice> run() {
    while (!words_.empty()) {
      std::string word = take();
      if (word == "--") {
        choice_.paths.assign(words_.begin(), words_.end());
        break;
      }
      if (!word.starts_with('-')) {
        choice_.ranges.push_back(std::move(word));
      } else if (auto done = option(word); !done) {
        return std::unexpected(done.error());
      }
    }
    const bool starts = std::ranges::any_of(
        choice_.ranges,
        [](const auto& range) { return !range.starts_with('^'); });
    if (!starts && choice_.ref_sets.empty()) choice_.ranges.push_back("HEAD");
    return std::move(choice_);
  }

 private:
  std::string take() {
    std::string word = words_.front();
    words_ = words_.subspan(1);
    return word;
  }

  Result<void> option(const std::string& word) {
    std::size_t equals = word.find('=');
    std::string name = word.substr(0, equals);
    std::optional<std::string> value;
    if (equals != std::string::npos) value = word.substr(equals + 1);
    if (name.size() > 1 && name[1] != '-' && !value) {
      // -5, -n5
      if (name[1] >= '0' && name[1] <= '9') return count(name.substr(1));
      if (name.starts_with("-n") && name.size() > 2) {
        return count(name.substr(2));
      }
      if (name.starts_with("-U")) return {};
    }
    if (!value && (name == "--all" || name == "--branches" ||
                   name == "--tags" || name == "--remotes")) {
      choice_.ref_sets.push_back(name);
      return {};
    }
    if (!value && name == "--first-parent") choice_.first_parent = true;
    if (!value && name == "--no-merges") choice_.no_merges = true;
    if (!value &&
        (name == "--first-parent" || name == "--no-merges" ||
         name == "--full-history" || name == "-p" || name == "--patch")) {
      return {};
    }
    return option_with_value(word, name, std::move(value));
  }

  Result<void> option_with_value(const std::string& word,
                                 const std::string& name,
                                 std::optional<std::string> value) {
    const bool is_since = name == "--since" || name == "--after";
    const bool is_until = name == "--until" || name == "--before";
    const bool is_count = name == "--max-count" || name == "-n";
    if (!is_since && !is_until && !is_count && name != "--unified") {
      std::string near = nearest(name, kKnown);
      return wrong(fmt::format("'{}' is not supported{}", word,
                               near.empty() ? "; see stanch git --help"
                                            : "; did you mean " + near + "?"));
    }
    if (!value && words_.empty()) return wrong(name + " needs a value");
    if (!value) value = take();
    if (is_count) return count(*value);
    if (is_since) choice_.since = *value;
    if (is_until) choice_.until = *value;
    return {};
  }

  Result<void> count(std::string_view text) {
    std::uint64_t number = 0;
    auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
      return wrong(fmt::format("'{}' is no number of commits", text));
    }
    choice_.max_count = number;
    return {};
  }

  std::span<const std::string> words_;
  CommitChoice choice_;
};

}  // namespace

Result<CommitChoice> parse_log_opts(std::string_view text) {
  auto words = words_of(text);
  if (!words) return std::unexpected(words.error());
  return Parser(*words).run();
}

}  // namespace stanch
