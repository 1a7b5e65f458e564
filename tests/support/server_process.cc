// SPDX-License-Identifier: Apache-2.0
#include "tests/support/server_process.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/posix.h"
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/files.h"

namespace stanch {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

std::optional<std::string> find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* path = std::getenv("PATH");
  std::istringstream folders(std::string(path == nullptr ? "" : path) +
                             ":/usr/sbin:/sbin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    std::string file = folder + "/" + name;
    if (::access(file.c_str(), X_OK) == 0) return file;
  }
  return std::nullopt;
}

sockaddr_in loopback(unsigned port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

FileDescriptor tcp_socket() {
  return FileDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

std::vector<std::string> environment_of(const ServerCommand& command) {
  std::vector<std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    std::string text = *entry;
    if (!command.environment.contains(text.substr(0, text.find('=')))) {
      out.push_back(text);
    }
  }
  for (const auto& [name, value] : command.environment) {
    out.push_back(name);
    out.back().append("=").append(value);
  }
  return out;
}

std::string new_file() {
  std::string name =
      std::filesystem::temp_directory_path() / "stanch-server-XXXXXX";
  FileDescriptor file(::mkstemp(name.data()));
  if (!file) throw std::runtime_error("cannot make " + name);
  return name;
}

}  // namespace

ServerProcess::ServerProcess(ServerCommand command) : output_file_(new_file()) {
  auto program = find_program(command.words.at(0));
  if (!program) throw std::runtime_error("no program " + command.words[0]);
  std::vector<std::string> variables = environment_of(command);
  auto arguments = null_ended(command.words),
       environment = null_ended(variables);
  pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);
    int in = ::open("/dev/null", O_RDONLY);
    int out = ::open(output_file_.c_str(), O_WRONLY | O_APPEND);
    ::dup2(in, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    std::signal(SIGPIPE, SIG_DFL);
    if (command.folder.empty() || ::chdir(command.folder.c_str()) == 0) {
      ::execve(program->c_str(), arguments.data(), environment.data());
    }
    ::_exit(127);
  }
  ::setpgid(pid_, pid_);
  auto is_ready = [&] {
    if (command.is_ready) return command.is_ready();
    std::istringstream said(output());
    std::string word;
    return static_cast<bool>(said >> word >> port_) && word == "listening" &&
           said.peek() == '\n';
  };
  auto end = steady_clock::now() + command.patience;
  while (!is_ready()) {
    if (!is_running() || steady_clock::now() > end) {
      std::string said = output();
      stop();
      throw std::runtime_error(command.words[0] + " does not answer: " + said);
    }
    std::this_thread::sleep_for(milliseconds(10));
  }
}

ServerProcess::~ServerProcess() { stop(); }

std::string ServerProcess::output() const { return read_file(output_file_); }

bool ServerProcess::is_running() {
  int status = 0;
  if (pid_ < 0 || ::waitpid(pid_, &status, WNOHANG) == pid_) pid_ = -1;
  return pid_ >= 0;
}

void ServerProcess::stop() {
  if (is_running()) ::kill(-pid_, SIGTERM);
  for (int i = 0; i < 300 && is_running(); ++i) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  if (is_running()) {
    ::kill(-pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  std::error_code ignored;
  std::filesystem::remove(output_file_, ignored);
}

unsigned free_port() {
  FileDescriptor socket = tcp_socket();
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket.get(), generic, size) != 0 ||
      ::getsockname(socket.get(), generic, &size) != 0) {
    throw std::runtime_error("no free port");
  }
  return ntohs(address.sin_port);
}

bool accepts_connections(unsigned port) {
  FileDescriptor socket = tcp_socket();
  sockaddr_in address = loopback(port);
  return ::connect(socket.get(), reinterpret_cast<sockaddr*>(&address),
                   sizeof address) == 0;
}

std::optional<std::string> wanted_program(const std::string& name) {
  auto found = find_program(name);
  if (found) return found;
  if (std::getenv("CI") != nullptr) {
    FAIL_CHECK("the program " << name << " is not installed");
  } else {
    WARN("left out: the program " << name << " is not installed");
  }
  return std::nullopt;
}

}  // namespace stanch
