// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/postgres_server.h"
#include "tests/support/repo_builder.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

// The program with an inventory of its own.
class Bench {
 public:
  Outcome run(std::vector<std::string> words,
              const std::string& folder = {}) const {
    return Command{.arguments = std::move(words),
                   .folder = folder.empty() ? repo.path() : folder,
                   .environment = {{"XDG_STATE_HOME", state.path()}}}
        .run();
  }
  std::string out(std::vector<std::string> words) const {
    Outcome outcome = run(std::move(words));
    INFO(outcome.err);
    CHECK(outcome.exit == 0);
    return outcome.out;
  }

  TempDir state;
  RepoBuilder repo;
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a scan keeps what it finds, and the commands show it", "[cli]") {
  Bench bench;
  std::string token = github_pat(1);
  bench.repo.write("deploy.env", "TOKEN=" + token + "\n");
  bench.repo.commit("oops");
  CHECK(bench.run({"dir", "--inventory", "."}).exit == 1);
  CHECK(bench.run({"git", "--inventory"}).exit == 1);
  std::string list = bench.out({"inventory", "list"});
  CHECK(has(list, "github-pat"));
  CHECK(has(list, "deploy.env:1 and 1 more"));
  CHECK_FALSE(has(list, token));

  std::string shown = bench.out({"inventory", "show", "1"});
  CHECK(has(shown, "secret 1  high impact  GitHub classic personal"));
  CHECK(has(shown, "  state         detected; due in 2"));
  CHECK(has(shown, "where is it stored?        unanswered: stanch inventory"));
  CHECK(has(shown, "  " + bench.repo.path() + ":deploy.env:1\n    dir\n"));
  CHECK(has(shown, ", in HEAD"));
  CHECK(has(shown, "UTC  detected: github-pat; run 1, dir . ("));
  CHECK(has(shown, "stanch inventory state 1 triaged (or confirmed, resp"));
  for (std::size_t at = 0; at < shown.size();) {
    std::string line = shown.substr(at, shown.find('\n', at) - at);
    INFO(line);
    // A word that is longer than a line, as a path of a test is, stays whole.
    CHECK((line.size() <= 80 || line.find('/') != std::string::npos));
    at += line.size() + 1;
  }

  bench.out({"inventory", "tag", "1", "stored=vault:kv/prod", "owner=ada"});
  shown = bench.out({"inventory", "show", "1"});
  CHECK(has(shown, "where is it stored?        vault:kv/prod (hand, "));
  CHECK(has(shown, "owner         ada"));
  CHECK(has(bench.out({"inventory", "list", "--owner", "ada"}), "github-pat"));
  CHECK(bench.out({"inventory", "list", "--owner", "eve"}) ==
        "No secret is like that.\n");
  CHECK(has(bench.out({"inventory", "list", "-f", "json"}),
            "\"state\": \"detected\""));
  CHECK(has(bench.out({"inventory", "list", "-f", "csv"}),
            "\"github-pat\",\"GitHub\",\"detected\""));

  // Gone from the files, not from the history.
  std::filesystem::remove(bench.repo.path() + "/deploy.env");
  CHECK(bench.run({"dir", "--inventory", "."}).exit == 0);
  shown = bench.out({"inventory", "show", "1"});
  CHECK(has(shown, ", gone: seen by run 3"));
  CHECK(bench.out({"inventory", "audit", "verify"})
            .ends_with("the chain holds\n"));
}

TEST_CASE("a step in a secret's life is allowed or explained", "[cli]") {
  Bench bench;
  bench.repo.write("a.txt", "TOKEN=" + github_pat(2) + "\n");
  bench.run({"dir", "--inventory", "."});
  auto refusal = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "inventory");
    Outcome outcome = bench.run(std::move(words));
    CHECK(outcome.exit == 2);
    return outcome.err;
  };
  CHECK(has(refusal({"state", "1", "closed"}),
            "a secret that is detected cannot become closed"));
  CHECK(has(refusal({"state", "1", "traiged"}), "did you mean triaged?"));
  CHECK(has(refusal({"state", "2", "triaged"}), "there is no secret 2"));
  CHECK(has(refusal({"state", "one", "triaged"}), "named by its number"));
  CHECK(has(refusal({"tag", "1", "ownr=ada"}), "did you mean 'owner'?"));
  CHECK(has(refusal({"tag", "1", "impact=low"}), "needs --reason"));
  CHECK(has(refusal({"ignore", "1", "--reason", "x", "--owner", "ada"}),
            "--expires: give a day"));
  CHECK(has(refusal({"list", "--sort", "size"}), "unknown order size"));
  CHECK(has(refusal({"list", "--state", "lost"}), "unknown state lost"));

  bench.out({"inventory", "ignore", "1", "--reason", "a sample", "--owner",
             "ada", "--expires", "90d"});
  CHECK(has(bench.out({"inventory", "list", "--state", "ignored"}), "ada"));
  CHECK_FALSE(has(bench.out({"inventory", "list", "--overdue"}), "a.txt"));
}

TEST_CASE("an anchor outside finds a chain that was written anew", "[cli]") {
  Bench bench;
  bench.repo.write("a.txt", "TOKEN=" + github_pat(2) + "\n");
  bench.run({"dir", "--inventory", "."});
  std::string anchor = bench.state.path() / "anchor";
  std::vector<std::string> verify = {"inventory", "audit", "verify", "--anchor",
                                     anchor};
  bench.out(verify);
  bench.out(verify);
  bench.state.write("anchor", "stanch audit head 1 " + std::string(64, '0'));
  Outcome outcome = bench.run(verify);
  CHECK(outcome.exit == 1);
  CHECK(has(outcome.out, "entry 1 is not the one that is anchored"));
  bench.state.write("anchor", "something else\n");
  CHECK(bench.run(verify).exit == 2);
}

