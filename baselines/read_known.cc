// SPDX-License-Identifier: Apache-2.0
#include "baselines/read_known.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "baselines/baseline_line.h"
#include "core/nearest.h"
#include "core/secret.h"

namespace stanch {
namespace {

using Json = nlohmann::json;

std::unexpected<Error> wrong(const std::string& where, std::string_view what) {
  return fail(ErrorKind::kUsage, fmt::format("{}: {}", where, what));
}

std::string text_at(const Json& object, const char* key) {
  auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>()
                                                     : std::string();
}

std::optional<std::uint64_t> number_at(const Json& object, const char* key) {
  auto found = object.find(key);
  if (found == object.end() || !found->is_number_unsigned()) {
    return std::nullopt;
  }
  return found->get<std::uint64_t>();
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

// Calls with every line and its number.
template <typename Function>
void each_line(std::string_view text, Function function) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    function(line, number);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

Result<void> check_rule_known(const std::string& rule, const std::string& where,
                              const BaselineContext& context) {
  if (context.rules.empty() || std::ranges::count(context.rules, rule) > 0) {
    return {};
  }
  std::vector<std::string_view> ids(context.rules.begin(), context.rules.end());
  std::string near = nearest(rule, ids);
  return wrong(
      where,
      fmt::format("no rule has the id '{}'; {}", rule,
                  near.empty() ? "`stanch baseline update` leaves it out"
                               : fmt::format("did you mean '{}'?", near)));
}

Result<void> read_ours(std::string_view text, const std::string& name,
                       const BaselineContext& context, KnownFindings& out) {
  Result<void> done;
  each_line(text, [&](std::string_view line, std::size_t number) {
    if (!done || trimmed(line).empty() || line.starts_with('#')) return;
    std::string where = fmt::format("{}:{}", name, number);
    auto parsed = parse_baseline_line(line);
    if (!parsed) {
      done = wrong(where,
                   "expected a fingerprint of 32 hexadecimal digits, a rule id "
                   "and a path");
      return;
    }
    done = check_rule_known(parsed->rule, where, context);
    out.add({.path = parsed->path,
             .rule = parsed->rule,
             .fingerprint = parsed->fingerprint,
             .source = where});
  });
  return done;
}

// A secret that the report hides cannot be compared; then the place is.
Result<void> read_gitleaks_report(const Json& report, const std::string& name,
                                  const BaselineContext& context,
                                  KnownFindings& out) {
  std::size_t number = 0;
  for (const Json& entry : report) {
    std::string where = fmt::format("{}: entry {}", name, ++number);
    if (!entry.is_object() || text_at(entry, "RuleID").empty() ||
        !entry.contains("File")) {
      return wrong(where,
                   "expected a finding of gitleaks, with RuleID and "
                   "File");
    }
    KnownFinding known{.path = text_at(entry, "File"),
                       .rule = text_at(entry, "RuleID"),
                       .source = where};
    std::string secret = text_at(entry, "Secret");
    bool hidden = secret == "REDACTED" || secret.ends_with("...");
    if (!hidden) {
      known.fingerprint = Secret(secret, context.fingerprint_key).fingerprint();
    }
    if (hidden || context.like_gitleaks) {
      known.line = number_at(entry, "StartLine");
      known.commit = text_at(entry, "Commit");
      if (!known.line) return wrong(where, "expected StartLine, a number");
    }
    wipe(secret.data(), secret.size());
    out.add(std::move(known));
  }
  return {};
}

Result<void> read_detect_secrets(const Json& results, const std::string& name,
                                 KnownFindings& out) {
  for (const auto& [path, entries] : results.items()) {
    std::string where = fmt::format("{}: results of {}", name, path);
    if (!entries.is_array()) return wrong(where, "expected a list");
    for (const Json& entry : entries) {
      std::string hash =
          entry.is_object() ? text_at(entry, "hashed_secret") : std::string();
      if (hash.size() != 40 ||
          hash.find_first_not_of("0123456789abcdef") != hash.npos) {
        return wrong(where, "expected hashed_secret, 40 hexadecimal digits");
      }
      out.add({.path = path, .sha1 = std::move(hash), .source = where});
    }
  }
  return {};
}

}  // namespace

Result<void> read_baseline(std::string_view text, const std::string& name,
                           const BaselineContext& context, KnownFindings& out) {
  std::size_t begin = text.find_first_not_of(" \t\r\n");
  char first = begin == text.npos ? '\0' : text[begin];
  if (first != '[' && first != '{') {
    if (text.starts_with(kBaselineTitle)) {
      return read_ours(text, name, context, out);
    }
    return wrong(name,
                 fmt::format("no baseline: expected '{}' on the first line, a "
                             "JSON report of gitleaks or a baseline of "
                             "detect-secrets",
                             kBaselineTitle));
  }
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return wrong(name, "not valid JSON");
  if (json.is_array()) return read_gitleaks_report(json, name, context, out);
  auto results = json.find("results");
  if (results != json.end() && results->is_object()) {
    return read_detect_secrets(*results, name, out);
  }
  return wrong(name,
               "expected the list of a gitleaks report, or 'results' as "
               "detect-secrets writes them");
}

bool is_commit_id(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         std::ranges::all_of(
             text, [](unsigned char c) { return std::isxdigit(c) != 0; });
}

// FILE:RULE:LINE or COMMIT:FILE:RULE:LINE.
void read_ignore_file(std::string_view text, const std::string& name,
                      KnownFindings& out, std::vector<std::string>& warnings) {
  each_line(text, [&](std::string_view line, std::size_t number) {
    line = trimmed(line);
    if (line.empty() || line.starts_with('#')) return;
    std::string where = fmt::format("{}:{}", name, number);
    std::vector<std::string> fields{""};
    for (char c : line) {
      if (c == ':') {
        fields.emplace_back();
      } else {
        fields.back() += c;
      }
    }
    std::uint64_t line_number = 0;
    const std::string& last = fields.back();
    auto [end, error] =
        std::from_chars(last.data(), last.data() + last.size(), line_number);
    if ((fields.size() != 3 && fields.size() != 4) || error != std::errc() ||
        end != last.data() + last.size()) {
      warnings.push_back(where +
                         ": passed by: expected FILE:RULE:LINE or "
                         "COMMIT:FILE:RULE:LINE");
      return;
    }
    // gitleaks compares the whole line, so a path may hold a colon.
    if (fields.size() == 4 && !is_commit_id(fields[0])) {
      fields[1] = fields[0] + ":" + fields[1];
      fields.erase(fields.begin());
    }
    std::size_t file = fields.size() - 3;
    std::ranges::replace(fields[file], '\\', '/');
    out.add({.path = fields[file],
             .rule = fields[file + 1],
             .commit = file == 1 ? fields[0] : "",
             .line = line_number,
             .source = where});
  });
}

}  // namespace stanch
