// SPDX-License-Identifier: Apache-2.0
//
// The commands that the documentation shows are run as they stand there, and
// the words of those in its sentences are known to the program.
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include <fmt/core.h>
#include <re2/re2.h>

#include "cli/program.h"
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/files.h"
#include "tests/support/image_builder.h"
#include "tests/support/repo_builder.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

bool is_for_users(const SourceFile& file) {
  return file.path == "README.md" || file.path == "hooks/README.md" ||
         (file.folder() == "docs" && file.path.ends_with(".md"));
}

// What cannot be run here, by how it begins, and why.
const std::map<std::string_view, std::string_view> kNotRun = {
    {"./dev ", "builds stanch: the whole of CI is that"},
    {"stanch image ghcr.io/", "asks a registry of the network"},
    {"stanch image oci-folder app.tar ghcr.io/",
     "asks a registry of the network"},
    {"stanch image --all-tags", "asks a registry of the network"},
    {"stanch image --catalog", "asks a registry of the network"},
    {"stanch image --plain-http",
     "asks a registry (cli/registry_test.cc does)"},
    {"stanch image docker://", "asks an engine"},
    {"stanch image --containers", "asks an engine"},
    {"stanch respond ", "asks servers (tests/response does)"},
    {"stanch git --confirm", "asks issuers (cli/confirm_test.cc does)"},
    {"packaging/", "builds stanch, twice"},
};

// Lines of blocks that begin with a program of ours or of the sandbox; in a
// block of a session only what stands behind "$ ".
std::vector<std::string> commands_in(const SourceFile& file) {
  static const re2::RE2 kCommand(
      R"re((?:\$ )?((?:stanch|git|docker|kubectl|pip|\./dev|packaging)[ /].*))re");
  std::vector<std::string> out;
  bool fenced = false;
  for (std::string_view line : lines_of(file.text)) {
    if (line.starts_with("```")) {
      fenced = !fenced;
      continue;
    }
    std::string_view text = line;
    if (!fenced) {
      if (!line.starts_with("    ")) continue;
      text.remove_prefix(4);
    }
    std::string command;
    if (re2::RE2::FullMatch(re2::StringPiece(text), kCommand, &command)) {
      out.push_back(command);
    }
  }
  return out;
}

// A repository with all that the examples name.
struct Sandbox {
  RepoBuilder repo;
  TempDir home;

  Sandbox() {
    std::string env(11, '\n');
    for (unsigned i = 1; i <= 8; ++i) {
      env += fmt::format("TOKEN_{}=\"{}\"\n", i, github_pat(i));
    }
    repo.write("a.txt", "clean\n").commit("first");
    repo.git({"update-ref", "refs/remotes/origin/main", "HEAD"});
    repo.write("deploy.env", env);
    repo.write(".secrets.baseline",
               R"({"version":"1.4.0","plugins_used":[],"results":{}})");
    repo.write("notes.txt", "nothing to see # pragma: allowlist secret\n");
    repo.commit("second");
    repo.write("b.txt", "staged\n").stage();

    ImageBuilder image;
    for (const char* machine : {"amd64", "arm64"}) {
      image.pictures.push_back(
          {.architecture = machine,
           .layers = {{.entries = {{"etc/hosts", "localhost\n"}},
                       .created_by = "ADD base /"}}});
    }
    for (const auto& [path, bytes] : image.oci()) {
      fs::create_directories(
          fs::path(repo.path("oci-folder/" + path)).parent_path());
      repo.write("oci-folder/" + path, bytes);
    }
    std::string tar = ImageBuilder::tar_of(image.docker_save());
    repo.write("app.tar", tar).write("base.tar", tar);

    fs::create_symlink(std::getenv("STANCH_PROGRAM"), home.path() / "stanch");
    program("docker", "cat app.tar");
    program("kubectl", "echo a line of a log");
  }

  void program(const std::string& name, const std::string& script) const {
    fs::path path = home.write(name, "#!/bin/sh\n" + script + "\n");
    fs::permissions(path, fs::perms::owner_all);
  }

  // The exit status; what was said is in `said`.
  int run(const std::string& command, std::string& said) const {
    home.write("command", command + "\n");
    int status = std::system(
        fmt::format("cd '{0}' && env -u GIT_DIR -u STANCH_CONFIG "
                    "-u STANCH_INVENTORY HOME='{1}' XDG_STATE_HOME='{1}/state' "
                    "PATH='{1}':$PATH sh '{1}/command' >'{1}/said' 2>&1 "
                    "</dev/null",
                    repo.path(), home.path().string())
            .c_str());
    said = read_file(home.path() / "said");
    return WEXITSTATUS(status);
  }
};

}  // namespace

TEST_CASE("every command that the documentation shows works", "[cli]") {
  Sandbox sandbox;
  std::set<std::string_view> unused;
  for (const auto& [start, reason] : kNotRun) unused.insert(start);
  int ran = 0;
  for (const SourceFile& file : source_tree()) {
    if (!is_for_users(file)) continue;
    for (const std::string& command : commands_in(file)) {
      bool left_out = false;
      for (const auto& [start, reason] : kNotRun) {
        if (!command.starts_with(start)) continue;
        unused.erase(start);
        left_out = true;
      }
      if (left_out) continue;
      ++ran;
      std::string said;
      int status = sandbox.run(command, said);
      INFO(file.path << ": " << command << "\n" << said);
      // 1: the sandbox has secrets in it.
      CHECK((status == 0 || status == 1));
    }
  }
  CHECK(ran >= 20);
  for (std::string_view start : unused) {
    FAIL_CHECK("nothing in the documentation begins with " << start);
  }
}

TEST_CASE("the documentation names only commands and options there are",
          "[cli]") {
  std::set<std::string> known;
  std::istringstream in(every_option());
  for (std::string line; std::getline(in, line);) known.insert(line);
  static const re2::RE2 kSpan("`(stanch [a-z][^`]*)`");
  static const re2::RE2 kOption("^(--?[a-z][a-z-]*)");
  for (const SourceFile& file : source_tree()) {
    if (!is_for_users(file)) continue;
    re2::StringPiece rest(file.text);
    std::string span;
    while (re2::RE2::FindAndConsume(&rest, kSpan, &span)) {
      INFO(file.path << ": " << span);
      std::istringstream words(span);
      std::string command, word;
      words >> command;
      while (words >> word && word != "|") {
        std::string option;
        if (re2::RE2::PartialMatch(word, kOption, &option)) {
          CHECK(known.contains(command + " " + option));
        } else if (known.contains(command + " " + word)) {
          command += " " + word;
        } else if (command == "stanch") {
          FAIL_CHECK("no command " << word);
        }
      }
    }
  }
}

}  // namespace stanch
