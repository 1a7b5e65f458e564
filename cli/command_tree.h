// SPDX-License-Identifier: Apache-2.0
//
// The command line as data, read from the parser itself: what the man page and
// the completions of shells are made of, so that they cannot say anything else
// than the program does.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace stanch {

// One option, or one argument without a name.
struct OptionEntry {
  std::string short_name;  // "-f"; empty: it has none
  std::string long_name;   // "--format"; empty: an argument, or a short one
  std::string argument;    // "PATH" of an argument; empty: an option
  std::string value;       // "NAME", "[=PERCENT]"; empty: a flag
  std::string help;        // one line
  // What may stand there: words, or the one word kRuleIds.
  std::vector<std::string> words;
  bool required = false;
  bool repeatable = false;

  bool operator==(const OptionEntry&) const = default;
};

// Stands for the ids of all rules that apply, which only a run can tell.
inline constexpr const char* kRuleIds = "@rules";

struct CommandEntry {
  std::string name;  // "stanch rules show"
  std::string word;  // "show"
  std::string help;  // one line
  std::string example;
  std::vector<OptionEntry> options;  // hidden ones are left out
  std::vector<CommandEntry> children;
};

// The whole program: `app` may be any of its commands.
CommandEntry command_tree(const CLI::App& app);

// Every command of the tree, the program itself first, parents before children.
std::vector<const CommandEntry*> every_command(const CommandEntry& root);

// "NAME", what --help calls the value of an option; empty for a flag.
std::string value_name(const CLI::Option& option);

// Says which words an option takes, for completions; it checks nothing.
void suggest(CLI::Option& option, const std::vector<std::string>& words);

// The `-f` of reports: every format there is.
std::vector<std::string> report_formats();

}  // namespace stanch
