// SPDX-License-Identifier: Apache-2.0
#include "git/git_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <optional>

#include <fmt/format.h>

#include "core/posix.h"

namespace stanch {
namespace {

using Clock = std::chrono::steady_clock;

// How soon an interruption is seen, in milliseconds, and how long git may take
// to end itself before it is killed.
constexpr int kPulse = 100;
constexpr std::chrono::seconds kPatience(3);
// Of what git says only the end is kept.
constexpr std::size_t kKept = 4096;

// As `git rev-parse --local-env-vars`, less the two by which `git -c` hands
// settings on.
constexpr std::array<std::string_view, 16> kLocal = {
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
};

std::vector<std::string> environment_of(const GitProcess& process) {
  std::vector<std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    std::string_view text(*entry);
    std::string_view name = text.substr(0, text.find('='));
    const bool replaced =
        std::ranges::any_of(process.environment,
                            [&](const auto& one) { return one.first == name; });
    if (replaced || name.starts_with("STANCH_") ||
        std::ranges::find(kLocal, name) != kLocal.end()) {
      continue;
    }
    out.emplace_back(text);
  }
  for (const auto& [name, value] : process.environment) {
    out.push_back(name + "=" + value);
  }
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> out;
  for (std::string& text : strings) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

// What a server may say through git moves no cursor.
std::string without_controls(std::string_view text) {
  std::string out;
  for (char letter : text) {
    const bool control = (static_cast<unsigned char>(letter) < 0x20 &&
                          letter != '\r' && letter != '\n' && letter != '\t') ||
                         letter == 0x7f;
    if (!control) out += letter;
  }
  return out;
}

// The last line with something on it, best one that git calls fatal. Where that
// only says that there was no answer, the line before it.
std::string last_line(std::string_view text) {
  std::string last;
  std::string fatal;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = std::min(text.find_first_of("\r\n", begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    while (line.ends_with(' ')) line.remove_suffix(1);
    if (line.empty()) continue;
    const bool is_fatal =
        line.starts_with("fatal: ") || line.starts_with("error: ");
    if (is_fatal) line.remove_prefix(7);
    if (line.starts_with("Could not read from remote") && !last.empty()) {
      return last;
    }
    last = line;
    if (is_fatal) fatal = line;
  }
  return fatal.empty() ? last : fatal;
}

class Run {
 public:
  Run(const GitProcess& process, pid_t child, FileDescriptor errors)
      : process_(process), child_(child), errors_(std::move(errors)) {}

  GitProcess::Outcome wait() {
    GitProcess::Outcome outcome;
    int status = 0;
    bool gone = false;
    bool open = true;
    std::optional<Clock::time_point> asked;
    // Git's own children may hold its error stream open when it is gone.
    while (!gone) {
      if (open) {
        open = listen();
      } else {
        ::poll(nullptr, 0, kPulse / 10);
      }
      // Nobody to wait for: whoever started us ignores its children.
      gone = ::waitpid(child_, &status, WNOHANG) != 0;
      if (gone || !is_interrupted()) continue;
      if (!asked) {
        asked = Clock::now();
        end_with(SIGTERM);
      } else if (Clock::now() - *asked > kPatience) {
        end_with(SIGKILL);
      }
    }
    outcome.interrupted = asked.has_value();
    while (open && listen(0)) {
    }
    outcome.status =
        WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    outcome.last_words = last_line(said_);
    return outcome;
  }

 private:
  bool is_interrupted() const {
    return process_.interrupted != nullptr &&
           process_.interrupted->load(std::memory_order_relaxed);
  }

  // On a terminal git is in our group, so that it may ask there; it passes a
  // signal on to what it started.
  void end_with(int signal) const {
    ::kill(process_.is_watched ? child_ : -child_, signal);
  }

  // Takes what git says. False: it will say no more, or nothing now if that is
  // how long it was waited for.
  bool listen(int milliseconds = kPulse) {
    pollfd poll = {errors_.get(), POLLIN, 0};
    int ready = ::poll(&poll, 1, milliseconds);
    if (ready <= 0) return milliseconds > 0;
    std::array<char, 4096> buffer;
    ssize_t got = ::read(errors_.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) return true;
    if (got <= 0) return false;
    std::string text = without_controls(
        std::string_view(buffer.data(), static_cast<std::size_t>(got)));
    if (process_.progress) process_.progress(text);
    said_ += text;
    if (said_.size() > 2 * kKept) said_.erase(0, said_.size() - kKept);
    return true;
  }

  const GitProcess& process_;
  pid_t child_;
  FileDescriptor errors_;
  std::string said_;
};

// The child's streams, its group, and signals as they are for any program.
struct SpawnPlan {
  SpawnPlan(int errors, bool own_group) {
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, errors, 2);
    posix_spawnattr_init(&attributes);
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    short flags = POSIX_SPAWN_SETSIGDEF;
    if (own_group) flags |= POSIX_SPAWN_SETPGROUP;
    posix_spawnattr_setflags(&attributes, flags);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

std::unexpected<Error> cannot_start(int error) {
  return fail(ErrorKind::kUnreadable,
              fmt::format("cannot start git: {}; it has to be installed and "
                          "on the PATH",
                          describe_error(error)));
}

}  // namespace

Result<GitProcess::Outcome> GitProcess::run() const {
  std::array<int, 2> ends;
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return cannot_start(errno);
  FileDescriptor read_end(ends[0]);
  FileDescriptor write_end(ends[1]);
  std::vector<std::string> words = {"git"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = environment_of(*this);
  if (!is_watched) variables.emplace_back("GIT_TERMINAL_PROMPT=0");
  SpawnPlan plan(write_end.get(), !is_watched);
  pid_t child = 0;
  int failed =
      ::posix_spawnp(&child, "git", &plan.actions, &plan.attributes,
                     pointers(words).data(), pointers(variables).data());
  if (failed != 0) return cannot_start(failed);
  write_end = FileDescriptor();
  return Run(*this, child, std::move(read_end)).wait();
}

}  // namespace stanch
