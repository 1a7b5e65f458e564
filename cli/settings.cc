// SPDX-License-Identifier: Apache-2.0
#include "cli/settings.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include "core/environment.h"
#include "core/nearest.h"
#include "rules/builtin.h"
#include "rules/gitleaks_config.h"
#include "scanner/configured_rules.h"

namespace stanch {

namespace {

Result<FoundConfig> find(const SettingsQuery& query) {
  ConfigSearch search{.environment = environment("STANCH_CONFIG"),
                      .target = query.target};
  if (!query.option.empty()) search.option = query.option;
  for (const char* name : {"BETTERLEAKS_CONFIG", "GITLEAKS_CONFIG"}) {
    search.gitleaks.push_back({name, environment(name)});
  }
  // The text counts only where no path is given, as in gitleaks.
  for (const char* name : {"BETTERLEAKS_CONFIG_TOML", "GITLEAKS_CONFIG_TOML"}) {
    search.gitleaks.push_back({name, environment(name), true});
  }
  return find_config(search);
}

// A configuration is full of what looks like secrets. gitleaks passes by the
// file that it reads, and its own rules by every file of that name.
Allow itself(const std::string& path, bool uses_builtin) {
  std::string quoted;
  for (char c : path) {
    if (std::ispunct(static_cast<unsigned char>(c)) != 0) quoted += '\\';
    quoted += c;
  }
  Allow out{.paths = {"^" + quoted + "$"},
            .reason = "the configuration",
            .owner = std::string(kStanchItself)};
  if (uses_builtin) out.paths.emplace_back(R"((^|/)\.?gitleaks\.toml$)");
  return out;
}

Result<void> load_gitleaks(const SettingsQuery& query, Settings& settings) {
  auto loaded = load_gitleaks_config(
      settings.found.text, settings.found.path, builtin_rules(),
      {.like_gitleaks = query.like_gitleaks,
       .folder = query.scans_files ? query.target : std::string(),
       .read = read_extended_config});
  if (!loaded) return std::unexpected(loaded.error());
  settings.rules = std::move(loaded->rules);
  settings.config.allows = std::move(loaded->allows);
  settings.config.warnings = std::move(loaded->warnings);
  settings.config.allows.push_back(
      itself(settings.found.path, loaded->uses_builtin));
  for (const Rule& rule : settings.rules.rules) {
    if (rule.dialect == Dialect::kGitleaks) {
      settings.config.custom.rules.push_back(rule);
    }
  }
  return check_rules(settings.config.custom.rules, settings.found.path);
}

Result<void> load_ours(Settings& settings) {
  auto ours = configured_rules(settings.found.text, settings.found.path);
  if (!ours) return std::unexpected(std::move(ours.error()));
  settings.config = std::move(ours->config);
  settings.rules = std::move(ours->rules);
  settings.expired = std::move(ours->expired);
  return {};
}

// --enable-rule
Result<void> keep_only(const std::vector<std::string>& ids, RuleSet& rules) {
  if (ids.empty()) return {};
  std::vector<std::string_view> known;
  for (const Rule& rule : rules.rules) known.push_back(rule.id);
  for (const std::string& id : ids) {
    if (std::ranges::count(known, id) > 0) continue;
    std::string near = nearest(id, known);
    return fail(
        ErrorKind::kUsage,
        fmt::format("--enable-rule: no rule has the id '{}'; {}", id,
                    near.empty() ? "`stanch rules list` names them all"
                                 : fmt::format("did you mean '{}'?", near)));
  }
  std::erase_if(rules.rules, [&](const Rule& rule) {
    return std::ranges::count(ids, rule.id) == 0;
  });
  return {};
}

}  // namespace

Result<Settings> load_settings(const SettingsQuery& query) {
  auto found = find(query);
  if (!found) return std::unexpected(found.error());
  Settings settings{.found = std::move(*found)};
  auto loaded = settings.found.is_gitleaks ? load_gitleaks(query, settings)
                                           : load_ours(settings);
  if (!loaded) return std::unexpected(loaded.error());
  auto kept = keep_only(query.only, settings.rules);
  if (!kept) return std::unexpected(kept.error());
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
