// SPDX-License-Identifier: Apache-2.0
//
// Hooks as git runs them: real commits and real pushes.
#include <filesystem>
#include <fstream>

#include <fmt/core.h>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/files.h"
#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

// git as a user calls it, with stanch on the PATH, or without.
struct Shell {
  TempDir bin;
  std::string log = bin.path() / "log";
  // An inventory of its own, and nothing of the user's configuration.
  std::string environment = "GIT_CONFIG_GLOBAL=/dev/null HOME='" +
                            bin.path().string() + "' XDG_STATE_HOME='" +
                            bin.path().string() + "/state'";

  Shell() {
    fs::create_symlink(std::getenv("STANCH_PROGRAM"), bin.path() / "stanch");
  }

  // The exit status; what was said is in `log`.
  int run(const std::string& folder, const std::string& command,
          bool with_stanch = true) const {
    std::string path = with_stanch ? bin.path().string() + ":$PATH"
                                   : std::string("/usr/bin:/bin");
    return std::system(
        fmt::format(
            "cd '{}' && env -u GIT_DIR -u STANCH_INVENTORY "
            "-u XDG_CONFIG_HOME {} GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b "
            "GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b "
            "PATH={} {} >'{}' 2>&1 </dev/null",
            folder, environment, path, command, log)
            .c_str());
  }
};

Outcome hook(const std::string& folder, std::vector<std::string> words) {
  words.insert(words.begin(), "hook");
  return run_stanch(words, folder);
}

}  // namespace

TEST_CASE("a commit with a secret is refused, a clean one is made", "[cli]") {
  Shell shell;
  RepoBuilder repo;
  Outcome installed = hook(repo.path(), {"install"});
  CHECK(installed.exit == 0);
  CHECK(installed.out == repo.path(".git/hooks/pre-commit") + ": installed\n");

  // The first commit: there is no HEAD yet. Names with blanks and newlines.
  repo.write("a file\nwith a newline.txt", github_leak(1)).stage();
  CHECK(shell.run(repo.path(), "git commit -qm leak") != 0);
  INFO(read_file(shell.log));
  CHECK(read_file(shell.log).find("github-pat") != std::string::npos);
  repo.write("a file\nwith a newline.txt", "nothing\n").stage();
  CHECK(shell.run(repo.path(), "git commit -qm clean") == 0);
  CHECK(repo.git({"log", "--format=%s"}) == "clean");

  // Without the program nothing passes, and it is said why.
  repo.write("b.txt", "more\n").stage();
  CHECK(shell.run(repo.path(), "git commit -qm more", false) != 0);
  CHECK(read_file(shell.log).starts_with("stanch is not on the PATH"));

  CHECK(hook(repo.path(), {"uninstall"}).out ==
        repo.path(".git/hooks/pre-commit") + ": removed\n");
  CHECK(shell.run(repo.path(), "git commit -qm more", false) == 0);
}

TEST_CASE("a merge, a pick and a rebase that stopped are checked, too",
          "[cli]") {
  Shell shell;
  for (const char* command :
       {"git merge other", "git cherry-pick other", "git rebase other"}) {
    INFO(command);
    RepoBuilder repo;
    repo.write("a.txt", "base\n").commit("base");
    repo.branch("other").write("a.txt", "theirs\n").commit("theirs");
    repo.checkout("main").write("a.txt", "ours\n").commit("ours");
    CHECK(hook(repo.path(), {"install"}).exit == 0);
    CHECK(shell.run(repo.path(), command) != 0);

    repo.write("a.txt", github_leak(1)).stage();
    CHECK(shell.run(repo.path(), "git commit -qm both") != 0);
    CHECK(read_file(shell.log).find("github-pat") != std::string::npos);
    repo.write("a.txt", "both\n").stage();
    CHECK(shell.run(repo.path(), "git commit -qm both") == 0);
  }
}

TEST_CASE("a hook that was there runs first, and comes back", "[cli]") {
  Shell shell;
  RepoBuilder repo;
  repo.write("a.txt", "one\n").commit("first");
  repo.hook("pre-commit", "echo older hook; test ! -e refuse");
  std::string older = read_file(repo.path(".git/hooks/pre-commit"));
  Outcome installed = hook(repo.path(), {"install"});
  CHECK(installed.out.ends_with(
      "installed; the hook that was there runs first\n"));
  CHECK(hook(repo.path(), {"install"}).out.ends_with("installed anew\n"));

  repo.write("b.txt", "two\n").stage();
  CHECK(shell.run(repo.path(), "git commit -qm two") == 0);
  CHECK(read_file(shell.log).starts_with("older hook\n"));
  repo.write("c.txt", github_leak(1)).stage();
  CHECK(shell.run(repo.path(), "git commit -qm leak") != 0);
  repo.write("c.txt", "three\n").stage().write("refuse", "");
  CHECK(shell.run(repo.path(), "git commit -qm refused") != 0);

  CHECK(hook(repo.path(), {"uninstall"}).exit == 0);
  CHECK(read_file(repo.path(".git/hooks/pre-commit")) == older);
  Outcome again = hook(repo.path(), {"uninstall"});
  CHECK(again.exit == 0);
  CHECK(again.out.ends_with("nothing was changed\n"));
  CHECK(read_file(repo.path(".git/hooks/pre-commit")) == older);
}

