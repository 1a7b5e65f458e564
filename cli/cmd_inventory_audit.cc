// SPDX-License-Identifier: Apache-2.0
//
// `stanch inventory audit verify`: exit 1 where the chain does not hold.
#include <charconv>
#include <filesystem>
#include <memory>
#include <optional>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/inventory_place.h"
#include "cli/settings.h"
#include "inventory/audit.h"
#include "reporters/output.h"
#include "reporters/printable.h"

namespace stanch {
namespace {

struct InventoryAuditFlags {
  std::string inventory;
  std::string anchor;
};

// "stanch audit head 7 <hash>"
constexpr std::string_view kAnchorTitle = "stanch audit head ";

Result<std::optional<AuditHead>> read_anchor(const std::string& file) {
  std::error_code ignored;
  if (file.empty() || !std::filesystem::exists(file, ignored)) {
    return std::nullopt;
  }
  auto text = read_text(file);
  if (!text) return std::unexpected(std::move(text.error()));
  std::string_view rest = *text;
  AuditHead out;
  if (rest.starts_with(kAnchorTitle)) {
    rest.remove_prefix(kAnchorTitle.size());
    auto [end, failure] =
        std::from_chars(rest.data(), rest.data() + rest.size(), out.number);
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    out.hash = rest.substr(0, rest.find('\n'));
  }
  constexpr std::size_t kHashWithSpace = 65;
  if (out.hash.size() != kHashWithSpace || out.hash[0] != ' ') {
    return fail(ErrorKind::kUsage,
                fmt::format("--anchor: {} is no anchor of `stanch inventory "
                            "audit verify`",
                            file));
  }
  out.hash.erase(0, 1);
  return out;
}

Result<void> write_anchor(const std::string& file, const AuditHead& head) {
  if (file.empty()) return {};
  auto output = Output::to_file(file);
  if (!output) return std::unexpected(std::move(output.error()));
  auto written = output->write(
      fmt::format("{}{} {}\n", kAnchorTitle, head.number, head.hash));
  return written ? output->commit() : written;
}

int verify(const InventoryAuditFlags& options) {
  auto anchor = read_anchor(options.anchor);
  if (!anchor) return fail_with(anchor.error());
  auto inventory = open_inventory(options.inventory, Access::kRead);
  if (!inventory) return fail_with(inventory.error());
  auto check = verify_audit(*inventory, *anchor);
  if (!check) return fail_with(check.error());
  if (check->faults.empty()) {
    // Only what holds is anchored.
    auto written = write_anchor(options.anchor, check->head);
    if (!written) return fail_with(written.error());
    return print(
        fmt::format("{} entries: the chain holds\n", check->head.number));
  }
  std::string out;
  for (const std::string& fault : check->faults) {
    out += printable(fault) + "\n";
  }
  int printed = print(out);
  return printed == kExitClean ? kExitFindings : printed;
}

}  // namespace

Action define_inventory_audit_verify(CLI::App& app) {
  auto options = std::make_unique<InventoryAuditFlags>();
  app.add_option("--anchor", options->anchor,
                 "compare with the head kept there, then keep the new one")
      ->type_name("FILE");
  add_inventory_option(app, options->inventory);
  app.footer("stanch inventory audit verify --anchor /mnt/safe/anchor");
  return [options = std::move(options)] { return verify(*options); };
}

}  // namespace stanch
