// SPDX-License-Identifier: Apache-2.0
#include "cli/command_tree.h"

#include <functional>

#include <CLI/CLI.hpp>

#include "cli/usage.h"
#include "reporters/reporter.h"

namespace stanch {
namespace {

// CLI11 keeps no data of others with an option, but it does add what a check
// says of itself to the name of the value: "WHEN:auto|always|never".
constexpr char kBeforeWords = ':';
constexpr char kBetweenWords = '|';

std::vector<std::string> words_for(const CLI::Option& option) {
  std::vector<std::string> out;
  std::string type = option.get_type_name();
  std::size_t start = type.find(kBeforeWords);
  while (start != std::string::npos) {
    std::size_t end = type.find(kBetweenWords, ++start);
    out.push_back(type.substr(start, end - start));
    start = end;
  }
  return out;
}

OptionEntry entry_of(const CLI::Option& option) {
  OptionEntry out;
  if (option.get_positional()) {
    out.argument = option.get_name(true);
  } else {
    if (!option.get_snames().empty()) {
      out.short_name = "-" + option.get_snames().front();
    }
    if (!option.get_lnames().empty()) {
      out.long_name = "--" + option.get_lnames().front();
    }
    out.value = value_name(option);
  }
  out.help = option.get_description();
  out.words = words_for(option);
  out.required = option.get_required();
  out.repeatable =
      option.get_items_expected_max() > 1 ||
      option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  return out;
}

CommandEntry command_of(const CLI::App& app) {
  CommandEntry out{.name = full_name(app),
                   .word = app.get_name(),
                   .help = app.get_description(),
                   .example = app.get_footer()};
  for (const CLI::Option* option : app.get_options()) {
    // What has no group is hidden: a second word for what has one.
    if (!option->get_group().empty()) out.options.push_back(entry_of(*option));
  }
  for (const CLI::App* child : app.get_subcommands(nullptr)) {
    out.children.push_back(command_of(*child));
  }
  return out;
}

}  // namespace

CommandEntry command_tree(const CLI::App& app) {
  const CLI::App* root = &app;
  while (root->get_parent() != nullptr) root = root->get_parent();
  return command_of(*root);
}

std::vector<const CommandEntry*> every_command(const CommandEntry& root) {
  std::vector<const CommandEntry*> out = {&root};
  for (const CommandEntry& child : root.children) {
    for (const CommandEntry* each : every_command(child)) out.push_back(each);
  }
  return out;
}

std::string value_name(const CLI::Option& option) {
  std::string type = option.get_type_name();
  return type.substr(0, type.find(kBeforeWords));
}

void suggest(CLI::Option& option, const std::vector<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) {
    if (!joined.empty()) joined += kBetweenWords;
    joined += word;
  }
  option.check(CLI::Validator([](std::string&) { return std::string(); },
                              std::move(joined)));
}

std::vector<std::string> report_formats() {
  std::vector<std::string> out;
  for (const ReporterKind& kind : reporters()) out.emplace_back(kind.name);
  return out;
}

}  // namespace stanch
