// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

namespace stanch {
namespace {

constexpr CommandRow kRules[] = {
    {"list", "name every rule that applies", define_rules_list},
    {"show", "say all about one rule", define_rules_show},
    {"check", "prove every rule by its examples", define_rules_check},
    {"test", "say what the rules make of a text", define_rules_test},
    {"profile", "say what each rule costs", define_rules_profile},
};

constexpr CommandRow kConfig[] = {
    {"show", "say what applies, and from which file", define_config_show},
    {"check", "find the mistakes in a configuration", define_config_check},
    {"migrate", "turn a set-up for gitleaks into ours", define_config_migrate},
};

constexpr CommandRow kBaseline[] = {
    {"create", "write down what is found, as known", define_baseline_create},
    {"update", "write it down anew", define_baseline_update},
    {"audit", "name what is known, gone and new", define_baseline_audit},
};

constexpr CommandRow kAudit[] = {
    {"verify", "find every edit of the audit chain",
     define_inventory_audit_verify},
};

constexpr CommandRow kInventory[] = {
    {"list", "name the secrets that are kept", define_inventory_list},
    {"show", "say all about one secret", define_inventory_show},
    {"tag", "note what is known of a secret", define_inventory_tag},
    {"state", "say how far one is dealt with", define_inventory_state},
    {"ignore", "leave one alone until a day", define_inventory_ignore},
    {"audit", "verify the chain of all changes", nullptr, kAudit},
};

constexpr CommandRow kHook[] = {
    {"install", "have git ask stanch before a commit or a push",
     define_hook_install},
    {"uninstall", "undo that", define_hook_uninstall},
    {"run", "what the hooks of a push call", define_hook_run},
};

constexpr CommandRow kCommands[] = {
    {"dir", "scan files and folders", define_dir},
    {"stdin", "scan what is piped in", define_stdin},
    {"git", "scan a history, or what is staged or changed", define_git},
    {"rules", "list, show, check and test the rules", nullptr, kRules},
    {"config", "show and check the configuration", nullptr, kConfig},
    {"baseline", "write and check a list of known findings", nullptr,
     kBaseline},
    {"inventory", "what is known of each leaked secret", nullptr, kInventory},
    {"hook", "install and remove hooks of git", nullptr, kHook},
    {"detect", "scan with the options of gitleaks detect", define_detect},
    {"protect", "scan with the options of gitleaks protect", define_protect},
    {"version", "print the version", define_version},
};

}  // namespace

std::span<const CommandRow> commands() { return kCommands; }

}  // namespace stanch
