// SPDX-License-Identifier: Apache-2.0
#include "tests/support/command.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stanch {
namespace {

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends;
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("cannot make a pipe");
  }
  return ends;
}

std::string read_all(int descriptor) {
  std::string out;
  std::array<char, 65536> buffer;
  for (ssize_t n; (n = ::read(descriptor, buffer.data(), buffer.size())) > 0;) {
    out.append(buffer.data(), static_cast<std::size_t>(n));
  }
  ::close(descriptor);
  return out;
}

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t n = ::write(descriptor, bytes.data(), bytes.size());
    if (n <= 0) break;  // the program did not want to read more
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  ::close(descriptor);
}

std::vector<std::string> environment_of(const Command& command) {
  std::vector<std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    std::string_view text = *entry;
    bool meddles = text.starts_with("STANCH_") || text.starts_with("GIT_") ||
                   text.starts_with("GITLEAKS_") ||
                   text.starts_with("NO_COLOR") || text.starts_with("CLICOLOR");
    std::string name(text.substr(0, text.find('=')));
    meddles = meddles || command.environment.contains(name);
    if (!meddles) out.emplace_back(text);
  }
  for (const auto& [name, value] : command.environment) {
    out.push_back(name + "=" + value);
  }
  return out;
}

// In the child, between fork and exec: system calls only.
[[noreturn]] void become(const Command& command, int in, int out, int err,
                         char* const* arguments, char* const* environment) {
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  std::signal(SIGPIPE, SIG_DFL);
  // Opened before the privileges go: nobody may not walk the path to a checkout
  // in root's home.
  int program = ::open(arguments[0], O_PATH | O_CLOEXEC);
  bool ready = command.folder.empty() || ::chdir(command.folder.c_str()) == 0;
  if (ready && command.as_nobody) {
    ready = ::setgid(65534) == 0 && ::setuid(65534) == 0;
  }
  if (ready) ::fexecve(program, arguments, environment);
  ::_exit(127);
}

}  // namespace

std::vector<char*> null_ended(std::vector<std::string>& strings) {
  std::vector<char*> out;
  for (std::string& text : strings) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

Outcome Command::run() const {
  const char* tested = std::getenv("STANCH_PROGRAM");
  if (tested == nullptr) throw std::runtime_error("STANCH_PROGRAM is not set");
  std::vector<std::string> words = {program.empty() ? tested : program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = environment_of(*this);
  std::vector<char*> argv = null_ended(words), envp = null_ended(variables);

  bool piped = input.has_value() || static_cast<bool>(meanwhile);
  auto [in_read, in_write] = make_pipe();
  auto [out_read, out_write] = make_pipe();
  auto [err_read, err_write] = make_pipe();
  int in = piped ? in_read : ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  int out = output_file.empty()
                ? out_write
                : ::open(output_file.c_str(), O_WRONLY | O_CLOEXEC);
  pid_t child = ::fork();
  if (child == 0) {
    if (closed_output) ::close(out_read);
    become(*this, in, out, err_write, argv.data(), envp.data());
  }
  for (int used : {in_read, out_write, err_write}) ::close(used);
  if (!piped) ::close(in);
  if (!output_file.empty()) ::close(out);
  if (closed_output) ::close(out_read);

  auto old = std::signal(SIGPIPE, SIG_IGN);
  Outcome outcome;
  std::thread feeder([&, to = in_write] {
    if (meanwhile) meanwhile(child);
    write_all(to, input.value_or(""));
  });
  std::thread reader([&, from = err_read] { outcome.err = read_all(from); });
  if (!closed_output) outcome.out = read_all(out_read);
  feeder.join();
  reader.join();
  std::signal(SIGPIPE, old);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status)) outcome.exit = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) outcome.signal = WTERMSIG(status);
  return outcome;
}

Outcome run_stanch(std::vector<std::string> arguments, std::string folder) {
  Command command{.arguments = std::move(arguments),
                  .folder = std::move(folder)};
  return command.run();
}

}  // namespace stanch
