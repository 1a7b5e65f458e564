// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/program.h"

namespace stanch {

Action define_version(CLI::App&) {
  return [] { return print(fmt::format("stanch {}\n", version())); };
}

}  // namespace stanch
