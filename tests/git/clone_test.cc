// SPDX-License-Identifier: Apache-2.0
#include "git/clone.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "tests/git/opened_repo.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"
#include "tests/support/scoped.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

// Nothing of the user's configuration, and temporary folders here.
struct Quiet {
  TempDir folder;
  ScopedVariable global{"GIT_CONFIG_GLOBAL", "/dev/null"};
  ScopedVariable system{"GIT_CONFIG_NOSYSTEM", "1"};
  ScopedVariable temporary{"TMPDIR", folder.path()};

  std::size_t left_over() const {
    std::size_t clones = 0;
    for (const auto& entry : fs::directory_iterator(folder.path())) {
      clones += entry.path().filename().string().starts_with("stanch-clone");
    }
    return clones;
  }
};

// A program called git that is a script, first on the PATH.
struct FakeGit {
  explicit FakeGit(const std::string& script) {
    std::string file = folder.write("git", "#!/bin/sh\n" + script);
    fs::permissions(file, fs::perms::owner_all);
  }
  std::string read(const std::string& name) const {
    std::ifstream in(folder.path() / name);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  TempDir folder;
  ScopedVariable path{"PATH",
                      folder.path().string() + ":" + std::getenv("PATH")};
  ScopedVariable here{"FAKE", folder.path()};
};

RemoteUrl url_of(std::string_view text) {
  return expected(parse_remote_url(text));
}

RemoteUrl url_of(const RepoBuilder& repo) {
  return url_of("file://" + repo.path());
}

std::string refused(const RemoteUrl& url, const CloneOptions& options = {}) {
  auto clone = Clone::make(url, options);
  REQUIRE_FALSE(clone);
  return clone.error().message;
}

}  // namespace

TEST_CASE("a clone has every ref and goes away", "[git]") {
  Quiet quiet;
  RepoBuilder repo;
  repo.commit("one").git({"update-ref", "refs/pull/1/head", "HEAD"});
  repo.branch("side").commit("two").git({"tag", "v1"});
  std::string path;
  {
    Clone clone = expected(Clone::make(url_of(repo), {}));
    path = clone.path();
    Clone moved = std::move(clone);
    OpenedRepo opened(moved.path());
    CHECK(opened.store.layout().work_tree.empty());
    CHECK(opened.refs.head_name() == "refs/heads/side");
    for (const char* ref : {"refs/heads/main", "refs/heads/side",
                            "refs/tags/v1", "refs/pull/1/head"}) {
      CAPTURE(ref);
      REQUIRE(opened.refs.find(ref));
      CHECK(hex(*opened.refs.find(ref)) == repo.git({"rev-parse", ref}));
    }
    CHECK(quiet.left_over() == 1);
  }
  CHECK_FALSE(fs::exists(path));
  CHECK(quiet.left_over() == 0);
}

TEST_CASE("a SHA-256 repository and an empty one are cloned", "[git]") {
  Quiet quiet;
  RepoBuilder repo({"--object-format=sha256"});
  repo.commit("one");
  Clone clone = expected(Clone::make(url_of(repo), {}));
  CHECK(hex(OpenedRepo(clone.path()).commit("main")) == repo.head());
  RepoBuilder empty;
  Clone nothing = expected(Clone::make(url_of(empty), {}));
  CHECK(OpenedRepo(nothing.path()).refs.all().empty());
}

TEST_CASE("a copy in a cache is brought up to date", "[git]") {
  Quiet quiet;
  RepoBuilder repo;
  repo.commit("one").branch("gone").commit("two").checkout("main");
  TempDir cache;
  const CloneOptions options{.cache_dir = cache.path() / "copies"};
  const std::string path = expected(Clone::make(url_of(repo), options)).path();
  CHECK(fs::path(path).parent_path() == cache.path() / "copies");
  CHECK(OpenedRepo(path).refs.find("refs/heads/gone"));

  repo.commit("three").git({"branch", "--quiet", "-D", "gone"});
  repo.git(
      {"commit", "--quiet", "--amend", "--allow-empty", "-m", "rewritten"});
  repo.git({"branch", "new"});
  CHECK(expected(Clone::make(url_of(repo), options)).path() == path);
  OpenedRepo opened(path);
  CHECK(hex(opened.commit("main")) == repo.head());
  CHECK(opened.refs.find("refs/heads/new"));
  CHECK_FALSE(opened.refs.find("refs/heads/gone"));
  CHECK(quiet.left_over() == 0);

  std::ifstream in(path + "/config");
  std::string config{std::istreambuf_iterator<char>(in), {}};
  CHECK_FALSE(config.contains("remote"));
}

