// SPDX-License-Identifier: Apache-2.0
//
// Everything that can be wrong with what stanch is given: one line that names
// the thing, the right exit code, and what was found is kept.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>

#include <fmt/core.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

// A folder with one token in it, open to every user.
struct Folder : TempDir {
  Folder() {
    write("found.txt", github_pat(21));
    fs::permissions(path(), fs::perms::all);
  }
};

// Every line is ours, and one of them names the thing and the reason.
void check_message(const Outcome& outcome, std::string_view thing,
                   std::string_view reason) {
  INFO(outcome.out << outcome.err);
  CHECK(outcome.err.starts_with("stanch: "));
  CHECK(outcome.err.contains(thing));
  CHECK(outcome.err.contains(reason));
  CHECK(outcome.err.ends_with("\n"));
}

// The run went on: the token was found, and the report says incomplete.
void check_incomplete(const Outcome& outcome, std::string_view thing,
                      std::string_view reason) {
  check_message(outcome, thing, reason);
  CHECK(outcome.exit == 1);
  CHECK(outcome.out.contains("github-pat"));
  CHECK(outcome.out.contains("INCOMPLETE"));
}

// What /proc says of a process under a name, as "SigCgt"; empty: it is gone.
std::string status_of(pid_t process, const std::string& name) {
  std::ifstream file(fmt::format("/proc/{}/status", process));
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name + ":\t")) return line.substr(name.size() + 2);
  }
  return {};
}

// However busy the machine is; the test fails where it never happens.
void wait_until(const std::function<bool()>& happened) {
  for (int tries = 0; tries < 3000 && !happened(); ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace

TEST_CASE("a missing path is the user's mistake", "[cli]") {
  Folder folder;
  Outcome outcome = run_stanch({"dir", "found.txt", "mising"}, folder.path());
  CHECK(outcome.exit == 2);
  check_message(outcome, "mising", "No such file");
}

TEST_CASE("an unreadable file or folder makes the run incomplete", "[cli]") {
  Folder folder;
  folder.write("locked", "x");
  fs::permissions(folder.path() / "locked", fs::perms::none);
  fs::create_directory(folder.path() / "shut");
  fs::permissions(folder.path() / "shut", fs::perms::none);
  Command command{.arguments = {"dir"},
                  .folder = folder.path(),
                  .as_nobody = ::geteuid() == 0};
  Outcome outcome = command.run();
  check_incomplete(outcome, "locked", "ermission denied");
  check_incomplete(outcome, "shut", "ermission denied");
  fs::remove(folder.path() / "found.txt");
  CHECK(command.run().exit == 3);
  command.arguments = {"dir", "--exit-code", "0"};
  folder.write("found.txt", github_pat(21));
  CHECK(command.run().exit == 3);
}

TEST_CASE("what is no file is told of, never waited for", "[cli]") {
  Folder folder;
  REQUIRE(::mkfifo((folder.path() / "fifo").c_str(), 0600) == 0);
  sockaddr_un address{.sun_family = AF_UNIX};
  std::string name = folder.path() / "socket";
  REQUIRE(name.size() < sizeof address.sun_path);
  name.copy(address.sun_path, name.size());
  int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  REQUIRE(::bind(socket, reinterpret_cast<sockaddr*>(&address),
                 sizeof address) == 0);
  Outcome below = run_stanch({"dir", "-v"}, folder.path());
  INFO(below.out << below.err);
  CHECK(below.exit == 1);
  CHECK(below.out.contains("fifo: "));
  CHECK(below.out.contains("socket: "));
  for (std::string thing : {"fifo", "socket"}) {
    Outcome named = run_stanch({"dir", thing}, folder.path());
    CHECK(named.exit == 3);
    check_message(named, thing,
                  "is a " + std::string(thing == "fifo" ? "FIFO" : "socket"));
  }
  ::close(socket);
}

TEST_CASE("a loop of symbolic links ends", "[cli]") {
  Folder folder;
  fs::create_symlink("loop", folder.path() / "loop");
  fs::create_directory_symlink("..", folder.path() / "up");
  CHECK(run_stanch({"dir"}, folder.path()).exit == 1);
  Outcome named = run_stanch({"dir", "loop"}, folder.path());
  CHECK(named.exit == 2);
  check_message(named, "loop", "symbolic links");
}

TEST_CASE("a path that is no UTF-8 is scanned and escaped", "[cli]") {
  Folder folder;
  folder.write("\xff\x1b[2J\n.txt", github_pat(22));
  Outcome outcome = run_stanch({"dir"}, folder.path());
  CHECK(outcome.exit == 1);
  CHECK(outcome.out.contains("\\xff\\x1b[2J\\x0a.txt:1:1"));
  CHECK(run_stanch({"dir", "\xff\x1b[2J\n.txt"}, folder.path()).exit == 1);
}

TEST_CASE("a path in brackets is one path", "[cli]") {
  Folder folder;
  folder.write("[id]", github_pat(23));
  CHECK(run_stanch({"dir", "[id]"}, folder.path()).exit == 1);
  CHECK(run_stanch({"dir", "--redact", "[id]"}, folder.path()).exit == 1);
}

TEST_CASE("a mistake in the configuration is shown where it is", "[cli]") {
  Folder folder;
  folder.write(".stanch.toml", "[scan]\nexclud = []\n");
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"dir"}, {"config", "check"}}) {
    Outcome outcome = run_stanch(arguments, folder.path());
    CHECK(outcome.exit == 2);
    check_message(outcome, ".stanch.toml:2:1", "exclude");
  }
  Outcome missing = run_stanch({"dir", "-c", "none.toml"}, folder.path());
  CHECK(missing.exit == 2);
  check_message(missing, "none.toml", "");
}

