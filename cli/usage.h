// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace stanch {

// What `--help` prints: usage, arguments, options, and the footer as example.
// No line is wider than 80 columns.
std::string help_text(const CLI::App& app);

// One line that says what is wrong with the command line, the nearest valid
// word, and where the help is. Values are not repeated: one may be a secret.
std::string usage_message(const CLI::App& root, const CLI::ParseError& error);

// The command that the arguments named: the deepest that was reached.
const CLI::App& reached(const CLI::App& root);

// "stanch rules show"
std::string full_name(const CLI::App& app);

}  // namespace stanch
