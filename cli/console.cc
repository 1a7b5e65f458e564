// SPDX-License-Identifier: Apache-2.0
#include "cli/console.h"

#include <cerrno>
#include <cstdlib>

#include <unistd.h>

#include "cli/exit_code.h"
#include "reporters/output.h"
#include "reporters/printable.h"

namespace stanch {
namespace {

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

}  // namespace

void show(std::string_view text) {
  while (!text.empty()) {
    ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void say(std::string_view message) {
  show("stanch: " + printable(message) + "\n");
}

int fail_with(const Error& error) {
  if (error.kind == ErrorKind::kClosedPipe) return kExitClean;
  say(error.message);
  return error.kind == ErrorKind::kUsage ? kExitUsage : kExitIncomplete;
}

int print(std::string_view text) {
  Output output = Output::to_descriptor(STDOUT_FILENO, "standard output");
  Result<void> written = output.write(text);
  if (written) written = output.commit();
  return written ? kExitClean : fail_with(written.error());
}

bool use_color(ColorChoice choice, int descriptor) {
  if (choice != ColorChoice::kAuto) return choice == ColorChoice::kAlways;
  if (is_set("NO_COLOR")) return false;
  if (is_set("CLICOLOR_FORCE")) {
    return std::string_view(std::getenv("CLICOLOR_FORCE")) != "0";
  }
  const char* terminal = std::getenv("TERM");
  return ::isatty(descriptor) != 0 && terminal != nullptr &&
         std::string_view(terminal) != "dumb";
}

}  // namespace stanch
