// SPDX-License-Identifier: Apache-2.0
//
// One function that first finds out which command was typed so far, and then
// looks up in tables what may follow.
#include <fmt/core.h>

#include "cli/completion.h"

namespace stanch {
namespace {

constexpr const char* kBashScript =
    R"sh(# Completion of stanch for bash. Made by: stanch completion bash
_stanch_rules() {{ stanch rules list 2>/dev/null | cut -d' ' -f1; }}

# _stanch_reply COMPGEN-OPTION...: what of that begins like the word at hand.
_stanch_reply() {{
  local IFS=$'\n'
  COMPREPLY+=($(compgen "$@" -- "$cur"))
}}

_stanch() {{
  local path=stanch cur=${{COMP_WORDS[COMP_CWORD]}} i
  local prev=${{COMP_WORDS[COMP_CWORD - 1]}}
  COMPREPLY=()
  # Bash takes --color=al for three words.
  if [ "$cur" = = ]; then cur=; elif [ "$prev" = = ]; then
    prev=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path ${{COMP_WORDS[i]}}" in
      {commands})
        path="$path ${{COMP_WORDS[i]}}" ;;
    esac
  done
  case "$path $prev" in
{values}  esac
  case "$cur" in -*) ;; *)
    case "$path" in
{arguments}    esac ;;
  esac
  case "$path" in
{options}  esac
}}
complete -F _stanch stanch
)sh";

std::string lines(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += "\n";
    out += word;
  }
  return shell_quoted(out);
}

// What fills COMPREPLY; empty where nothing is known.
std::string bash_reply(const OptionEntry& option) {
  switch (kind_of(option)) {
    case ValueKind::kFiles:
      return "compopt -o filenames; _stanch_reply -f";
    case ValueKind::kFolders:
      return "compopt -o filenames; _stanch_reply -d";
    case ValueKind::kWords:
      return "_stanch_reply -W " + lines(option.words);
    case ValueKind::kRules:
      return "_stanch_reply -W \"$(_stanch_rules)\"";
    case ValueKind::kNone:
      break;
  }
  return {};
}

// A value that is known is all that may stand there; of one that is not known
// nothing is offered.
std::string bash_values(const CommandEntry& command) {
  std::string out;
  for (const OptionEntry& option : command.options) {
    if (!option.argument.empty() || option.value.empty() ||
        option.value.starts_with('[')) {
      continue;
    }
    std::string pattern;
    for (const std::string& name : {option.short_name, option.long_name}) {
      if (name.empty()) continue;
      pattern += pattern.empty() ? "" : " | ";
      pattern += shell_quoted(command.name + " " + name);
    }
    std::string reply = bash_reply(option);
    out += fmt::format("    {}) {}{}return ;;\n", pattern, reply,
                       reply.empty() ? "" : "; ");
  }
  return out;
}

std::string bash_arguments(const CommandEntry& command) {
  std::vector<std::string> children;
  for (const CommandEntry& child : command.children) {
    children.push_back(child.word);
  }
  std::string reply =
      children.empty() ? "" : "_stanch_reply -W " + lines(children);
  for (const OptionEntry& option : command.options) {
    if (!option.argument.empty() && reply.empty()) reply = bash_reply(option);
  }
  if (reply.empty()) return {};
  return fmt::format("      {}) {} ;;\n", shell_quoted(command.name), reply);
}

std::string bash_options(const CommandEntry& command) {
  std::vector<std::string> names;
  for (const OptionEntry& option : command.options) {
    if (!option.long_name.empty()) names.push_back(option.long_name);
  }
  return fmt::format(
      "    {})\n      case \"$cur\" in -*) _stanch_reply -W {} ;; "
      "esac ;;\n",
      shell_quoted(command.name), lines(names));
}

}  // namespace

std::string bash_completion(const CommandEntry& root) {
  std::string commands, values, arguments, options;
  for (const CommandEntry* each : every_command(root)) {
    if (each != &root) {
      commands += (commands.empty() ? "" : " | ") + shell_quoted(each->name);
    }
    values += bash_values(*each);
    arguments += bash_arguments(*each);
    options += bash_options(*each);
  }
  return fmt::format(
      kBashScript, fmt::arg("commands", commands), fmt::arg("values", values),
      fmt::arg("arguments", arguments), fmt::arg("options", options));
}

}  // namespace stanch
