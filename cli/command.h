// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string_view>

namespace CLI {
class App;
}

namespace stanch {

// Does what was asked for, once all options are read, and returns the exit
// code.
using Action = std::move_only_function<int()>;

// One command. define() adds its options to `app`; the Action owns the
// variables that they are read into. A command with children has no action of
// its own.
struct CommandRow {
  std::string_view name;
  std::string_view help;  // one line
  Action (*define)(CLI::App& app);
  std::span<const CommandRow> children = {};
};

// Every command, in the order of the help.
std::span<const CommandRow> commands();

// One file a command: cli/cmd_<name>.cc.
Action define_dir(CLI::App& app);
Action define_stdin(CLI::App& app);
Action define_git(CLI::App& app);
Action define_image(CLI::App& app);
Action define_rules_list(CLI::App& app);
Action define_rules_show(CLI::App& app);
Action define_rules_check(CLI::App& app);
Action define_rules_test(CLI::App& app);
Action define_rules_explain(CLI::App& app);
Action define_rules_profile(CLI::App& app);
Action define_config_show(CLI::App& app);
Action define_config_check(CLI::App& app);
Action define_config_migrate(CLI::App& app);
Action define_baseline_create(CLI::App& app);
Action define_baseline_update(CLI::App& app);
Action define_baseline_audit(CLI::App& app);
Action define_inventory_list(CLI::App& app);
Action define_inventory_show(CLI::App& app);
Action define_inventory_tag(CLI::App& app);
Action define_inventory_state(CLI::App& app);
Action define_inventory_ignore(CLI::App& app);
Action define_inventory_report(CLI::App& app);
Action define_inventory_import(CLI::App& app);
Action define_inventory_export(CLI::App& app);
Action define_inventory_key_rotate(CLI::App& app);
Action define_inventory_audit_export(CLI::App& app);
Action define_inventory_audit_verify(CLI::App& app);
Action define_hook_install(CLI::App& app);
Action define_hook_uninstall(CLI::App& app);
Action define_hook_run(CLI::App& app);
Action define_detect(CLI::App& app);
Action define_protect(CLI::App& app);
Action define_inventory_sync_vault(CLI::App& app);
Action define_respond_plan(CLI::App& app);
Action define_respond_confirm(CLI::App& app);
Action define_respond_rotate(CLI::App& app);
Action define_respond_revoke(CLI::App& app);
Action define_respond_status(CLI::App& app);
Action define_respond_resume(CLI::App& app);
Action define_respond_rollback(CLI::App& app);
Action define_respond_close(CLI::App& app);
Action define_respond_runbook(CLI::App& app);
Action define_respond_serve(CLI::App& app);
Action define_serve(CLI::App& app);
Action define_completion(CLI::App& app);
Action define_man(CLI::App& app);
Action define_doctor(CLI::App& app);
Action define_version(CLI::App& app);

}  // namespace stanch
