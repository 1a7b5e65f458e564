// SPDX-License-Identifier: Apache-2.0
//
// Asking a credential helper. It is a program of the user's, named in a file of
// the user's; still it may hang or print anything.
#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/posix.h"
#include "core/secret_text.h"
#include "image/registry_login.h"

namespace stanch {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostOutput = 64 << 10;

bool is_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

struct Pipe {
  FileDescriptor read_end, write_end;
};

std::optional<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  return Pipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

// A process that is ended with its group when the object goes.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  ~Child() {
    if (pid_ > 0) {
      ::kill(-pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool has_succeeded() {
    int status = 0;
    pid_t ended = ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return ended > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

 private:
  pid_t pid_;
};

pid_t spawn(const std::string& program, int in, int out) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
                                     O_WRONLY, 0);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  std::string name = program, verb = "get";
  std::array<char*, 3> arguments = {name.data(), verb.data(), nullptr};
  pid_t pid = -1;
  int failed = ::posix_spawnp(&pid, name.c_str(), &actions, &attributes,
                              arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  errno = failed;
  return failed == 0 ? pid : -1;
}

// All it prints; none when it takes too long or prints too much.
std::optional<SecretText> read_until(int descriptor, Clock::time_point end) {
  SecretText out;
  std::array<char, 4096> buffer;
  for (;;) {
    auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    pollfd entry{descriptor, POLLIN, 0};
    int wait = static_cast<int>(std::max<std::int64_t>(left.count(), 0));
    if (::poll(&entry, 1, wait) <= 0) return std::nullopt;
    ssize_t n = ::read(descriptor, buffer.data(), buffer.size());
    if (n > 0) out.append({buffer.data(), static_cast<std::size_t>(n)});
    wipe(buffer.data(), buffer.size());
    if (n <= 0) return out;
    if (out.size() > kMostOutput) return std::nullopt;
  }
}

// Takes a string out of parsed JSON and leaves nothing of it there.
std::optional<Secret> take_secret(nlohmann::json& object, const char* key) {
  auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  auto& text = found->get_ref<std::string&>();
  Secret secret(text);
  wipe(text.data(), text.size());
  return secret;
}

}  // namespace

Result<std::optional<RegistryLogin>> ask_credential_helper(
    const std::string& name, const std::string& key,
    std::chrono::milliseconds patience) {
  auto wrong = [&](std::string_view what) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("docker-credential-{} for {}: {}",
                            is_name(name) ? name : "?", key, what));
  };
  if (!is_name(name)) return wrong("the helper's name is not a plain word");
  auto in = make_pipe(), out = make_pipe();
  if (!in || !out) return wrong(describe_error(errno));
  pid_t pid = spawn("docker-credential-" + name, in->read_end.get(),
                    out->write_end.get());
  if (pid < 0) return wrong("cannot run it: " + describe_error(errno));
  Child child(pid);
  out->write_end = FileDescriptor();
  std::string line = key + "\n";
  // Shorter than any pipe; SIGPIPE is ignored by the program.
  if (::write(in->write_end.get(), line.data(), line.size()) < 0) {
    return wrong("it does not read its input");
  }
  in->write_end = FileDescriptor();
  auto printed = read_until(out->read_end.get(), Clock::now() + patience);
  if (!printed) {
    return wrong(fmt::format("no answer within {} ms", patience.count()));
  }
  if (!child.has_succeeded()) {
    // Its one message that is not a failure is printed like an answer.
    if (printed->reveal().find("credentials not found") !=
        std::string_view::npos) {
      return std::nullopt;
    }
    return wrong("it failed");
  }
  auto json = nlohmann::json::parse(printed->reveal(), nullptr, false);
  if (!json.is_object()) return wrong("it did not print what it should");
  auto user = json.find("Username");
  auto secret = take_secret(json, "Secret");
  if (user == json.end() || !user->is_string() || !secret) {
    return wrong("it did not print what it should");
  }
  RegistryLogin login{RegistryLogin::Kind::kPassword, user->get<std::string>(),
                      std::move(*secret)};
  if (login.user == "<token>") login.kind = RegistryLogin::Kind::kIdentity;
  return login;
}

}  // namespace stanch
