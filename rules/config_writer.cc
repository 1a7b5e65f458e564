// SPDX-License-Identifier: Apache-2.0
#include "rules/config_writer.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace stanch {
namespace {

// A literal string where it can be one, for expressions are easier to read so.
std::string toml_quoted(std::string_view text) {
  auto is_plain = [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f && c != '\'';
  };
  if (std::ranges::all_of(text, is_plain)) return fmt::format("'{}'", text);
  std::string out = "\"";
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.append(1, '\\').append(1, c);
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string text(std::string_view key, std::string_view value) {
  return value.empty() ? "" : fmt::format("{} = {}\n", key, toml_quoted(value));
}

std::string list(std::string_view key, const std::vector<std::string>& values) {
  if (values.empty()) return {};
  std::string out = fmt::format("{} = [", key);
  if (values.size() == 1) return out + toml_quoted(values[0]) + "]\n";
  for (const std::string& value : values)
    out += "\n  " + toml_quoted(value) + ",";
  return out + "\n]\n";
}

std::string rule_text(const Rule& rule) {
  std::string out = "\n[[rule]]\n";
  out += text("id", rule.id) + text("title", rule.title) +
         fmt::format("severity = '{}'\n", to_string(rule.severity)) +
         text("grants", rule.grants) + text("next", rule.next) +
         list("trigger_expression", rule.trigger_expressions) +
         text("expression", rule.expression) +
         fmt::format("secret_group = {}\nmax_length = {}\n", rule.secret_group,
                     rule.max_length);
  if (rule.boundary == Boundary::kNone) out += "boundary = 'none'\n";
  if (rule.entropy != 0) out += fmt::format("entropy = {}\n", rule.entropy);
  out += text("path", rule.path);
  if (rule.specificity == Specificity::kGeneric) {
    out += "specificity = 'generic'\n";
  }
  return out;
}

std::string_view name_of(AllowTarget target) {
  return target == AllowTarget::kMatch  ? "match"
         : target == AllowTarget::kLine ? "line"
                                        : "";
}

std::string allow_text(const Allow& allow) {
  return "\n[[allow]]\n" + list("rules", allow.rules) +
         list("paths", allow.paths) + list("commits", allow.commits) +
         list("values", allow.values) + text("target", name_of(allow.target)) +
         list("stopwords", allow.stopwords) +
         list("fingerprints", allow.fingerprints) +
         text("reason", allow.reason) + text("owner", allow.owner) +
         text("expires", allow.expires);
}

}  // namespace

std::string to_toml(const Config& config) {
  std::string out;
  if (!config.disabled_rules.empty()) {
    out += "\n[rules]\n" + list("disable", config.disabled_rules);
  }
  for (const Rule& rule : config.custom.rules) out += rule_text(rule);
  for (const Allow& allow : config.allows) out += allow_text(allow);
  return out;
}

}  // namespace stanch
