// SPDX-License-Identifier: Apache-2.0
#include "cli/settings.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include "rules/builtin.h"
#include "scanner/rule_database.h"

namespace stanch {

Result<Settings> load_settings(const std::string& option,
                               const std::string& target) {
  ConfigSearch search{.target = target};
  if (!option.empty()) search.option = option;
  if (const char* variable = std::getenv("STANCH_CONFIG")) {
    search.environment = variable;
  }
  auto found = find_config(search);
  if (!found) return std::unexpected(found.error());

  Settings settings{.found = std::move(*found)};
  auto config = parse_config(settings.found.text, settings.found.path);
  if (!config) return std::unexpected(config.error());
  for (const Rule& rule : config->custom.rules) {
    if (auto checked = check_rule(rule); !checked) {
      return context(settings.found.path, std::move(checked.error()));
    }
  }
  auto rules = apply(*config, builtin_rules(), settings.found.path);
  if (!rules) return std::unexpected(rules.error());
  settings.config = std::move(*config);
  settings.rules = std::move(*rules);
  return settings;
}

Result<std::string> read_text(const std::string& path) {
  bool standard_input = path == "-";
  int file = standard_input ? STDIN_FILENO
                            : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  std::string text;
  std::array<char, 65536> buffer;
  ssize_t size = file < 0 ? -1 : 0;
  while (file >= 0) {
    size = ::read(file, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(size));
  }
  int error = errno;
  if (file > STDERR_FILENO) ::close(file);
  if (size < 0) {
    return fail(standard_input ? ErrorKind::kUnreadable : ErrorKind::kUsage,
                fmt::format("cannot read {}: {}",
                            standard_input ? "standard input" : path,
                            std::strerror(error)));
  }
  return text;
}

}  // namespace stanch
