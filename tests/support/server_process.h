// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace stanch {

// How a server is started and how one sees that it answers.
struct ServerCommand {
  std::vector<std::string> words;  // the program is looked up in PATH
  std::string folder = {};         // where it runs; empty: here
  std::map<std::string, std::string> environment = {};  // besides the test's
  // Asked again and again until true. None: the server prints a line
  // "listening PORT" first, which port() then gives.
  std::function<bool()> is_ready = {};
  std::chrono::seconds patience{30};
};

// A server that a test needs, stopped when the object goes (SIGTERM, then
// SIGKILL, to its process group) and when the test program dies.
class ServerProcess {
 public:
  // Waits until it answers. Throws, with what it said, when it does not.
  explicit ServerProcess(ServerCommand command);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  unsigned port() const { return port_; }
  pid_t pid() const { return pid_; }
  // All it wrote so far, standard output and error together.
  std::string output() const;

 private:
  bool is_running();
  void stop();

  pid_t pid_ = -1;
  unsigned port_ = 0;
  std::string output_file_;
};

// A TCP port of loopback that nobody listened on just now.
unsigned free_port();

// Whether something listens there.
bool accepts_connections(unsigned port);

// The absolute path of a program in PATH or /usr/sbin; none where it is
// missing. With CI set in the environment that is a failed test; elsewhere the
// test says what it left out and goes.
std::optional<std::string> wanted_program(const std::string& name);

}  // namespace stanch
