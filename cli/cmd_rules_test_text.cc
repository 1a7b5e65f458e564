// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/scan_flags.h"
#include "cli/settings.h"
#include "scanner/scanner.h"

namespace stanch {
namespace {

struct RulesTestTextFlags {
  std::string config;
  std::string text;
};

std::string row(std::string_view verdict, std::string_view rule,
                std::size_t size) {
  return fmt::format("{:<12}{} ({} bytes)\n", verdict, rule, size);
}

int test_text(const RulesTestTextFlags& options) {
  auto settings = load_settings({.option = options.config, .target = "."});
  if (!settings) return fail_with(settings.error());
  auto database = RuleDatabase::compile(std::move(settings->rules),
                                        settings->config.allows);
  if (!database) return fail_with(database.error());
  auto text = options.text == "-" ? read_text("-") : options.text;
  if (!text) return fail_with(text.error());

  std::string out;
  Scanner scanner(*database, ScanOptions{});
  scanner.observe_rejections(
      [&](const Rule& rule, std::string_view secret, Reason reason) {
        out += row(to_string(reason), rule.id, secret.size());
      });
  Provenance provenance{.origin = "text"};
  std::vector<Finding> findings;
  scanner.scan({.bytes = *text, .provenance = provenance}, findings);
  for (const Finding& finding : findings) {
    out += row(to_string(Reason::kReported), finding.rule_id,
               finding.secret.size());
  }
  return print(out.empty() ? "no rule matches\n" : out);
}

}  // namespace

Action define_rules_test(CLI::App& app) {
  auto options = std::make_unique<RulesTestTextFlags>();
  app.add_option("TEXT", options->text,
                 "what to look at; - reads standard input, so that a secret "
                 "stays out of the shell's history")
      ->type_name("")
      ->required()
      ->group("Arguments");
  add_config_flag(app, options->config);
  app.footer("stanch rules test - < suspicious.txt");
  return [options = std::move(options)] { return test_text(*options); };
}

}  // namespace stanch
