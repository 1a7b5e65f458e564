// SPDX-License-Identifier: Apache-2.0
//
// One function a command, each a call of zsh's own _arguments; a command with
// children hands over to the function of the one that was typed.
#include <algorithm>

#include <fmt/core.h>

#include "cli/completion.h"

namespace stanch {
namespace {

std::string function_of(const CommandEntry& command) {
  std::string out = "_" + command.name;
  std::ranges::replace(out, ' ', '_');
  return out;
}

// Of a specification: brackets end a description, colons part its fields.
std::string escaped(const std::string& text) {
  std::string out;
  for (char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_action(const OptionEntry& option) {
  switch (kind_of(option)) {
    case ValueKind::kFiles:
      return "_files";
    case ValueKind::kFolders:
      return "_files -/";
    case ValueKind::kRules:
      return "_stanch_rule_ids";
    case ValueKind::kWords: {
      std::string out = "(";
      for (const std::string& word : option.words) {
        out += (out.size() == 1 ? "" : " ") + word;
      }
      return out + ")";
    }
    case ValueKind::kNone:
      break;
  }
  return " ";
}

// (-f --format)'{-f+,--format=}'[help]:NAME:action
std::string zsh_option(const OptionEntry& option) {
  if (!option.argument.empty()) {
    std::string front = option.repeatable ? "*:" : option.required ? ":" : "::";
    return shell_quoted(front + escaped(option.argument) + ":" +
                        zsh_action(option));
  }
  std::string tail = "[" + escaped(option.help) + "]";
  if (option.value.starts_with('[')) {
    tail += "::" + escaped(option.value) + ": ";
  } else if (!option.value.empty()) {
    tail += ":" + escaped(option.value) + ":" + zsh_action(option);
  }
  auto spelled_as = [&](const std::string& name, bool is_long) {
    std::string sign;
    if (option.value.starts_with('[')) {
      sign = is_long ? "=-" : "-";
    } else if (!option.value.empty()) {
      sign = is_long ? "=" : "+";
    }
    std::string others;
    if (option.repeatable) {
      others = "*";
    } else if (!option.short_name.empty() && !option.long_name.empty()) {
      others = "(" + option.short_name + " " + option.long_name + ")";
    }
    return shell_quoted(others + name + sign + tail);
  };
  std::string out;
  if (!option.short_name.empty()) out = spelled_as(option.short_name, false);
  if (!option.long_name.empty()) {
    out += (out.empty() ? "" : " ") + spelled_as(option.long_name, true);
  }
  return out;
}

std::string zsh_function(const CommandEntry& command) {
  std::string name = function_of(command);
  std::string out = name + "() {\n";
  if (!command.children.empty()) {
    out +=
        "  local curcontext=\"$curcontext\" state line\n  local -a "
        "commands=(\n";
    for (const CommandEntry& child : command.children) {
      out +=
          "    " + shell_quoted(escaped(child.word) + ":" + child.help) + "\n";
    }
    out += "  )\n";
  }
  out += "  _arguments -s -S";
  if (!command.children.empty()) out += " -C";
  for (const OptionEntry& option : command.options) {
    out += " \\\n    " + zsh_option(option);
  }
  if (command.children.empty()) return out + "\n}\n\n";
  out += " \\\n    '1: :->command' '*:: :->rest'\n";
  out += fmt::format(
      "  case $state in\n"
      "    command) _describe command commands ;;\n"
      "    rest) (( $+functions[{0}_$words[1]] )) && {0}_$words[1] ;;\n"
      "  esac\n}}\n\n",
      name);
  return out;
}

}  // namespace

std::string zsh_completion(const CommandEntry& root) {
  std::string out =
      "#compdef stanch\n"
      "# Completion of stanch for zsh. Made by: stanch completion zsh\n"
      "_stanch_rule_ids() {\n"
      "  local -a ids=(${(f)\"$(stanch rules list 2>/dev/null | "
      "cut -d' ' -f1)\"})\n"
      "  compadd \"$@\" -a ids\n}\n\n";
  for (const CommandEntry* each : every_command(root)) {
    out += zsh_function(*each);
  }
  // As a file of $fpath it is run at the first completion; sourced, it says
  // whose completion it is.
  return out +
         "if [ \"$funcstack[1]\" = _stanch ]; then\n"
         "  _stanch \"$@\"\nelse\n  compdef _stanch stanch\nfi\n";
}

}  // namespace stanch
