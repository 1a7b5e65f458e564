// SPDX-License-Identifier: Apache-2.0
//
// Arguments for which CLI11 needs more than a call.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace stanch {

// Any number of paths, each as it was written.
void add_paths(CLI::App& app, const std::string& name,
               std::vector<std::string>& paths, const std::string& help);

// An option that may be given several times, with one value each time.
CLI::Option& add_repeatable(CLI::App& app, const std::string& name,
                            std::vector<std::string>& values,
                            const std::string& type, const std::string& help);

// `--redact`, `--redact=PERCENT`; `percent` keeps its value without it.
void add_redact(CLI::App& app, int& percent);

}  // namespace stanch
