// SPDX-License-Identifier: Apache-2.0
#include "cli/usage.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/command_tree.h"
#include "core/nearest.h"
#include "reporters/layout.h"

namespace stanch {
namespace {

// Options of `gitleaks detect` and `protect` that mean something stanch cannot
// do yet; refused by name, because ignoring one would change what is found.
constexpr std::array<std::string_view, 5> kGitleaksOnly = {
    "--diagnostics", "--diagnostics-dir", "--follow-symlinks",
    "--report-template", "--timeout"};

constexpr std::size_t kIndent = 2;
constexpr std::size_t kHelpColumn = 28;

std::string help_row(std::string_view left, std::string_view help) {
  std::string out = std::string(kIndent, ' ') + std::string(left);
  auto lines = wrapped(help, kColumns - kHelpColumn);
  if (out.size() + 2 > kHelpColumn) {
    out += "\n";
    out.append(kHelpColumn, ' ');
  } else {
    out.resize(kHelpColumn, ' ');
  }
  out += lines[0] + "\n";
  for (std::size_t i = 1; i < lines.size(); ++i) {
    out += std::string(kHelpColumn, ' ') + lines[i] + "\n";
  }
  return out;
}

// "-f, --format NAME", "    --redact[=PERCENT]"
std::string spelled(const CLI::Option& option) {
  if (option.get_positional()) return option.get_name(true);
  const auto& short_names = option.get_snames();
  const auto& long_names = option.get_lnames();
  std::string out = short_names.empty() ? "    " : "-" + short_names.front();
  if (!long_names.empty()) {
    out += (short_names.empty() ? "--" : ", --") + long_names.front();
  }
  std::string value = value_name(option);
  if (!value.empty()) out += (value.starts_with("[") ? "" : " ") + value;
  return out;
}

std::string usage_line(const CLI::App& app) {
  std::string out = "Usage: " + full_name(app);
  if (!app.get_subcommands(nullptr).empty()) return out + " COMMAND\n";
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) continue;
    std::string name = option->get_name(true);
    bool many = option->get_items_expected_max() > 1;
    if (many) name += "...";
    out += option->get_required() ? " " + name : " [" + name + "]";
  }
  return out + " [OPTIONS]\n";
}

// "rules show: ", and nothing for the program itself: each message starts with
// its name anyway.
std::string where(const CLI::App& app) {
  if (app.get_parent() == nullptr) return {};
  return full_name(app).substr(std::string_view("stanch ").size()) + ": ";
}

std::string unknown_word(const CLI::App& app, const std::string& word) {
  std::string name = where(app);
  std::string_view bare = std::string_view(word).substr(0, word.find('='));
  bool option = bare.starts_with('-');
  if (std::ranges::count(kGitleaksOnly, bare) > 0) {
    return fmt::format("{}{} of gitleaks is not supported yet", name, bare);
  }
  std::vector<std::string> known;
  if (option) {
    for (const CLI::Option* each : app.get_options()) {
      for (const auto& text : each->get_lnames()) known.push_back("--" + text);
    }
  } else {
    auto children = app.get_subcommands(nullptr);
    if (children.empty()) return name + "too many arguments";
    for (const CLI::App* child : children) known.push_back(child->get_name());
  }
  std::vector<std::string_view> words(known.begin(), known.end());
  std::string near = nearest(bare, words);
  std::string out =
      fmt::format("{}unknown {} {}", name, option ? "option" : "command", bare);
  if (!near.empty()) out += fmt::format("; did you mean {}?", near);
  return out;
}

// One beside the word, more on lines below it.
std::string examples(const std::string& lines) {
  if (lines.empty()) return "";
  bool one = lines.find('\n') == lines.npos;
  std::string out = one ? "\nExample: " : "\nExamples:\n  ";
  for (char c : lines) {
    out += c;
    if (c == '\n') out += "  ";
  }
  return out + "\n";
}

}  // namespace

std::string full_name(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  if (parent == nullptr) return app.get_name();
  return full_name(*parent) + " " + app.get_name();
}

const CLI::App& reached(const CLI::App& root) {
  const CLI::App* app = &root;
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return *app;
}

std::string help_text(const CLI::App& app) {
  std::string what = app.get_description();
  what[0] = static_cast<char>(std::toupper(what[0]));
  if (!what.ends_with('.')) what += '.';
  std::string out = usage_line(app) + "\n" + what + "\n";
  auto children = app.get_subcommands(nullptr);
  if (!children.empty()) out += "\nCommands:\n";
  for (const CLI::App* child : children) {
    out += help_row(child->get_name(), child->get_description());
  }
  std::vector<std::string> groups;
  for (const CLI::Option* option : app.get_options()) {
    const std::string& group = option->get_group();
    // What has no group is hidden: a second word for what has one.
    if (group.empty()) continue;
    if (std::ranges::count(groups, group) == 0) groups.push_back(group);
  }
  // What is the command's own comes first.
  std::ranges::stable_partition(
      groups, [](const std::string& group) { return group == "Arguments"; });
  for (const std::string& group : groups) {
    out += "\n" + group + ":\n";
    for (const CLI::Option* option : app.get_options()) {
      if (option->get_group() != group) continue;
      out += help_row(spelled(*option), option->get_description());
    }
  }
  return out + examples(app.get_footer());
}

std::string usage_message(const CLI::App& root, const CLI::ParseError& error) {
  std::string out;
  const CLI::App& app = reached(root);
  const CLI::App* at_fault = &app;
  std::vector<std::string> rest = app.remaining();
  if (rest.empty() && !root.remaining().empty()) {
    at_fault = &root;
    rest = root.remaining();
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr &&
      !rest.empty()) {
    auto option = std::ranges::find_if(
        rest, [](const std::string& word) { return word.starts_with('-'); });
    out = unknown_word(*at_fault, option == rest.end() ? rest[0] : *option);
  } else {
    out = where(app) + error.what();
    std::ranges::replace(out, '\n', ' ');
  }
  return out + " (see " + full_name(*at_fault) + " --help)";
}

}  // namespace stanch
