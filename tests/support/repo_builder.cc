// SPDX-License-Identifier: Apache-2.0
#include "tests/support/repo_builder.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include <fmt/format.h>

#include "tests/support/command.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

constexpr int kFirstDate = 1'700'000'000;

std::vector<std::string> isolated_environment(int date) {
  std::vector<std::string> out = {
      "GIT_CONFIG_GLOBAL=/dev/null",
      "GIT_CONFIG_NOSYSTEM=1",
      "GIT_TERMINAL_PROMPT=0",
      "GIT_EDITOR=true",
      "GIT_AUTHOR_NAME=Ada Author",
      "GIT_AUTHOR_EMAIL=ada@example.org",
      "GIT_COMMITTER_NAME=Carl Committer",
      "GIT_COMMITTER_EMAIL=carl@example.org",
      fmt::format("GIT_AUTHOR_DATE={} +0000", date),
      fmt::format("GIT_COMMITTER_DATE={} +0000", date),
  };
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!std::string_view(*variable).starts_with("GIT_")) {
      out.emplace_back(*variable);
    }
  }
  return out;
}

}  // namespace

RepoBuilder::RepoBuilder(std::vector<std::string> init)
    : path_(folder_.path().string() + "/repo") {
  init.insert(init.begin(), {"init", "--quiet", "--initial-branch=main"});
  init.push_back(path_);
  git_in(folder_.path(), std::move(init));
}

std::string RepoBuilder::path(std::string_view relative) const {
  return path_ + "/" + std::string(relative);
}

RepoBuilder& RepoBuilder::write(std::string_view relative,
                                std::string_view bytes) {
  folder_.write("repo/" + std::string(relative), bytes);
  return *this;
}

RepoBuilder& RepoBuilder::link(std::string_view relative,
                               std::string_view target) {
  fs::create_symlink(target, path(relative));
  return *this;
}

RepoBuilder& RepoBuilder::erase(std::string_view relative) {
  fs::remove_all(path(relative));
  return *this;
}

RepoBuilder& RepoBuilder::stage(std::vector<std::string> paths) {
  paths.insert(paths.begin(), "add");
  git(std::move(paths));
  return *this;
}

RepoBuilder& RepoBuilder::mv(std::string_view from, std::string_view to) {
  fs::create_directories(fs::path(path(to)).parent_path());
  git({"mv", std::string(from), std::string(to)});
  return *this;
}

RepoBuilder& RepoBuilder::rm(std::string_view path) {
  git({"rm", "-r", "--quiet", std::string(path)});
  return *this;
}

RepoBuilder& RepoBuilder::commit(std::string_view message) {
  stage();
  ++commits_;
  git({"commit", "--quiet", "--no-verify", "--allow-empty", "--message",
       std::string(message)});
  return *this;
}

RepoBuilder& RepoBuilder::branch(std::string_view name) {
  git({"checkout", "--quiet", "-b", std::string(name)});
  return *this;
}

RepoBuilder& RepoBuilder::checkout(std::string_view name) {
  git({"checkout", "--quiet", std::string(name)});
  return *this;
}

RepoBuilder& RepoBuilder::merge(std::vector<std::string> branches) {
  branches.insert(branches.begin(), {"merge", "--no-commit", "--no-ff"});
  Answer answer = run(path_, std::move(branches));
  if (answer.status > 1) throw std::runtime_error(answer.output);
  return *this;
}

RepoBuilder& RepoBuilder::submodule(const RepoBuilder& other,
                                    std::string_view path) {
  git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
       other.path(), std::string(path)});
  return *this;
}

std::string RepoBuilder::worktree(std::string_view branch) {
  std::string folder = folder_.path().string() + "/" + std::string(branch);
  git({"worktree", "add", "--quiet", "-b", std::string(branch), folder});
  return folder;
}

RepoBuilder& RepoBuilder::hook(std::string_view name, std::string_view script) {
  std::string file =
      path(git({"rev-parse", "--git-path", "hooks"})) + "/" + std::string(name);
  fs::create_directories(fs::path(file).parent_path());
  std::ofstream(file) << "#!/bin/sh\n" << script;
  fs::permissions(file, fs::perms::owner_all);
  return *this;
}

std::string RepoBuilder::git(std::vector<std::string> arguments) const {
  return git_in(path_, std::move(arguments));
}

std::string RepoBuilder::git_in(const std::string& folder,
                                std::vector<std::string> arguments) const {
  std::string asked = fmt::format("git {}", fmt::join(arguments, " "));
  Answer answer = run(folder, std::move(arguments));
  if (answer.status != 0)
    throw std::runtime_error(asked + ": " + answer.output);
  if (answer.output.ends_with('\n')) answer.output.pop_back();
  return answer.output;
}

// Output and errors come through one pipe, as in a terminal.
RepoBuilder::Answer RepoBuilder::run(const std::string& folder,
                                     std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {"git", "-C", folder});
  std::vector<std::string> variables =
      isolated_environment(kFirstDate + 60 * commits_);
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", 0, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  posix_spawn_file_actions_addclose(&actions, ends[1]);
  pid_t child = 0;
  int failed = ::posix_spawnp(&child, "git", &actions, nullptr,
                              null_ended(arguments).data(),
                              null_ended(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  Answer answer{127, "cannot start git"};
  if (failed == 0) {
    answer.output.clear();
    char buffer[65536];
    for (ssize_t got; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
      answer.output.append(buffer, static_cast<std::size_t>(got));
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    answer.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  }
  ::close(ends[0]);
  return answer;
}

}  // namespace stanch
