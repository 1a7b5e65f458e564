// SPDX-License-Identifier: Apache-2.0
//
// mdoc(7) reads lines: one that begins with '.' is a call, and a sentence ends
// where its line does, so texts are cut there.
#include "cli/man_page.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "reporters/layout.h"

namespace stanch {
namespace {

struct Meaning {
  std::string_view name;
  std::string_view text;
};

// docs/manual.md has the same; a test compares the names.
constexpr Meaning kExitMeanings[] = {
    {"0", "All that was asked for was read, and nothing was found."},
    {"1", "A secret was found; --exit-code changes it."},
    {"2", "A mistake in the command line, the configuration or a rule."},
    {"3", "Something could not be read, or a report could not be written."},
    {"4", "respond: a person has to decide."},
    {"5", "respond: the old value is still live, or not proven dead."},
    {"6", "respond: an issuer or a store cannot be reached now."},
    {"130, 143", "Ended by a signal; what was found until then is reported."},
};

constexpr Meaning kVariables[] = {
    {"STANCH_CONFIG", "The configuration, where -c is not given."},
    {"STANCH_INVENTORY", "Where scans keep what they find."},
    {"STANCH_KEY", "The key of fingerprints."},
    {"STANCH_NEW_KEY", "What inventory key rotate puts in its place."},
    {"STANCH_CI_BASE", "With --ci: the first commit, before what CI says."},
    {"STANCH_CI_HEAD", "With --ci: the last commit."},
    {"GITHUB_STEP_SUMMARY", "Where a github report adds its summary."},
    {"NO_COLOR", "Never colour, where it is set."},
    {"CLICOLOR_FORCE", "Always colour, where it is set."},
};

constexpr std::string_view kMonths[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

// The text as one that calls nothing.
std::string plain(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) out += "\\&";
  for (char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string text_lines(std::string_view text) {
  std::string out;
  for (const std::string& line : wrapped(text, 70)) out += plain(line) + "\n";
  return out;
}

// One word of a call, whatever stands in it.
std::string word(std::string_view text) {
  std::string out = "\"";
  for (char c : plain(text)) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string item(const OptionEntry& option) {
  std::string out = ".It";
  if (!option.argument.empty()) return out + " Ar " + option.argument + "\n";
  if (!option.short_name.empty()) {
    out += " Fl " + option.short_name.substr(1);
    if (!option.long_name.empty()) out += " ,";
  }
  if (!option.long_name.empty()) {
    out += " Fl " + plain(option.long_name.substr(1));
  }
  if (option.value.starts_with('[')) {
    out += " Ns Li " + word(option.value);
  } else if (!option.value.empty()) {
    out += " Ar " + word(option.value);
  }
  return out + "\n";
}

std::string option_list(const std::vector<OptionEntry>& options) {
  std::string out = ".Bl -tag -width Ds\n";
  for (const OptionEntry& option : options) {
    out += item(option) + text_lines(option.help);
  }
  return out + ".El\n";
}

bool is_scan(const CommandEntry& command) {
  constexpr std::string_view kScans[] = {"dir", "stdin", "git", "image"};
  return std::ranges::count(kScans, command.word) > 0;
}

std::vector<OptionEntry> shared_options(const CommandEntry& root) {
  std::vector<OptionEntry> out;
  bool first = true;
  for (const CommandEntry& command : root.children) {
    if (!is_scan(command)) continue;
    if (std::exchange(first, false)) {
      out = command.options;
      continue;
    }
    std::erase_if(out, [&](const OptionEntry& option) {
      return std::ranges::count(command.options, option) == 0;
    });
  }
  return out;
}

std::string section(const CommandEntry& command,
                    const std::vector<OptionEntry>& shared) {
  std::string line = command.name;
  std::vector<OptionEntry> own = command.options;
  std::erase_if(own, [&](const OptionEntry& option) {
    return option.long_name == "--help" ||
           (is_scan(command) && std::ranges::count(shared, option) > 0);
  });
  for (const OptionEntry& option : own) {
    if (option.argument.empty()) continue;
    std::string name = option.argument + (option.repeatable ? "..." : "");
    line += option.required ? " " + name : " [" + name + "]";
  }
  // A bracket at the end of a line would look like one of the sentence.
  std::string heading = word(line);
  heading.insert(heading.size() - 1, "\\&");
  std::string out = ".Ss " + heading + "\n" + text_lines(command.help + ".");
  if (!own.empty()) out += option_list(own);
  // Those of a group stand with its commands.
  if (command.children.empty() && !command.example.empty()) {
    out += ".Pp\nExample:\n.Dl " + plain(command.example) + "\n";
  }
  return out;
}

std::string meanings(std::span<const Meaning> rows, std::string_view call) {
  std::string out = ".Bl -tag -width Ds\n";
  for (const auto& [name, text] : rows) {
    out += fmt::format(".It {} {}\n{}", call, word(name), text_lines(text));
  }
  return out + ".El\n";
}

// "2026-11-21" as mdoc has it: "November 21, 2026".
std::string long_date(std::string_view date) {
  auto number = [&](std::size_t start) {
    return static_cast<std::size_t>(date[start] - '0') * 10 +
           static_cast<std::size_t>(date[start + 1] - '0');
  };
  return fmt::format("{} {}, {}", kMonths[number(5) - 1], number(8),
                     date.substr(0, 4));
}

}  // namespace

std::string man_page(const CommandEntry& root) {
  std::vector<OptionEntry> shared = shared_options(root);
  std::string out = fmt::format(
      ".Dd {}\n.Dt STANCH 1\n.Os\n.Sh NAME\n.Nm stanch\n"
      ".Nd find leaked credentials and stop the leak\n"
      ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar options\n"
      ".Sh DESCRIPTION\n.Nm\n",
      long_date(STANCH_DATE));
  out += text_lines(
      "finds leaked credentials in files, in what is about to be committed, in "
      "whole histories and in container images.");
  out += text_lines(
      "It works offline, changes nothing that it scans, and shows no secret "
      "unless told to.");
  out += ".Pp\n" + text_lines("The commands and their own options follow.");
  for (const CommandEntry* command : every_command(root)) {
    // A group is told by its members.
    if (command != &root && command->children.empty()) {
      out += section(*command, shared);
    }
  }
  out += ".Ss Options of every scan\n" + option_list(shared);
  out += ".Sh ENVIRONMENT\n" + meanings(kVariables, "Ev");
  out += ".Sh EXIT STATUS\n" + meanings(kExitMeanings, "Li");
  out +=
      ".Sh EXAMPLES\nWhat a pull request adds:\n"
      ".Dl stanch git \\-\\-range origin/main..HEAD\n.Pp\n"
      "Every layer of an image:\n"
      ".Dl docker save team/app | stanch image \\-\n"
      ".Sh SEE ALSO\n.Xr git 1 ,\n.Xr githooks 5\n";
  return out;
}

}  // namespace stanch
