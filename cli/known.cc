// SPDX-License-Identifier: Apache-2.0
#include "cli/known.h"

#include <filesystem>
#include <set>
#include <system_error>
#include <vector>

#include "baselines/read_known.h"
#include "cli/console.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

// The ignore files that are there, each once.
std::vector<std::string> ignore_files(const std::string& option,
                                      const std::string& target) {
  std::error_code ignored;
  std::vector<fs::path> candidates;
  fs::path named = option.empty() ? "." : option;
  if (fs::is_directory(named, ignored)) {
    candidates.push_back(named / kGitleaksIgnoreFile);
  } else {
    candidates.push_back(named);
  }
  candidates.push_back((target.empty() ? fs::path(".") : fs::path(target)) /
                       kGitleaksIgnoreFile);
  std::set<fs::path> seen;
  std::vector<std::string> out;
  for (const fs::path& path : candidates) {
    bool is_named = !option.empty() && path == named;
    if (!is_named && !fs::is_regular_file(path, ignored)) continue;
    if (!seen.insert(fs::weakly_canonical(path, ignored)).second) continue;
    out.push_back(path.lexically_normal().string());
  }
  return out;
}

}  // namespace

Result<KnownFindings> load_known(const ScanFlags& flags,
                                 const std::string& target,
                                 const Settings& settings,
                                 std::string_view fingerprint_key) {
  KnownFindings out;
  std::vector<std::string> rules;
  for (const Rule& rule : settings.rules.rules) {
    if (flags.only.empty()) rules.push_back(rule.id);
  }
  for (const std::string& file : flags.baselines) {
    auto text = read_text(file);
    if (!text) return context("--baseline", std::move(text.error()));
    auto read = read_baseline(*text, file,
                              {.fingerprint_key = fingerprint_key,
                               .rules = rules,
                               .like_gitleaks = flags.compat == "gitleaks"},
                              out);
    if (!read) return std::unexpected(read.error());
  }
  std::vector<std::string> warnings;
  for (const std::string& file : ignore_files(flags.ignore_path, target)) {
    auto text = read_text(file);
    if (!text) return std::unexpected(std::move(text.error()));
    read_ignore_file(*text, file, out, warnings);
  }
  for (const std::string& warning : warnings) say(warning);
  return out;
}

}  // namespace stanch
