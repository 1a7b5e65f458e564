// SPDX-License-Identifier: Apache-2.0
#include "files/ignore_rules.h"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <optional>
#include <utility>
#include <vector>

#include "core/environment.h"
#include "core/git_config.h"
#include "core/posix.h"

namespace stanch {
namespace {

// "" for the root folder, so that + "/name" is right for every folder.
std::string parent_of(const std::string& folder) {
  return folder.substr(0, folder.rfind('/'));
}

std::optional<std::string> excludes_file_in(const std::string& config) {
  auto text = read_small_file(config, LastLink::kFollow);
  auto value =
      text ? GitConfig(*text).value("core.excludesfile") : std::nullopt;
  if (value && value->starts_with("~/")) {
    value = environment("HOME") + value->substr(1);
  }
  return value;
}

std::string read_or_nothing(const std::string& path, LastLink last_link) {
  return read_small_file(path, last_link).value_or(std::string());
}

// The first line of a file that holds a path, made absolute.
std::optional<std::string> path_in(const std::string& file,
                                   const std::string& base,
                                   std::string_view before) {
  auto text = read_small_file(file, LastLink::kFollow);
  if (!text || !text->starts_with(before)) return std::nullopt;
  std::string path = text->substr(before.size());
  path.erase(path.find_last_not_of("\r\n") + 1);
  return path.starts_with('/') ? path : base + "/" + path;
}

// The folder that holds `info/exclude` and `config` of the repository whose
// work tree `folder` is (gitrepository-layout(5)): `.git`, or where a file of
// that name leads, in a linked work tree from there to the main one. None
// where `folder` is no work tree.
std::optional<std::string> git_folder(const std::string& folder) {
  std::string git = folder + "/.git";
  if (auto linked = path_in(git, folder, "gitdir: ")) git = *linked;
  if (::access((git + "/HEAD").c_str(), F_OK) != 0) return std::nullopt;
  return path_in(git + "/commondir", git, "").value_or(git);
}

}  // namespace

IgnoreRules::IgnoreRules() {
  std::string home = environment("HOME");
  std::string xdg = environment("XDG_CONFIG_HOME");
  if (xdg.empty() && !home.empty()) xdg = home + "/.config";
  if (!xdg.empty()) user_excludes_ = xdg + "/git/ignore";
  const std::array configs = {std::string("/etc/gitconfig"),
                              xdg + "/git/config", home + "/.gitconfig"};
  for (const std::string& config : configs) {
    if (auto value = excludes_file_in(config)) user_excludes_ = *value;
  }
}

const IgnoreLevel* IgnoreRules::add(const IgnoreLevel* parent,
                                    std::string_view text, std::size_t base) {
  IgnoreFile lines(text);
  if (lines.empty() && parent != nullptr) return parent;
  std::lock_guard lock(mutex_);
  return &levels_.emplace_back(parent, std::move(lines), base);
}

// The rules of a repository before its first .gitignore, or none where
// `folder` is not the root of one.
const IgnoreLevel* IgnoreRules::repository(const std::string& folder) {
  std::optional<std::string> git = git_folder(folder);
  if (!git) return nullptr;
  std::size_t base = folder.size() + 1;
  std::string excludes =
      excludes_file_in(*git + "/config").value_or(user_excludes_);
  const IgnoreLevel* level =
      add(nullptr, read_or_nothing(excludes, LastLink::kFollow), base);
  return add(level, read_or_nothing(*git + "/info/exclude", LastLink::kFollow),
             base);
}

const IgnoreLevel* IgnoreRules::inside(const std::string& folder,
                                       const IgnoreLevel* above, bool has_git,
                                       bool has_gitignore) {
  const IgnoreLevel* level = has_git ? repository(folder) : nullptr;
  if (level == nullptr) level = above;
  if (level == nullptr || !has_gitignore) return level;
  return add(level, read_or_nothing(folder + "/.gitignore", LastLink::kRefuse),
             folder.size() + 1);
}

const IgnoreLevel* IgnoreRules::above(const std::string& folder) {
  if (folder.empty()) return nullptr;
  // The folders between the repository's root and `folder`, nearest first.
  std::vector<std::string> between;
  const IgnoreLevel* level = nullptr;
  std::string up = folder;
  do {
    up = parent_of(up);
    between.push_back(up);
    level = repository(up);
  } while (level == nullptr && !up.empty());
  if (level == nullptr) return nullptr;

  for (; !between.empty(); between.pop_back()) {
    level = inside(between.back(), level, false, true);
    const std::string& next = between.size() > 1 ? between.end()[-2] : folder;
    if (next == up + "/.git" || is_ignored(level, next, true)) return nullptr;
  }
  return level;
}

bool is_ignored(const IgnoreLevel* level, std::string_view path,
                bool is_folder) {
  for (; level != nullptr; level = level->parent) {
    switch (level->lines.match(path.substr(level->base), is_folder)) {
      case IgnoreFile::Verdict::kIgnore:
        return true;
      case IgnoreFile::Verdict::kKeep:
        return false;
      case IgnoreFile::Verdict::kNone:
        break;
    }
  }
  return false;
}

}  // namespace stanch
