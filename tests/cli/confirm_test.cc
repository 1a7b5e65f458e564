// SPDX-License-Identifier: Apache-2.0
//
// `--confirm` and `respond revoke` with a provider, as a user runs them,
// against a GitLab on loopback (tests/support/http_server.py).
#include <chrono>
#include <cstdlib>
#include <memory>
#include <thread>

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/secrecy_watch.h"
#include "tests/support/served.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

struct ConfirmDesk {
  TempDir folder;
  ServerProcess server{misbehaving_server()};
  std::string token = "glpat-" + random_text(7, 20);
  std::string inventory = folder.path() / "kept/inventory.db";

  // `server_path`: "/gitlab/true" keeps its word.
  explicit ConfirmDesk(const std::string& server_path) {
    folder.write("repo/deploy.env", "TOKEN=" + token + "\n");
    folder.write("repo/more.env", "AGAIN=" + token + "\n");
    folder.write("repo/.stanch.toml",
                 "[respond]\nallow = [\"gitlab://*\"]\nsettle = \"1s\"\n"
                 "[respond.hosts]\n"
                 "gitlab = [\"" +
                     url_of(server, server_path) + "\"]\n");
  }
  Outcome run(std::vector<std::string> words) {
    return run_stanch(std::move(words), folder.path() / "repo");
  }
};

}  // namespace

TEST_CASE("a scan asks nobody unless it is told to", "[cli]") {
  ConfirmDesk desk("/gitlab/true");
  Outcome silent = desk.run({"dir", "--format", "json", "."});
  CHECK(silent.exit == 1);
  CHECK_FALSE(silent.out.contains("verified"));
  CHECK(log_of(desk.server) == "[]");

  Outcome asked =
      desk.run({"dir", "--confirm", "--format", "json", "--report",
                "sarif=out.sarif", "--inventory=" + desk.inventory, "."});
  INFO(asked.out << asked.err);
  CHECK(asked.exit == 1);
  auto json = nlohmann::json::parse(asked.out);
  REQUIRE(json["findings"].size() == 1);
  auto verified = json["findings"][0]["verified"];
  CHECK(verified["verdict"] == "live");
  CHECK(verified["account"] == "ci");
  CHECK(verified["scopes"] == "api");
  CHECK(verified["by"] == url_of(desk.server, "/gitlab/true"));
  CHECK(times_in_log(desk.server, "/gitlab") == 1);
  Outcome text = desk.run({"dir", "--confirm", "."});
  CHECK(text.out.contains("lives"));
  CHECK(text.out.contains("live by http://127.0.0.1"));
  CHECK_FALSE(text.out.contains(desk.token));
  Outcome shown =
      desk.run({"inventory", "show", "1", "--inventory", desk.inventory});
  CHECK(shown.out.contains("confirmed, live"));
}

TEST_CASE("a token is revoked by its provider and proven dead", "[cli]") {
  ConfirmDesk desk("/gitlab/true");
  desk.run({"dir", "--inventory=" + desk.inventory, "."});
  auto respond = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "respond");
    words.insert(words.end(), {"--inventory", desk.inventory});
    return desk.run(words);
  };
  Outcome plan = respond({"plan", "1", "--revoke"});
  INFO(plan.out << plan.err);
  CHECK(plan.exit == 0);
  CHECK(plan.out.contains("DELETE http://127.0.0.1"));
  CHECK(plan.out.contains("it takes the value itself"));
  CHECK(times_in_log(desk.server, "DELETE") == 0);
  Outcome done = respond({"revoke", "1", "--apply", "--settle", "1s"});
  INFO(done.out << done.err);
  CHECK(done.exit == 0);
  CHECK(done.out.contains("the old value is dead"));
  CHECK(times_in_log(desk.server, "DELETE") == 1);
  // What was proven dead is not asked again.
  std::size_t asked = times_in_log(desk.server, "/gitlab");
  Outcome again = desk.run({"dir", "--confirm", "--format", "json",
                            "--inventory=" + desk.inventory, "."});
  CHECK(again.out.contains(R"("verdict":"dead")"));
  CHECK(times_in_log(desk.server, "/gitlab") == asked);
}

TEST_CASE("a GitLab that reports a token has it ended", "[cli]") {
  ConfirmDesk desk("/gitlab/true");
  unsigned port = free_port();
  std::string here = "127.0.0.1:" + std::to_string(port);
  SecrecyWatch watch(desk.folder.path() / "kept", "");
  std::jthread watcher;
  auto served = std::make_unique<ServerProcess>(ServerCommand{
      .words = {std::getenv("STANCH_PROGRAM"), "respond", "serve", "--apply",
                "--listen", here, "--inventory", desk.inventory},
      .folder = desk.folder.path() / "repo",
      .environment = {{"STANCH_SERVE_TOKEN", "what-gitlab-sends"}},
      .is_ready = [&] { return accepts_connections(port); }});
  watcher =
      std::jthread([&watch, process = served->pid()] { watch.watch(process); });
  auto client = impatient_client();
  HttpRequest report{.method = "POST",
                     .url = "http://" + here + "/v1/revoke_tokens"};
  report.headers.push_back({"Authorization", "what-gitlab-sends"});
  report.body = R"([{"type":"gitleaks_rule_id_gitlab_personal_access_token",)"
                R"("token":")" +
                desk.token +
                R"(","location":"https://git.test/a/-/blob/1/x#L1"}])";
  auto answer = client->send(report);
  INFO((answer ? "" : answer.error().message));
  REQUIRE(answer.has_value());
  CHECK(answer->status == 204);
  // Proven dead takes a settle time, which is not this test's to wait for.
  auto shows = [&](const std::string& text) {
    return desk.run({"inventory", "show", "1", "--inventory", desk.inventory})
        .out.contains(text);
  };
  for (int i = 0; i < 200 && !shows("dead proven"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  CHECK(shows("dead proven"));
  CHECK(shows("https://git.test/a/-/blob/1/x#L1"));
  CHECK(times_in_log(desk.server, "DELETE") == 1);
  std::string output = served->output();
  served.reset();
  watcher.join();
  watch.add(output);
  watch.check_hidden({desk.token});
}

TEST_CASE("mistakes in the servers that may be asked are told", "[cli]") {
  ConfirmDesk desk("/gitlab/true");
  desk.folder.write("repo/.stanch.toml",
                    "[respond.hosts]\ngitlb = [\"https://x.test\"]\n");
  Outcome name = desk.run({"dir", "--confirm", "."});
  CHECK(name.exit == 2);
  CHECK(name.err.contains(".stanch.toml:2:1: no provider has the id 'gitlb'"));
  CHECK(name.err.contains("'gitlab' has"));
  desk.folder.write("repo/.stanch.toml",
                    "[respond.hosts]\ngitlab = [\"http://x.test\"]\n");
  CHECK(desk.run({"dir", "--confirm", "."}).err.contains("an https URL"));
}

}  // namespace stanch
