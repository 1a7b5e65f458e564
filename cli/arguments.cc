// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.h"

#include <CLI/CLI.hpp>

namespace stanch {

// CLI11 takes the path "[id]" for a list and takes it apart, unless extra
// arguments are off; but then it reads as many positionals as are expected at
// least. So the most is expected while reading, and nothing afterwards.
void add_paths(CLI::App& app, const std::string& name,
               std::vector<std::string>& paths, const std::string& help) {
  constexpr int kMost = CLI::detail::expected_max_vector_size - 1;
  CLI::Option* option = app.add_option(name);
  option->expected(kMost)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->description(help)
      ->group("Arguments");
  app.parse_complete_callback([option, &paths] {
    paths = option->results();
    option->expected(0, kMost);
  });
}

CLI::Option& add_repeatable(CLI::App& app, const std::string& name,
                            std::vector<std::string>& values,
                            const std::string& type, const std::string& help) {
  return *app.add_option(name, values, help)
              ->type_name(type)
              ->allow_extra_args(false)
              ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

// As a flag it may stand without a value, and what follows it stays a path. A
// flag bound to a number would start at 0 and so show every secret.
void add_redact(CLI::App& app, int& percent) {
  app.add_flag("--redact{100}")
      ->description("hide so much of a secret (default: 100, all)")
      ->type_name("[=PERCENT]")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->each([&percent](const std::string& value) {
        if (!CLI::detail::lexical_cast(value, percent)) {
          throw CLI::ConversionError(value, "--redact");
        }
      });
}

}  // namespace stanch
