// SPDX-License-Identifier: Apache-2.0
#include "tests/files/git_environment.h"

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "tests/support/catch.h"

namespace stanch {

GitEnvironment::GitEnvironment(const std::filesystem::path& home) {
  for (const char* name :
       {"HOME", "XDG_CONFIG_HOME", "GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE",
        "GIT_CONFIG_GLOBAL"}) {
    const char* value = std::getenv(name);
    before_.emplace_back(name, value == nullptr
                                   ? std::nullopt
                                   : std::optional<std::string>(value));
    ::unsetenv(name);
  }
  ::setenv("HOME", home.c_str(), 1);
}

GitEnvironment::~GitEnvironment() {
  for (const auto& [name, value] : before_) {
    if (value) {
      ::setenv(name.c_str(), value->c_str(), 1);
    } else {
      ::unsetenv(name.c_str());
    }
  }
}

std::string git_output(const std::filesystem::path& folder,
                       const std::string& arguments) {
  std::string command = "git -C '" + folder.string() + "' " + arguments;
  std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "re"),
                                             ::pclose);
  REQUIRE(pipe != nullptr);
  std::string output;
  char chunk[4096];
  while (std::size_t got = std::fread(chunk, 1, sizeof chunk, pipe.get())) {
    output.append(chunk, got);
  }
  int status = ::pclose(pipe.release());
  INFO(command);
  // `git check-ignore` says 1 for "no".
  bool ran = WIFEXITED(status) && WEXITSTATUS(status) <= 1;
  REQUIRE(ran);
  return output;
}

}  // namespace stanch