TEST_CASE("an inventory that cannot be kept is no clean run", "[cli]") {
  Bench bench;
  bench.repo.write("a.txt", "nothing\n");
  std::string other = bench.state.write("other.db", "no database\n");
  CHECK(bench.run({"dir", "--inventory=" + other, "."}).exit == 2);
  CHECK(bench.run({"dir", "--inventory=postgres://127.0.0.1:1/x", "."}).exit ==
        3);
  CHECK(bench.run({"inventory", "list"}).exit == 2);
  // Where it is may be in the environment.
  Outcome outcome =
      Command{.arguments = {"dir", "."},
              .folder = bench.repo.path(),
              .environment = {{"STANCH_INVENTORY",
                               bench.state.path() / "of/team.db"}}}
          .run();
  CHECK(outcome.exit == 0);
  CHECK(std::filesystem::exists(bench.state.path() / "of/team.db"));
}

TEST_CASE("the estate is reported, and what is overdue fails the build",
          "[cli]") {
  Bench bench;
  bench.repo.write("a.txt", "TOKEN=" + github_pat(2) + "\n");
  bench.run({"dir", "--inventory", "."});
  CHECK(has(bench.out({"inventory", "report", "--fail-overdue"}),
            "1 secrets, 1 open, 0 overdue, 0 to be rotated"));
  bench.out({"inventory", "tag", "1", "rotation_ttl=1d", "rotated=2026-01-01"});
  Outcome late = bench.run({"inventory", "report", "--fail-overdue"});
  CHECK(late.exit == 1);
  CHECK(has(late.out, "secret 1: to be rotated every 24 h, last rotated "));
  CHECK(has(bench.out({"inventory", "report", "-f", "json"}),
            "\"every_seconds\": 86400"));
}

TEST_CASE("a declared table in the repository is read by scans", "[cli]") {
  Bench bench;
  bench.repo.write("deploy/a.env", "TOKEN=" + github_pat(2) + "\n");
  bench.repo.write("stanch-inventory.toml",
                   "[[secret]]\npaths = [\"deploy/*\"]\nowner = \"ada\"\n"
                   "[[secret]]\nrules = [\"no-such\"]\nowner = \"eve\"\n");
  Outcome outcome = bench.run({"dir", "--inventory", "."});
  CHECK(has(outcome.err,
            "stanch-inventory.toml:4:1: [[secret]] matches nothing "
            "that was found"));
  CHECK(has(bench.out({"inventory", "show", "1"}), "owner         ada"));
  bench.repo.write("stanch-inventory.toml", "[[secret]]\nownr = \"ada\"\n");
  outcome = bench.run({"dir", "--inventory", "."});
  CHECK(outcome.exit == 2);
  CHECK(has(outcome.err, "stanch-inventory.toml:2:1"));
}

TEST_CASE("what other programs found is imported, and all is exported",
          "[cli]") {
  Bench bench;
  std::string token = github_pat(4);
  bench.repo.write("r.json", "[{\"RuleID\": \"some-rule\", \"Secret\": \"" +
                                 token + "\", \"File\": \"x.env\"}]");
  CHECK(bench.out({"inventory", "import", "r.json"}) ==
        "r.json: 1 findings: 1 new secrets, 0 known\n");
  std::string line = bench.out({"inventory", "export"});
  CHECK(has(line, "\"kind\":\"some-rule\""));
  CHECK_FALSE(has(line, token));
  CHECK(has(bench.out({"inventory", "audit", "export", "-f", "cef"}),
            "CEF:0|stanch|stanch|"));
  CHECK(bench.run({"inventory", "audit", "export", "-f", "csv"}).exit == 2);
  CHECK(bench.run({"inventory", "import", "missing.json"}).exit == 2);
  CHECK(has(bench.out({"inventory", "key", "rotate"}),
            "1 secrets get their new fingerprint when a scan sees them"));
  CHECK(has(bench.out({"inventory", "import", "r.json"}), "0 new secrets"));
}

TEST_CASE("an inventory can be in PostgreSQL", "[cli]") {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) return;
  Bench bench;
  bench.repo.write("a.txt", "TOKEN=" + github_pat(2) + "\n");
  std::string where = "--inventory=" + server->url_without_password();
  auto run = [&](std::vector<std::string> words) {
    return Command{.arguments = std::move(words),
                   .folder = bench.repo.path(),
                   .environment = {{"XDG_STATE_HOME", bench.state.path()},
                                   {"PGPASSWORD", server->password()}}}
        .run();
  };
  Outcome scanned = run({"dir", where, "."});
  INFO(scanned.err);
  CHECK(scanned.exit == 1);
  CHECK(scanned.err.empty());
  CHECK(has(run({"inventory", "list", where}).out, "github-pat"));
}

TEST_CASE("clones of one repository are one, whatever the address", "[cli]") {
  Bench bench;
  bench.repo.write("a.txt", "TOKEN=" + github_pat(2) + "\n");
  bench.repo.commit("one");
  for (const char* address : {"https://ada:pw@GitHub.com/acme/billing.git",
                              "git@github.com:acme/billing.git",
                              "ssh://git@github.com/acme/billing/"}) {
    bench.repo.git({"config", "remote.origin.url", address});
    bench.run({"dir", "--inventory", "."});
    bench.run({"git", "--inventory"});
  }
  std::string json = bench.out({"inventory", "list", "-f", "json"});
  CHECK(has(json, "\"repository\": \"github.com/acme/billing\""));
  CHECK(has(json, "\"places\": 2"));
  CHECK(has(bench.out({"inventory", "show", "1"}),
            "public forge, so perhaps everybody"));
}

}  // namespace stanch