TEST_CASE("a copy follows a main branch that was renamed", "[git]") {
  Quiet quiet;
  RepoBuilder repo;
  repo.commit("one");
  TempDir cache;
  const CloneOptions options{.cache_dir = cache.path()};
  Clone first = expected(Clone::make(url_of(repo), options));
  repo.git({"branch", "-m", "main", "trunk"});
  Clone second = expected(Clone::make(url_of(repo), options));
  CHECK(OpenedRepo(second.path()).refs.head_name() == "refs/heads/trunk");
}

TEST_CASE("what is left of a broken copy does no harm", "[git]") {
  Quiet quiet;
  RepoBuilder repo;
  repo.commit("one");
  TempDir cache;
  const CloneOptions options{.cache_dir = cache.path()};
  std::string name = folder_name(url_of(repo)) + ".git";
  cache.write(name + ".new/HEAD", "nonsense");
  CHECK(expected(Clone::make(url_of(repo), options)).path() ==
        cache.path() / name);

  fs::remove_all(cache.path() / name);
  cache.write(name + "/HEAD", "nonsense");
  CHECK(refused(url_of(repo), options).contains(name));
}

TEST_CASE("hooks and templates of the user are not run", "[git]") {
  Quiet quiet;
  RepoBuilder repo;
  repo.commit("one");
  TempDir home;
  std::string hook =
      home.write("hooks/reference-transaction",
                 "#!/bin/sh\ntouch " + (home.path() / "ran").string() + "\n");
  fs::permissions(hook, fs::perms::owner_all);
  fs::permissions(
      home.write("template/hooks/reference-transaction",
                 "#!/bin/sh\ntouch " + (home.path() / "ran").string() + "\n"),
      fs::perms::owner_all);
  ScopedVariable config(
      "GIT_CONFIG_GLOBAL",
      home.write("config",
                 "[core]\n hooksPath = " + (home.path() / "hooks").string() +
                     "\n[init]\n templateDir = " +
                     (home.path() / "template").string() + "\n"));
  Clone clone = expected(Clone::make(url_of(repo), {}));
  CHECK_FALSE(fs::exists(home.path() / "ran"));
  CHECK_FALSE(fs::exists(clone.path() + "/hooks"));
}

TEST_CASE("a failure says what git said and what to do", "[git]") {
  Quiet quiet;
  CHECK(refused(url_of("file:///nowhere/at/all")) ==
        "cannot clone file:///nowhere/at/all: '/nowhere/at/all' does not "
        "appear to be a git repository; check the address and your access "
        "with git ls-remote");
  CHECK(quiet.left_over() == 0);
}

TEST_CASE("without git a clone says so", "[git]") {
  Quiet quiet;
  ScopedVariable path("PATH", "/nowhere");
  CHECK(refused(url_of("https://example.org/x")).contains("cannot start git"));
  CHECK(quiet.left_over() == 0);
}

TEST_CASE("a password is in no title, and no message, of a process", "[git]") {
  Quiet quiet;
  FakeGit git(
      "echo \"$@\" > $FAKE/arguments\n"
      "env > $FAKE/environment\n"
      "cat /proc/$$/cmdline >> $FAKE/arguments\n"
      "echo \"fatal: 'https://ada:hid@den@host/x' of hid@den failed\" >&2\n"
      "exit 128\n");
  ScopedVariable key("STANCH_KEY", "key");
  ScopedVariable dir("GIT_DIR", "/elsewhere");
  std::string message =
      refused(url_of("https://"
                     "ada:hid%40den@example.org/x.git"));
  CHECK(message ==
        "cannot clone https://***@example.org/x.git: 'https://***@host/x' of "
        "*** failed; check the address and your access with git ls-remote");
  CHECK(git.read("arguments").contains("-- https://example.org/x.git "));
  CHECK_FALSE(git.read("arguments").contains("hid"));
  CHECK_FALSE(git.read("arguments").contains("ada"));
  const std::string environment = "\n" + git.read("environment");
  CHECK(environment.contains("\nSTANCH_GIT_PASSWORD=hid@den\n"));
  CHECK(environment.contains("\nGIT_TERMINAL_PROMPT=0\n"));
  CHECK(environment.contains("\nGIT_ALLOW_PROTOCOL=https:ssh\n"));
  CHECK_FALSE(environment.contains("\nSTANCH_KEY="));
  CHECK_FALSE(environment.contains("\nGIT_DIR="));
}

