// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

namespace stanch {
namespace {

constexpr CommandRow kRules[] = {
    {"list", "name every rule that applies", define_rules_list},
    {"show", "say all about one rule", define_rules_show},
    {"check", "prove every rule by its examples", define_rules_check},
    {"test", "say what the rules make of a text", define_rules_test},
    {"explain", "say why a place is reported or not", define_rules_explain},
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
    {"export", "write it down for a SIEM", define_inventory_audit_export},
};

constexpr CommandRow kKey[] = {
    {"rotate", "take a new key", define_inventory_key_rotate},
};

constexpr CommandRow kSync[] = {
    {"vault", "ask Vault where secrets are stored, and who reads them",
     define_inventory_sync_vault},
};

constexpr CommandRow kInventory[] = {
    {"list", "name the secrets that are kept", define_inventory_list},
    {"show", "say all about one secret", define_inventory_show},
    {"tag", "note what is known of a secret", define_inventory_tag},
    {"state", "say how far one is dealt with", define_inventory_state},
    {"ignore", "leave one alone until a day", define_inventory_ignore},
    {"sync", "ask the stores about the secrets", nullptr, kSync},
    {"report", "the estate in figures, and what is overdue",
     define_inventory_report},
    {"import", "take over reports of other programs", define_inventory_import},
    {"export", "write all of it as JSON lines", define_inventory_export},
    {"audit", "verify and export the chain of all changes", nullptr, kAudit},
    {"key", "the key of its fingerprints", nullptr, kKey},
};

constexpr CommandRow kHook[] = {
    {"install", "have git ask stanch before a commit or a push",
     define_hook_install},
    {"uninstall", "undo that", define_hook_uninstall},
    {"run", "what the hooks call", define_hook_run},
};

constexpr CommandRow kRespond[] = {
    {"plan", "say what a response would do, call by call", define_respond_plan},
    {"confirm", "ask whether a leaked value works", define_respond_confirm},
    {"rotate", "put a new value in its place, then end it",
     define_respond_rotate},
    {"revoke", "end a leaked value", define_respond_revoke},
    {"status", "name the responses that are under way", define_respond_status},
    {"resume", "go on after an interruption", define_respond_resume},
    {"rollback", "take back what was done so far", define_respond_rollback},
    {"close", "end one that cannot be proven from here", define_respond_close},
    {"runbook", "write the steps for a person", define_respond_runbook},
    {"serve", "end what a GitLab finds and reports", define_respond_serve},
};

constexpr CommandRow kCommands[] = {
    {"dir", "scan files and folders", define_dir},
    {"stdin", "scan what is piped in", define_stdin},
    {"git", "scan a history, or what is staged or changed", define_git},
    {"image", "scan container images, each layer", define_image},
    {"rules", "list, show, check and test the rules", nullptr, kRules},
    {"config", "show and check the configuration", nullptr, kConfig},
    {"baseline", "write and check a list of known findings", nullptr,
     kBaseline},
    {"inventory", "what is known of each leaked secret", nullptr, kInventory},
    {"hook", "install and remove hooks of git", nullptr, kHook},
    {"respond", "end a leaked credential, and prove it", nullptr, kRespond},
    {"detect", "scan with the options of gitleaks detect", define_detect},
    {"protect", "scan with the options of gitleaks protect", define_protect},
    {"serve", "scan what editors and programs hand over", define_serve},
    {"doctor", "say what is set up, and what is missing", define_doctor},
    {"completion", "teach a shell to complete", define_completion},
    {"man", "write the man page", define_man},
    {"version", "print the version, and what was built in", define_version},
};

}  // namespace

std::span<const CommandRow> commands() { return kCommands; }

}  // namespace stanch