TEST_CASE("the hook goes where git looks for it", "[cli]") {
  Shell shell;
  RepoBuilder repo;
  repo.write("a.txt", "one\n").commit("first");
  std::string linked = repo.worktree("side");
  CHECK(hook(linked, {"install"}).out ==
        repo.path(".git/hooks/pre-commit") + ": installed\n");
  std::ofstream(linked + "/leak.txt") << github_leak(1);
  CHECK(shell.run(linked, "git add -A") == 0);
  CHECK(shell.run(linked, "git commit -qm leak") != 0);

  repo.git({"config", "core.hooksPath", "my hooks"});
  CHECK(hook(repo.path(), {"install"}).out ==
        repo.path("my hooks/pre-commit") + ": installed\n");
  repo.write("leak.txt", github_leak(1)).stage({"leak.txt"});
  CHECK(shell.run(repo.path(), "git commit -qm leak") != 0);
  CHECK(read_file(shell.log).find("github-pat") != std::string::npos);
}

TEST_CASE("a push is checked for its new commits, by the pusher", "[cli]") {
  Shell shell;
  RepoBuilder server({"--bare"});
  RepoBuilder repo;
  // What the other side has already is nobody's new leak.
  repo.write("old.txt", github_leak(1)).commit("old leak");
  repo.git({"remote", "add", "origin", server.path()});
  repo.git({"push", "-q", "origin", "main"});
  CHECK(hook(repo.path(), {"install", "--pre-push"}).exit == 0);

  repo.write("a.txt", "one\n").commit("clean");
  CHECK(shell.run(repo.path(), "git push -q origin main") == 0);
  repo.branch("feature").write("new.txt", github_leak(2)).commit("new leak");
  repo.write("new.txt", "gone\n").commit("and gone");
  CHECK(shell.run(repo.path(), "git push -q origin feature") != 0);
  std::string said = read_file(shell.log);
  INFO(said);
  CHECK(said.find("new.txt:1:8") != std::string::npos);
  CHECK(said.find("old.txt") == std::string::npos);
  CHECK(said.find("stanch: the push is refused. Take the secret out") !=
        std::string::npos);
  CHECK(server.git({"branch", "--list", "feature"}).empty());
  // Nothing to check in a deletion.
  repo.git({"push", "-q", "--no-verify", "origin", "main:other"});
  CHECK(shell.run(repo.path(), "git push -q origin :other") == 0);
}

TEST_CASE("a push is checked for its new commits, by the server", "[cli]") {
  Shell shell;
  RepoBuilder server({"--bare"});
  RepoBuilder repo;
  repo.write("old.txt", github_leak(1)).commit("old leak");
  repo.git({"remote", "add", "origin", server.path()});
  repo.git({"push", "-q", "origin", "main"});
  Outcome installed = hook(server.path(), {"install", "--pre-receive"});
  CHECK(installed.out == server.path("hooks/pre-receive") + ": installed\n");

  repo.write("a.txt", "one\n").commit("clean");
  CHECK(shell.run(repo.path(), "git push -q origin main") == 0);
  repo.write("new.txt", github_leak(2)).commit("new leak");
  CHECK(shell.run(repo.path(), "git push -q origin main") != 0);
  std::string said = read_file(shell.log);
  INFO(said);
  CHECK(said.find("remote: critical  GitHub") != std::string::npos);
  CHECK(said.find("remote: stanch: the push is refused.") != std::string::npos);
  CHECK(said.find("old.txt") == std::string::npos);
  CHECK(server.git({"log", "-1", "--format=%s"}) == "clean");
}

