// SPDX-License-Identifier: Apache-2.0
#include "tests/support/postgres_server.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <vector>

#include <unistd.h>

namespace stanch {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kNobody = 65534;

// Debian keeps the programs of each version in a folder that is not in PATH.
std::string folder_of_programs() {
  std::error_code ignored;
  for (const auto& version :
       fs::directory_iterator("/usr/lib/postgresql", ignored)) {
    fs::path bin = version.path() / "bin";
    if (fs::exists(bin / "initdb", ignored)) return bin;
  }
  auto server = wanted_program("postgres");
  return server ? fs::canonical(*server).parent_path().string() : "";
}

std::vector<std::string> as_nobody(std::vector<std::string> words) {
  if (::geteuid() != 0) return words;
  std::vector<std::string> out = {"setpriv",       "--reuid=65534",
                                  "--regid=65534", "--clear-groups",
                                  "--pdeathsig",   "KILL"};
  out.insert(out.end(), words.begin(), words.end());
  return out;
}

}  // namespace

std::unique_ptr<PostgresServer> PostgresServer::start() {
  std::string bin = folder_of_programs();
  if (bin.empty()) return nullptr;
  std::unique_ptr<PostgresServer> out(new PostgresServer());
  const TempDir& folder = out->folder_;
  std::string password = folder.write("password", out->password());
  if (::geteuid() == 0) {
    for (const fs::path& path : {folder.path(), fs::path(password)}) {
      if (::chown(path.c_str(), kNobody, kNobody) != 0) return nullptr;
    }
  }
  std::string data = folder.path() / "data";
  std::string make;
  for (const std::string& word :
       as_nobody({bin + "/initdb", "-D", data, "-U", "stanch", "-A",
                  "scram-sha-256", "--pwfile=" + password, "-E", "UTF8",
                  "--no-locale", "--no-sync", ">/dev/null", "2>&1"})) {
    make += word + " ";
  }
  if (std::system(make.c_str()) != 0) {  // NOLINT(cert-env33-c): our words
    throw std::runtime_error("initdb failed: " + make);
  }
  out->port_ = free_port();
  out->process_ = std::make_unique<ServerProcess>(ServerCommand{
      .words = as_nobody({bin + "/postgres", "-D", data, "-p",
                          std::to_string(out->port_), "-c",
                          "listen_addresses=127.0.0.1", "-c",
                          "unix_socket_directories=" + folder.path().string(),
                          "-c", "fsync=off"}),
      .folder = folder.path(),
      // A line of this file says when it takes connections.
      .is_ready = [status = data + "/postmaster.pid"] {
        std::stringstream text;
        text << std::ifstream(status).rdbuf();
        return text.str().find("ready") != std::string::npos;
      }});
  return out;
}

PostgresServer* PostgresServer::shared() {
  static const std::unique_ptr<PostgresServer> kServer = start();
  return kServer.get();
}

std::string PostgresServer::url() const {
  std::string url = url_without_password();
  return url.insert(url.find('@'), ":left%20to%20tests");
}

std::string PostgresServer::url_without_password() const {
  return "postgres://stanch@127.0.0.1:" + std::to_string(port_) + "/postgres";
}

}  // namespace stanch
