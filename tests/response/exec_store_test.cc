// SPDX-License-Identifier: Apache-2.0
#include "response/exec_store.h"

#include <cstdlib>
#include <filesystem>

#include "response/approval.h"
#include "response/piped_program.h"
#include "tests/support/catch.h"
#include "tests/support/fake_issuer.h"
#include "tests/support/files.h"
#include "tests/support/scoped.h"
#include "tests/support/server_process.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

std::string script(const TempDir& folder, const std::string& lines) {
  std::string path = folder.write("deliver", "#!/bin/sh\n" + lines);
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

}  // namespace

TEST_CASE("a program gets the new value by a pipe and nothing else of ours",
          "[response]") {
  TempDir folder;
  ScopedVariable ours("PGPASSWORD", "our-own-password");
  std::string out = folder.path() / "seen";
  std::string program =
      script(folder,
             "{ cat; echo; echo \"$STANCH_STEP $STANCH_RESPONSE "
             "$STANCH_IDENTITY\"; echo \"$*\"; env; } > \"$1\"\n");
  LeakedCredential leaked{.value = Secret("the old value")};
  ExecStore store(leaked, {.identity = "app_a",
                           .successor = "app_b",
                           .store = "exec:" + program + " " + out});
  Secret fresh("the new value");
  StepInput input{.response = "r1", .fresh = &fresh};
  CHECK(store.place() == "exec://" + program);
  CHECK(store.calls(Step::kStore).size() == 1);
  CHECK(store.calls(Step::kDestroyOld).empty());
  CHECK(store.preflight({}).value().empty());
  REQUIRE(store.perform(Step::kStore, input).has_value());
  std::string seen = read_file(out);
  CHECK(seen.starts_with("the new value\nstore r1 app_b\n" + out + "\n"));
  CHECK_FALSE(seen.substr(20).contains("value"));
  CHECK_FALSE(seen.contains("our-own-password"));
  REQUIRE(store.undo(Step::kStore, input).has_value());
  CHECK(read_file(out).starts_with("the old value\nrollback r1 app_a\n"));
}

TEST_CASE("a program that fails, hangs or is not there is told", "[response]") {
  TempDir folder;
  LeakedCredential leaked;
  Secret fresh("new");
  StepInput input{.response = "r1", .fresh = &fresh};
  ExecStore fails(leaked, {.store = "exec:" + script(folder, "exit 3\n")});
  auto failed = fails.perform(Step::kStore, input);
  REQUIRE_FALSE(failed.has_value());
  CHECK(failed.error().message.ends_with("ended with 3"));
  ExecStore none(leaked, {.store = "exec:/nowhere/at-all"});
  CHECK(none.preflight({}).value().size() == 1);
  CHECK(none.perform(Step::kStore, input).error().fault == CallFault::kDenied);
  auto hung = run_piped(
      {.words = {"sleep", "60"}, .patience = std::chrono::seconds(0)}, "");
  REQUIRE_FALSE(hung.has_value());
  CHECK(hung.error().fault == CallFault::kUnavailable);
  CHECK(exec_words("exec:  a  b ") == std::vector<std::string>{"a", "b"});
  CHECK(exec_words("exec:").empty());
}

TEST_CASE("only the second person's signature of this very plan approves it",
          "[response]") {
  if (!wanted_program("ssh-keygen")) return;
  TempDir folder;
  auto key = [&](const std::string& name) {
    std::string path = folder.path() / name;
    REQUIRE(run_piped({.words = {"ssh-keygen", "-q", "-t", "ed25519", "-N", "",
                                 "-C", name, "-f", path},
                       .is_silent = true},
                      "") == 0);
    return path;
  };
  std::string ada = key("ada"), eve = key("eve");
  std::string signers =
      folder.write("signers", "ada " + read_file(ada + ".pub"));
  FakeIssuer issuer;
  ResponseCase response{.secret = 7, .action = ResponseAction::kRevoke};
  ResponsePlan plan{.steps = {{Step::kDisable, {"DELETE /token"}}}};
  std::string text = approval_text(plan, response, issuer, "f1");
  CHECK(text == approval_text(plan, response, issuer, "f1"));
  auto sign = [&](const std::string& by) {
    std::string file = folder.write("plan-" + by, text);
    REQUIRE(run_piped({.words = {"ssh-keygen", "-q", "-Y", "sign", "-n",
                                 std::string(kApprovalNamespace), "-f",
                                 folder.path() / by, file},
                       .is_silent = true},
                      "") == 0);
    return file + ".sig";
  };
  std::string good = sign("ada"), bad = sign("eve");
  CHECK(check_approval({"ada", good}, signers, text).has_value());
  CHECK_FALSE(check_approval({}, signers, text).has_value());
  CHECK_FALSE(check_approval({"ada", bad}, signers, text).has_value());
  CHECK_FALSE(check_approval({"eve", bad}, signers, text).has_value());
  CHECK_FALSE(check_approval({"ada", signers}, signers, text).has_value());
  // Another secret, span or call is another plan.
  ResponseCase longer = response;
  longer.settle = 60;
  ResponsePlan other = plan;
  other.steps[0].calls = {"DELETE /all"};
  for (const std::string& changed :
       {approval_text(plan, response, issuer, "f2"),
        approval_text(plan, longer, issuer, "f1"),
        approval_text(other, response, issuer, "f1")}) {
    CHECK(changed != text);
    CHECK_FALSE(check_approval({"ada", good}, signers, changed).has_value());
  }
}

}  // namespace stanch
