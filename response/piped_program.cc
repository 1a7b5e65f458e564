// SPDX-License-Identifier: Apache-2.0
#include "response/piped_program.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <thread>

#include <fcntl.h>
#include <fmt/core.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/posix.h"

namespace stanch {
namespace {

using PipeClock = std::chrono::steady_clock;

constexpr std::array kInherited = {"PATH", "HOME", "LANG",    "LC_ALL",
                                   "TZ",   "USER", "LOGNAME", "TMPDIR"};
constexpr std::chrono::milliseconds kLookEvery{20};

std::vector<std::string> environment_of(const PipedProgram& program) {
  std::vector<std::string> out;
  for (const char* name : kInherited) {
    if (const char* value = std::getenv(name)) {
      out.push_back(fmt::format("{}={}", name, value));
    }
  }
  for (const auto& [name, value] : program.environment) {
    out.push_back(name + "=" + value);
  }
  return out;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

pid_t start_piped(const PipedProgram& program, int in) {
  std::vector<std::string> words = program.words;
  std::vector<std::string> variables = environment_of(program);
  std::vector<char*> arguments = pointers_to(words);
  std::vector<char*> environment = pointers_to(variables);
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  if (program.is_silent) {
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
                                       O_WRONLY, 0);
  }
  ::posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  // A group of its own, so that what it started ends with it; and SIGPIPE,
  // which we ignore, as a program expects it.
  sigset_t broken;
  ::sigemptyset(&broken);
  ::sigaddset(&broken, SIGPIPE);
  ::posix_spawnattr_setsigdefault(&attributes, &broken);
  ::posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
  pid_t pid = -1;
  int failed = ::posix_spawnp(&pid, arguments[0], &actions, &attributes,
                              arguments.data(), environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  errno = failed;
  return failed == 0 ? pid : -1;
}

// Values and digests are shorter than any pipe, so this does not wait. One that
// does not read them says so by its exit code, not by ending us with SIGPIPE.
void write_all(int descriptor, std::string_view text) {
  sigset_t broken, before;
  ::sigemptyset(&broken);
  ::sigaddset(&broken, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &broken, &before);
  while (!text.empty()) {
    ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0) break;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  timespec at_once = {};
  ::sigtimedwait(&broken, nullptr, &at_once);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace

Answer<int> run_piped(const PipedProgram& program, std::string_view input) {
  const std::string& name = program.words.front();
  std::array<int, 2> ends = {-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return call_error(CallFault::kDenied,
                      fmt::format("{}: {}", name, describe_error(errno)));
  }
  FileDescriptor in(ends[0]), out(ends[1]);
  pid_t pid = start_piped(program, in.get());
  if (pid < 0) {
    return call_error(
        CallFault::kDenied,
        fmt::format("{} cannot be run: {}", name, describe_error(errno)));
  }
  in = FileDescriptor();
  write_all(out.get(), input);
  out = FileDescriptor();
  auto end = PipeClock::now() + program.patience;
  int status = 0;
  pid_t ended = 0;
  while ((ended = ::waitpid(pid, &status, WNOHANG)) == 0 &&
         PipeClock::now() < end) {
    std::this_thread::sleep_for(kLookEvery);
  }
  if (ended == pid && WIFEXITED(status)) return WEXITSTATUS(status);
  if (ended == 0) {
    ::kill(-pid, SIGKILL);
    ::waitpid(pid, &status, 0);
    return call_error(CallFault::kUnavailable,
                      fmt::format("{} did not end within {} s", name,
                                  program.patience.count()));
  }
  return call_error(CallFault::kUnavailable,
                    fmt::format("{} was ended by a signal", name));
}

}  // namespace stanch
