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

constexpr CommandRow kCommands[] = {
    {"dir", "scan files and folders", define_dir},
    {"stdin", "scan what is piped in", define_stdin},
    {"git", "scan a history, or what is staged or changed", define_git},
    {"rules", "list, show, check and test the rules", nullptr, kRules},
    {"config", "show and check the configuration", nullptr, kConfig},
    {"baseline", "write and check a list of known findings", nullptr,
     kBaseline},
    {"detect", "scan with the options of gitleaks detect", define_detect},
    {"protect", "scan with the options of gitleaks protect", define_protect},
    {"version", "print the version", define_version},
};

}  // namespace

std::span<const CommandRow> commands() { return kCommands; }

}  // namespace stanch
