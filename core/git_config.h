// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stanch {

// One line of a git configuration file.
struct GitSetting {
  // "core.excludesfile", "remote.Origin.url": section and key in lower case, as
  // case does not count in them; a subsection as it is written.
  std::string name;
  std::string value;
  // A key without '=': true, where a truth is asked for.
  bool bare_key = false;
};

// What a file sets, in its order (git-config(1), CONFIGURATION FILE). `include`
// is not followed, `~/` is not expanded. What cannot be understood is left out.
class GitConfig {
 public:
  explicit GitConfig(std::string_view text);

  const std::vector<GitSetting>& settings() const { return settings_; }
  // The last of that name; null where there is none.
  const GitSetting* find(std::string_view name) const;
  // Its value; nothing where it has none.
  std::optional<std::string> value(std::string_view name) const;
  // Whether it is there and true ("true", "yes", "on", a number but 0).
  bool is_true(std::string_view name) const;

 private:
  std::vector<GitSetting> settings_;
};

bool is_true(const GitSetting& setting);

}  // namespace stanch
