// SPDX-License-Identifier: Apache-2.0
//
// fish has a list of facts: one line for each command and option, with the
// question whether it counts where the cursor is.
#include <fmt/core.h>

#include "cli/completion.h"

namespace stanch {
namespace {

constexpr const char* kFishHead =
    R"fish(# Completion of stanch for fish. Made by: stanch completion fish
# Whether the command that was typed so far is this one.
function __stanch_at
    set -l path stanch
    for word in (commandline -opc)[2..-1]
        if contains -- "$path $word" {commands}
            set path "$path $word"
        end
    end
    test "$path" = "$argv"
end
function __stanch_rules
    stanch rules list 2>/dev/null | string replace -r ' .*' ''
end
complete -c stanch -f
)fish";

// In single quotes, where fish takes \' and \\.
std::string fish_quoted(const std::string& text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string fish_words(const OptionEntry& option) {
  switch (kind_of(option)) {
    case ValueKind::kFiles:
      return " -F";
    case ValueKind::kFolders:
      return " -a '(__fish_complete_directories)'";
    case ValueKind::kRules:
      return " -a '(__stanch_rules)'";
    case ValueKind::kWords: {
      std::string out;
      for (const std::string& word : option.words) {
        out += (out.empty() ? "" : " ") + word;
      }
      return " -a " + fish_quoted(out);
    }
    case ValueKind::kNone:
      break;
  }
  return {};
}

std::string fish_lines(const CommandEntry& command) {
  std::string start = fmt::format("complete -c stanch -n {}",
                                  fish_quoted("__stanch_at " + command.name));
  std::string out;
  for (const CommandEntry& child : command.children) {
    out += fmt::format("{} -a {} -d {}\n", start, fish_quoted(child.word),
                       fish_quoted(child.help));
  }
  for (const OptionEntry& option : command.options) {
    std::string words = fish_words(option);
    if (!option.argument.empty()) {
      if (!words.empty()) out += start + words + "\n";
      continue;
    }
    std::string line = start;
    if (!option.short_name.empty())
      line += " -s " + option.short_name.substr(1);
    if (!option.long_name.empty()) line += " -l " + option.long_name.substr(2);
    if (!option.value.empty() && !option.value.starts_with('[')) {
      line += (kind_of(option) == ValueKind::kFiles ? " -r" : " -x") + words;
    }
    out += line + " -d " + fish_quoted(option.help) + "\n";
  }
  return out;
}

}  // namespace

std::string fish_completion(const CommandEntry& root) {
  std::string commands, out;
  for (const CommandEntry* each : every_command(root)) {
    if (each != &root) {
      commands += (commands.empty() ? "" : " ") + fish_quoted(each->name);
    }
    out += fish_lines(*each);
  }
  return fmt::format(kFishHead, fmt::arg("commands", commands)) + out;
}

}  // namespace stanch
