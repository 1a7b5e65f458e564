// SPDX-License-Identifier: Apache-2.0
#include "tests/support/secrecy_watch.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <unistd.h>

#include "tests/support/catch.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

// A process and all that it started, as long as they run.
std::vector<pid_t> family_of(pid_t process) {
  std::vector<pid_t> out = {process};
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::string task = "/proc/" + std::to_string(out[i]) + "/task";
    std::error_code gone;
    for (const auto& thread : fs::directory_iterator(task, gone)) {
      std::istringstream children(bytes_of(thread.path() / "children"));
      for (pid_t child; children >> child;) out.push_back(child);
    }
  }
  return out;
}

}  // namespace

void SecrecyWatch::look_at_files() {
  std::error_code gone;
  for (const auto& entry : fs::recursive_directory_iterator(folder_, gone)) {
    std::error_code ignored;
    if (entry.is_regular_file(ignored) &&
        entry.path().filename() != leak_file_) {
      seen_ += bytes_of(entry.path());
    }
  }
}

void SecrecyWatch::watch(pid_t process) {
  std::string proc = "/proc/" + std::to_string(process);
  while (::kill(process, 0) == 0 && !bytes_of(proc + "/cmdline").empty()) {
    for (pid_t each : family_of(process)) {
      std::string place = "/proc/" + std::to_string(each);
      seen_ += bytes_of(place + "/cmdline") + bytes_of(place + "/environ");
    }
    limits_ = bytes_of(proc + "/limits");
    look_at_files();
    ::usleep(100'000);
  }
}

void SecrecyWatch::check_hidden(const std::vector<std::string>& values) {
  look_at_files();
  for (const std::string& value : values) {
    REQUIRE(value.size() >= 12);
    CHECK_FALSE(seen_.contains(value));
    CHECK_FALSE(seen_.contains(value.substr(3, value.size() - 6)));
  }
  std::istringstream lines(limits_);
  std::string unlimited;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("Max core file size")) continue;
    std::istringstream words(line.substr(18));
    words >> unlimited;
  }
  CHECK((limits_.empty() || unlimited == "0"));
}

}  // namespace stanch