TEST_CASE("git is handed the password when it asks", "[git]") {
  Quiet quiet;
  // What git itself makes of the settings: it asks the helper.
  const std::string real = "PATH=" + std::string(std::getenv("PATH"));
  FakeGit git(real +
              "\n"
              "settings=''\n"
              "while test \"$1\" = -c; do\n"
              "  printf '%s\\n' \"$2\" >> $FAKE/settings; shift 2\n"
              "done\n"
              "helper=$(grep -v '=$' $FAKE/settings | "
              "sed -n 's/^credential.helper=//p')\n"
              "printf 'protocol=https\\nhost=example.org\\n\\n' | "
              "git -c credential.helper= -c \"credential.helper=$helper\" "
              "credential fill > $FAKE/answer 2>&1\n"
              "exit 1\n");
  refused(
      url_of("https://"
             "ada:a%27%22%24b%5Cc@example.org/x.git"));
  CHECK(git.read("answer").contains("username=ada\npassword=a'\"$b\\c\n"));
}

TEST_CASE("the user's own list of protocols still counts", "[git]") {
  Quiet quiet;
  FakeGit git("env > $FAKE/environment\nexit 1\n");
  for (auto [theirs, given] :
       {std::pair{"ssh:file", "ssh"}, std::pair{"https", "https"},
        std::pair{"git", "none"}}) {
    ScopedVariable allowed("GIT_ALLOW_PROTOCOL", theirs);
    refused(url_of("https://example.org/x.git"));
    CAPTURE(theirs);
    CHECK(("\n" + git.read("environment"))
              .contains(std::string("\nGIT_ALLOW_PROTOCOL=") + given + "\n"));
  }
}

TEST_CASE("an address that a configuration rewrites runs nothing", "[git]") {
  Quiet quiet;
  TempDir home;
  const std::string ran = home.path() / "ran";
  ScopedVariable config("GIT_CONFIG_GLOBAL",
                        home.write("config",
                                   "[protocol \"ext\"]\n allow = always\n"
                                   "[url \"ext::touch " +
                                       ran + " \"]\n insteadOf = https://\n"));
  CHECK(refused(url_of("https://example.org/x"))
            .contains("transport 'ext' not allowed"));
  CHECK_FALSE(fs::exists(ran));
}

TEST_CASE("what git says comes as it is said, and moves no cursor", "[git]") {
  Quiet quiet;
  FakeGit git(
      "printf 'one 10%%\\rone 20%%\\r\\n\\033[2Jtwo\\a\\n' >&2\n"
      "echo \"$@\" > $FAKE/arguments\n"
      "exit 3\n");
  std::string said;
  CloneOptions options;
  options.progress = [&said](std::string_view text) { said += text; };
  CHECK(refused(url_of("https://example.org/x"), options).contains("[2Jtwo;"));
  CHECK(said == "one 10%\rone 20%\r\n[2Jtwo\n");
  CHECK(git.read("arguments").contains("--progress"));
}

TEST_CASE("an interruption ends git and all it started", "[git]") {
  Quiet quiet;
  FakeGit git(
      "sleep 60 & echo $! > $FAKE/child.new\n"
      "mv $FAKE/child.new $FAKE/child\n"
      "wait\n");
  std::atomic<bool> interrupted = false;
  std::thread raiser([&] {
    while (!fs::exists(git.folder.path() / "child")) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    interrupted = true;
  });
  CloneOptions options;
  options.interrupted = &interrupted;
  std::string message = refused(url_of("https://example.org/x"), options);
  raiser.join();
  CHECK(message.contains("interrupted"));
  CHECK(quiet.left_over() == 0);
  const pid_t child = std::stoi(git.read("child"));
  // Gone, or about to be taken away by whoever adopts orphans.
  bool gone = false;
  for (int i = 0; i < 400 && !gone; ++i) {
    std::ifstream in("/proc/" + std::to_string(child) + "/stat");
    std::string line{std::istreambuf_iterator<char>(in), {}};
    gone = line.empty() || line.contains(") Z ");
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  CHECK(gone);
}

TEST_CASE("a git that will not end is killed", "[git]") {
  Quiet quiet;
  FakeGit git("trap '' TERM\ntouch $FAKE/ready\nexec sleep 60\n");
  std::atomic<bool> interrupted = false;
  std::thread raiser([&] {
    while (!fs::exists(git.folder.path() / "ready")) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    interrupted = true;
  });
  CloneOptions options;
  options.interrupted = &interrupted;
  CHECK(refused(url_of("https://example.org/x"), options)
            .contains("interrupted"));
  raiser.join();
}

}  // namespace stanch