TEST_CASE("findings pass with a reason, which the inventory keeps", "[cli]") {
  Shell shell;
  RepoBuilder server({"--bare"});
  RepoBuilder repo;
  CHECK(hook(repo.path(), {"install"}).exit == 0);
  repo.write("a.txt", github_leak(1)).stage();
  CHECK(shell.run(repo.path(), "STANCH_BYPASS=' ' git commit -qm leak") != 0);
  CHECK(read_file(shell.log).find("give the reason") != std::string::npos);
  // No inventory, no passing.
  CHECK(shell.run(repo.path(),
                  "STANCH_INVENTORY=/proc/none STANCH_BYPASS=why "
                  "git commit -qm leak") != 0);
  CHECK(shell.run(repo.path(),
                  "STANCH_BYPASS='dies tonight' "
                  "git commit -qm leak") == 0);
  CHECK(read_file(shell.log).find("let through") != std::string::npos);

  repo.git({"remote", "add", "origin", server.path()});
  CHECK(hook(server.path(), {"install", "--pre-receive"}).exit == 0);
  // A variable of the pusher's is no reason on the server.
  CHECK(shell.run(repo.path(), "STANCH_BYPASS=why git push -q origin main") !=
        0);
  std::string option = "git push -q -o stanch.bypass='agreed with ada' ";
  CHECK(shell.run(repo.path(), option + "origin main") != 0);
  CHECK(server.git({"branch"}).empty());
  server.git({"config", "receive.advertisePushOptions", "true"});
  CHECK(shell.run(repo.path(), option + "origin main") == 0);
  CHECK(server.git({"log", "-1", "--format=%s"}) == "leak");

  CHECK(shell.run(repo.path(), "stanch inventory audit export") == 0);
  std::string chain = read_file(shell.log);
  INFO(chain);
  CHECK(chain.find("dies tonight") != std::string::npos);
  CHECK(chain.find("agreed with ada") != std::string::npos);
  CHECK(shell.run(repo.path(), "stanch inventory audit verify") == 0);
}

TEST_CASE("a push that takes too long to check is refused", "[cli]") {
  Shell shell;
  RepoBuilder server({"--bare"});
  RepoBuilder repo;
  repo.write("a.txt", "clean\n").commit("clean");
  repo.git({"remote", "add", "origin", server.path()});
  CHECK(
      hook(server.path(), {"install", "--pre-receive", "--budget", "0.000001"})
          .exit == 0);
  CHECK(shell.run(repo.path(), "git push -q origin main") != 0);
  INFO(read_file(shell.log));
  CHECK(read_file(shell.log).find("it could not be checked within 1e-06 s") !=
        std::string::npos);
  CHECK(server.git({"branch"}).empty());
  CHECK(hook(server.path(), {"install", "--pre-receive"}).exit == 0);
  CHECK(shell.run(repo.path(), "git push -q origin main") == 0);
}

TEST_CASE("a global hook is there in every repository, before its own",
          "[cli]") {
  Shell shell;
  std::string home = shell.bin.path();
  shell.environment = "GIT_CONFIG_NOSYSTEM=1 HOME='" + home +
                      "' XDG_STATE_HOME='" + home + "/state'";
  CHECK(shell.run("/", "stanch hook install --global") == 0);
  CHECK(read_file(shell.log) ==
        home +
            "/.config/stanch/hooks: installed for every repository "
            "(core.hooksPath)\n");

  RepoBuilder repo;
  repo.hook("commit-msg", "echo own message hook");
  repo.hook("pre-commit", "echo own hook; test ! -e refuse");
  repo.write("a.txt", github_leak(1)).stage();
  CHECK(shell.run(repo.path(), "git commit -qm leak") != 0);
  CHECK(read_file(shell.log).find("github-pat") != std::string::npos);
  repo.write("a.txt", "clean\n").stage();
  CHECK(shell.run(repo.path(), "git commit -qm clean") == 0);
  CHECK(read_file(shell.log) == "own hook\nown message hook\n");
  repo.write("a.txt", "more\n").stage().write("refuse", "");
  CHECK(shell.run(repo.path(), "git commit -qm refused") != 0);

  CHECK(shell.run("/", "stanch hook uninstall --global") == 0);
  CHECK(shell.run("/", "git config --global core.hooksPath") != 0);
  CHECK(fs::is_empty(home + "/.config/stanch/hooks"));
  repo.erase("refuse");
  CHECK(shell.run(repo.path(), "git commit -qm unwatched") == 0);
}

TEST_CASE("what cannot be a hook is refused", "[cli]") {
  RepoBuilder repo;
  CHECK(hook(repo.path(), {"install", "--pre-push", "--pre-receive"}).exit ==
        2);
  CHECK(hook("/", {"install"}).exit == 2);
  CHECK(hook(repo.path(), {"run", "post-commit"}).exit == 2);
  CHECK(hook(repo.path(), {"install", "--global", "--pre-push"}).exit == 2);
  CHECK(Command{.arguments = {"hook", "run", "pre-push", "origin"},
                .folder = repo.path(),
                .input = "not what git writes\n"}
            .run()
            .exit == 2);
  // Two foreign hooks and no place for both.
  repo.hook("pre-commit", "true");
  CHECK(hook(repo.path(), {"install"}).exit == 0);
  repo.hook("pre-commit", "true");
  Outcome refused = hook(repo.path(), {"install"});
  CHECK(refused.exit == 2);
  CHECK(refused.err.find("put them into one") != std::string::npos);
}

}  // namespace stanch