TEST_CASE("an expression that does not compile names its rule", "[cli]") {
  Folder folder;
  folder.write(".stanch.toml",
               "[[rule]]\nid = \"my-rule\"\ntitle = \"t\"\nprovider = \"p\"\n"
               "severity = \"low\"\ngrants = \"g\"\nnext = \"n\"\n"
               "trigger = [\"mytoken\"]\nexpression = 'mytoken(['\n"
               "examples = ['mytoken']\n");
  // A rule that finds nothing must not pass for a clean folder.
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"config", "check"}, {"dir"}, {"stdin"}}) {
    Outcome outcome = run_stanch(arguments, folder.path());
    CHECK(outcome.exit == 2);
    check_message(outcome, "my-rule", "expression");
  }
}

TEST_CASE("git without a repository is refused", "[cli]") {
  Folder folder;
  Outcome outcome = run_stanch({"git", "--staged"}, folder.path());
  CHECK(outcome.exit == 2);
  check_message(outcome, "repository", "stanch dir");
}

TEST_CASE("a corrupt index makes the run incomplete", "[cli]") {
  RepoBuilder repo;
  repo.write("a", "x").stage();
  std::ofstream(repo.path(".git/index")) << "not an index at all";
  Outcome outcome = run_stanch({"git", "--staged"}, repo.path());
  CHECK(outcome.exit == 3);
  check_message(outcome, "index", "");
  CHECK(outcome.out.contains("INCOMPLETE"));
}

TEST_CASE("a repository of another user is not trusted", "[cli]") {
  if (::geteuid() != 0) return;  // only root can give a folder away
  RepoBuilder repo;
  repo.write("a", "x").stage();
  for (const std::string& open : {repo.path(), repo.path("..")}) {
    fs::permissions(open, fs::perms::all);
  }
  Outcome outcome = Command{.arguments = {"git", "--staged"},
                            .folder = repo.path(),
                            .environment = {{"HOME", "/nonexistent"}},
                            .as_nobody = true}
                        .run();
  CHECK(outcome.exit == 3);
  check_message(outcome, "safe.directory", "");
}

TEST_CASE("a report that cannot be written is told", "[cli]") {
  Folder folder;
  Outcome unopened = run_stanch({"dir", "-o", "no/such/r"}, folder.path());
  CHECK(unopened.exit == 2);
  check_message(unopened, "no/such/r", "No such file");
  Outcome full = run_stanch({"dir", "-o", "/dev/full"}, folder.path());
  CHECK(full.exit == 3);
  check_message(full, "/dev/full", "No space left");
  Outcome stdout_full = Command{.arguments = {"dir"},
                                .folder = folder.path(),
                                .output_file = "/dev/full"}
                            .run();
  CHECK(stdout_full.exit == 3);
  check_message(stdout_full, "standard output", "No space left");
}

TEST_CASE("a closed pipe ends quietly", "[cli]") {
  Folder folder;
  Command command{
      .arguments = {"dir"}, .folder = folder.path(), .closed_output = true};
  Outcome outcome = command.run();
  CHECK(outcome.exit == 1);
  CHECK(outcome.signal == 0);
  CHECK(outcome.err.empty());
  fs::remove(folder.path() / "found.txt");
  CHECK(command.run().exit == 0);
}

TEST_CASE("an interrupted run reports what it has", "[cli]") {
  for (auto [signal, exit] : {std::pair{SIGINT, 130}, {SIGTERM, 143}}) {
    Command command{.arguments = {"stdin"}};
    command.meanwhile = [signal = signal](pid_t child) {
      wait_until([&] {
        // Until it is another program, the handlers are those of the tests.
        std::error_code error;
        auto exe = fs::read_symlink(fmt::format("/proc/{}/exe", child), error);
        if (error || exe == fs::read_symlink("/proc/self/exe")) return false;
        std::string caught = status_of(child, "SigCgt");
        return !caught.empty() &&
               (std::stoull(caught, nullptr, 16) >> (signal - 1) & 1U) != 0;
      });
      ::kill(child, signal);
      // It ends though its input does not.
      wait_until([&] { return status_of(child, "State").starts_with("Z"); });
    };
    Outcome outcome = command.run();
    CHECK(outcome.exit == exit);
    check_message(outcome, "interrupted", "");
    CHECK(outcome.out.contains("INCOMPLETE: stopped before the end."));
  }
}

}  // namespace stanch
