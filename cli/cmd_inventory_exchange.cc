// SPDX-License-Identifier: Apache-2.0
//
// `stanch inventory import|export` and `audit export`.
#include <algorithm>
#include <array>
#include <memory>

#include <fmt/core.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/inventory_place.h"
#include "cli/program.h"
#include "cli/settings.h"
#include "core/nearest.h"
#include "inventory/export.h"
#include "inventory/import.h"
#include "reporters/output.h"
#include "reporters/printable.h"

namespace stanch {
namespace {

struct InventoryExchangeFlags {
  std::string inventory;
  std::string format;
  std::string output = "-";
  std::string repository = "imported";
  std::vector<std::string> files;
};

constexpr std::array<std::string_view, 4> kAuditFormats = {"jsonl", "cef",
                                                           "ecs", "ocsf"};

int import(const InventoryExchangeFlags& options) {
  if (options.files.empty()) {
    return fail_with({ErrorKind::kUsage, "import: give a report, or -"});
  }
  auto inventory = open_inventory(options.inventory, Access::kWrite);
  if (!inventory) return fail_with(inventory.error());
  std::string out;
  for (const std::string& file : options.files) {
    auto text = read_text(file);
    if (!text) return fail_with(text.error());
    auto result = import_report(*inventory, *text, options.format, file,
                                options.repository);
    wipe(text->data(), text->size());
    if (!result) return fail_with(result.error());
    out += fmt::format("{}: {} findings: {} new secrets, {} known{}\n",
                       printable(file), result->findings, result->merged.added,
                       result->merged.known,
                       result->without_value == 0
                           ? ""
                           : fmt::format("; {} tell no value, and are known by "
                                         "their place",
                                         result->without_value));
  }
  return print(out);
}

// Writes lines where the options say.
int write(
    const InventoryExchangeFlags& options,
    const std::function<Result<void>(Inventory&, const LineSink&)>& what) {
  auto inventory = open_inventory(options.inventory, Access::kRead);
  if (!inventory) return fail_with(inventory.error());
  auto output = options.output == "-"
                    ? Output::to_descriptor(STDOUT_FILENO, "standard output")
                    : Output::to_file(options.output);
  if (!output) return fail_with(output.error());
  auto done = what(*inventory,
                   [&](std::string_view line) { return output->write(line); });
  if (done) done = output->commit();
  return done ? kExitClean : fail_with(done.error());
}

int write_audit(const InventoryExchangeFlags& options) {
  auto found = std::ranges::find(kAuditFormats, options.format);
  if (found == kAuditFormats.end()) {
    std::string near = nearest(options.format, kAuditFormats);
    return fail_with(
        {ErrorKind::kUsage,
         fmt::format("--format: {}",
                     near.empty() ? "give jsonl, cef, ecs or ocsf"
                                  : fmt::format("did you mean {}?", near))});
  }
  auto format = static_cast<AuditFormat>(found - kAuditFormats.begin());
  return write(options, [&](Inventory& inventory, const LineSink& line) {
    return export_audit(inventory, format, version(), line);
  });
}

void add_output(CLI::App& app, InventoryExchangeFlags& options) {
  app.add_option("-o,--output", options.output,
                 "where it goes (default: standard output)")
      ->type_name("FILE");
  add_inventory_option(app, options.inventory);
}

}  // namespace

Action define_inventory_import(CLI::App& app) {
  auto options = std::make_unique<InventoryExchangeFlags>();
  add_paths(app, "FILE", options->files, "reports; - is standard input");
  app.add_option("-f,--format", options->format,
                 "gitleaks, trufflehog, kingfisher, detect-secrets or sarif "
                 "(default: told by the report)")
      ->type_name("NAME");
  app.add_option("--repo", options->repository,
                 "whose places they are, where the report does not say")
      ->type_name("NAME");
  add_inventory_option(app, options->inventory);
  app.footer("stanch inventory import --repo github.com/acme/a gitleaks.json");
  return [options = std::move(options)] { return import(*options); };
}

Action define_inventory_export(CLI::App& app) {
  auto options = std::make_unique<InventoryExchangeFlags>();
  add_output(app, *options);
  app.footer("stanch inventory export -o inventory.jsonl");
  return [options = std::move(options)] {
    return write(*options, [](Inventory& inventory, const LineSink& line) {
      return export_inventory(inventory, line);
    });
  };
}

Action define_inventory_audit_export(CLI::App& app) {
  auto options = std::make_unique<InventoryExchangeFlags>();
  options->format = "jsonl";
  app.add_option("-f,--format", options->format,
                 "jsonl (default), cef, ecs or ocsf")
      ->type_name("NAME");
  add_output(app, *options);
  app.footer("stanch inventory audit export --format ecs -o audit.jsonl");
  return [options = std::move(options)] { return write_audit(*options); };
}

}  // namespace stanch
