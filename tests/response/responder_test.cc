// SPDX-License-Identifier: Apache-2.0
#include "response/responder.h"

#include <algorithm>

#include "inventory/record.h"
#include "inventory/responder_lock.h"
#include "response/closing.h"
#include "response/said_text.h"
#include "tests/support/catch.h"
#include "tests/support/fake_issuer.h"
#include "tests/support/known_secret.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

using enum ProbeVerdict;
using Words = std::vector<std::string>;

constexpr const char* kLeaked = "value-that-leaked";

// An inventory with one secret, an issuer that the test bends, and time that
// passes only by sleeping.
struct Stage {
  TempDir folder;
  std::int64_t now = 1'800'000'000;
  Secret leaked{kLeaked};
  Inventory inventory =
      Inventory::open({.place = folder.path() / "inventory.db",
                       .clock = [this] { return now; }})
          .value();
  std::int64_t secret = known_secret(inventory, kLeaked);
  FakeIssuer issuer;
  ResponseCase response{.secret = secret, .before = {kLive, "logged in"}};

  // As an issuer does that keeps its word.
  Stage() {
    issuer.old = [this] {
      bool disabled =
          std::ranges::count(issuer.done, std::string("disable old")) > 0;
      return disabled ? Probe{kDead, "refused"} : Probe{kLive, "logged in"};
    };
  }
  Responder responder() {
    return Responder(inventory, issuer, nullptr, leaked,
                     {.sleep = [this](std::int64_t s) { now += s; }});
  }
  ResponseResult start() {
    auto result = responder().start(response);
    REQUIRE(result.has_value());
    return *result;
  }
  SecretState state() { return secret_by_id(inventory, secret).value().state; }
};

}  // namespace

TEST_CASE("a rotation waits for its consumers, then proves the old value dead",
          "[response]") {
  Stage stage;
  stage.issuer.kind.arms = true;
  stage.response.action = ResponseAction::kRotate;
  std::int64_t began = stage.now;
  CHECK(stage.start().end == ResponseEnd::kProven);
  CHECK(stage.issuer.done == Words{"mint", "arm deadline", "disable old",
                                   "end sessions", "destroy old"});
  CHECK(stage.now - began >= stage.response.grace + stage.response.settle);
  CHECK(stage.state() == SecretState::kDeadProven);
}

TEST_CASE("an emergency disables first and asks for a successor later",
          "[response]") {
  Stage stage;
  stage.response.action = ResponseAction::kRotate;
  stage.response.mode = ResponseMode::kEmergency;
  CHECK(stage.start().end == ResponseEnd::kProven);
  CHECK(stage.issuer.done ==
        Words{"disable old", "end sessions", "mint", "destroy old"});
}

TEST_CASE("the grace ends when the old value is quiet and the new one is used",
          "[response]") {
  Stage stage;
  stage.response.action = ResponseAction::kRotate;
  stage.response.quiet = 30;
  stage.issuer.sessions = {.old_sessions = 0, .new_sessions = 2};
  std::int64_t began = stage.now;
  CHECK(stage.start().end == ResponseEnd::kProven);
  CHECK(stage.now - began < 60);

  Stage busy;
  busy.response = stage.response;
  busy.issuer.sessions = {.old_sessions = 1, .new_sessions = 2};
  began = busy.now;
  CHECK(busy.start().end == ResponseEnd::kProven);
  CHECK(busy.now - began >= busy.response.grace);
}

TEST_CASE("an issuer that says done and leaves the value alive proves nothing",
          "[response]") {
  Stage stage;
  stage.issuer.old = [] { return Probe{kLive, "logged in"}; };
  ResponseResult result = stage.start();
  CHECK(result.end == ResponseEnd::kNotProven);
  CHECK(result.message.contains("still live"));
  CHECK(stage.state() == SecretState::kResponding);
  // The old value is not taken from its store before it is dead.
  CHECK(stage.issuer.done == Words{"disable old"});
}

TEST_CASE("no answer but a refusal is ever a proof of death", "[response]") {
  struct Lie {
    std::string name;
    Probe before, first, second;
  };
  const Probe live{kLive, "logged in"}, dead{kDead, "refused"},
      unknown{kUnknown, "403 of a proxy"}, record{kDead, "listed", true};
  for (const Lie& lie : {
           Lie{"never seen alive", unknown, dead, dead},
           Lie{"said to be dead before", dead, dead, dead},
           Lie{"cannot be asked afterwards", live, unknown, unknown},
           Lie{"dead, then cannot be asked", live, dead, unknown},
           Lie{"dead, then alive again", live, dead, live},
           Lie{"only the record says so", live, record, record},
           Lie{"the record says so at last", live, dead, record},
       }) {
    INFO(lie.name);
    Stage stage;
    stage.response.before = lie.before;
    std::int64_t began = stage.now;
    stage.issuer.old = [&] {
      return stage.now - began < stage.response.settle ? lie.first : lie.second;
    };
    CHECK(stage.start().end == ResponseEnd::kNotProven);
    CHECK(stage.state() == SecretState::kResponding);
  }
}

TEST_CASE("a cache that answers for a while after is waited for",
          "[response]") {
  Stage stage;
  std::int64_t began = stage.now;
  stage.issuer.old = [&] {
    return stage.now - began < 10 ? Probe{kLive, "logged in"}
                                  : Probe{kDead, "refused"};
  };
  CHECK(stage.start().end == ResponseEnd::kProven);
  CHECK(stage.now - began >= 10 + stage.response.settle);
}

TEST_CASE("a new value that does not work ends in a rollback", "[response]") {
  Stage stage;
  stage.response.action = ResponseAction::kRotate;
  stage.issuer.fresh = [] { return Probe{kDead, "refused"}; };
  ResponseResult result = stage.start();
  CHECK(result.end == ResponseEnd::kNeedsPerson);
  CHECK(stage.issuer.done == Words{"mint"});
  auto back = stage.responder().roll_back(result.response);
  REQUIRE(back.has_value());
  CHECK(back->end == ResponseEnd::kRolledBack);
  CHECK(stage.issuer.done.back() == "undo mint");
  CHECK(stage.state() == SecretState::kConfirmed);
  CHECK_FALSE(stage.responder().resume(result.response).has_value());
}

TEST_CASE("a rollback that was interrupted is resumed as a rollback",
          "[response]") {
  Stage stage;
  stage.issuer.kind.arms = true;
  stage.response.action = ResponseAction::kRotate;
  stage.issuer.fresh = [] { return Probe{kUnknown, "no answer"}; };
  std::string id = stage.start().response;
  stage.issuer.on_undo = [](Step) -> Answer<std::string> {
    return call_error(CallFault::kUnavailable, "the server is gone");
  };
  CHECK(stage.responder().roll_back(id)->end == ResponseEnd::kUnavailable);
  // The new value works by now; what was begun to be taken back is not used.
  stage.issuer.fresh = [] { return Probe{kLive, "logged in"}; };
  stage.issuer.on_undo = [](Step) { return std::string("undone"); };
  auto resumed = stage.responder().resume(id);
  REQUIRE(resumed.has_value());
  CHECK(resumed->end == ResponseEnd::kRolledBack);
  CHECK(stage.issuer.done == Words{"mint", "undo mint", "undo mint"});
}

TEST_CASE("a server that repeats the values is not believed to keep them",
          "[response]") {
  Stage stage;
  stage.issuer.on_perform = [&](Step step) -> Answer<std::string> {
    std::string text = "was sent " + std::string(kLeaked);
    if (step != Step::kEndSessions) return text;
    return call_error(CallFault::kProtocol, text);
  };
  ResponseResult result = stage.start();
  CHECK(result.end == ResponseEnd::kNeedsPerson);
  CHECK(result.message.starts_with("was sent <hidden>; then"));
  std::string all;
  auto journal = journal_of_response(stage.inventory, result.response);
  REQUIRE(journal.has_value());
  for (const JournalEntry& entry : *journal) all += entry.details + "\n";
  CHECK(all.contains("was sent <hidden>"));
  CHECK_FALSE(all.contains(kLeaked));
}

TEST_CASE("nothing is rolled back once the old value was disabled",
          "[response]") {
  Stage stage;
  stage.response.action = ResponseAction::kRotate;
  stage.issuer.on_perform = [](Step step) -> Answer<std::string> {
    if (step != Step::kEndSessions) return std::string("done");
    return call_error(CallFault::kUnavailable, "the server is gone");
  };
  ResponseResult result = stage.start();
  CHECK(result.end == ResponseEnd::kUnavailable);
  auto back = stage.responder().roll_back(result.response);
  REQUIRE(back.has_value());
  CHECK(back->end == ResponseEnd::kNeedsPerson);
  stage.issuer.on_perform = [](Step) { return std::string("done"); };
  auto resumed = stage.responder().resume(result.response);
  REQUIRE(resumed.has_value());
  CHECK(resumed->end == ResponseEnd::kProven);
}

TEST_CASE("what may have been done is looked for before it is repeated",
          "[response]") {
  Stage stage;
  stage.issuer.on_perform = [](Step) -> Answer<std::string> {
    return call_error(CallFault::kUnavailable, "the connection broke");
  };
  std::string id = stage.start().response;
  stage.issuer.on_perform = [](Step) { return std::string("done"); };
  SECTION("done: not repeated") {
    stage.issuer.reconciled = Reconciled::kApplied;
    CHECK(stage.responder().resume(id).value().end == ResponseEnd::kProven);
    CHECK(std::ranges::count(stage.issuer.done, std::string("disable old")) ==
          1);
  }
  SECTION("not done: repeated") {
    CHECK(stage.responder().resume(id).value().end == ResponseEnd::kProven);
    CHECK(std::ranges::count(stage.issuer.done, std::string("disable old")) ==
          2);
  }
  SECTION("changed by somebody else, or not to be told: a person") {
    stage.issuer.reconciled =
        GENERATE(Reconciled::kConflict, Reconciled::kUndecidable);
    CHECK(stage.responder().resume(id).value().end ==
          ResponseEnd::kNeedsPerson);
  }
}

TEST_CASE("a response that has not ended keeps others from beginning",
          "[response]") {
  Stage stage;
  stage.issuer.on_perform = [](Step) -> Answer<std::string> {
    return call_error(CallFault::kUnavailable, "gone");
  };
  std::string id = stage.start().response;
  auto second = stage.responder().start(stage.response);
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().message.contains("resume " + id));
  CHECK(open_responses(stage.inventory)->size() == 1);
}

TEST_CASE("a secret whose old value is dead is contained until all is done",
          "[response]") {
  Stage stage;
  stage.issuer.on_perform = [](Step step) -> Answer<std::string> {
    if (step != Step::kDestroyOld) return std::string("done");
    return call_error(CallFault::kDenied, "may not");
  };
  std::string id = stage.start().response;
  CHECK(stage.state() == SecretState::kContained);
  stage.issuer.on_perform = [](Step) { return std::string("done"); };
  CHECK(stage.responder().resume(id)->end == ResponseEnd::kProven);
  CHECK(stage.state() == SecretState::kDeadProven);
  // It is over: there is nothing left to respond to.
  CHECK_FALSE(stage.responder().start(stage.response).has_value());
}

TEST_CASE("a second responder is kept from a secret", "[response]") {
  Stage stage;
  REQUIRE(lock_secret(stage.inventory, stage.secret, "another", 60).value() ==
          std::nullopt);
  auto result = stage.responder().start(stage.response);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().message.contains("another"));
  CHECK(stage.issuer.done.empty());
  stage.now += 61;  // the other one crashed
  CHECK(stage.start().end == ResponseEnd::kProven);
}

TEST_CASE("a response that is under way is found with what it is about",
          "[response]") {
  Stage stage;
  stage.response.subject = {.target = "billing",
                            .identity = "app_\"a\"\x01",
                            .leaked_versions = {3, 7}};
  stage.issuer.on_perform = [](Step) -> Answer<std::string> {
    return call_error(CallFault::kUnavailable, "gone");
  };
  std::string id = stage.start().response;
  auto open = open_responses(stage.inventory);
  REQUIRE(open.has_value());
  REQUIRE(open->size() == 1);
  CHECK(open->front().id == id);
  CHECK(open->front().response.subject.identity == "app_\"a\"\x01");
  CHECK(open->front().response.subject.leaked_versions ==
        std::vector<std::int64_t>{3, 7});
  CHECK(open->front().response.before.verdict == kLive);
}

TEST_CASE("a refusal that comes after a record is looked at twice itself",
          "[response]") {
  Stage stage;
  int looks = 0;
  stage.issuer.old = [&] { return Probe{kDead, "refused", ++looks == 1}; };
  CHECK(stage.start().end == ResponseEnd::kProven);
  CHECK(looks == 3);
}

TEST_CASE("what cannot be proven from here is closed by a person",
          "[response]") {
  Stage stage;
  stage.issuer.kind.by_hand = "tell every host";
  stage.issuer.old = [] { return Probe{kDead, "not listed", true}; };
  stage.issuer.on_perform = [](Step) -> Answer<std::string> {
    return call_error(CallFault::kUnavailable, "gone");
  };
  std::string id = stage.start().response;
  auto close = [&] { return close_response(stage.inventory, id, "by Ada"); };
  stage.issuer.on_perform = [](Step) { return std::string("done"); };
  auto result = stage.responder().resume(id);
  REQUIRE(result.has_value());
  CHECK(result->end == ResponseEnd::kNotProven);
  CHECK(result->message.contains("record says so; tell every host; `stanch"));
  CHECK(stage.state() == SecretState::kResponding);
  REQUIRE(lock_secret(stage.inventory, stage.secret, "another", 60).value() ==
          std::nullopt);
  CHECK_FALSE(close().has_value());
  REQUIRE(unlock_secret(stage.inventory, stage.secret, "another").has_value());
  REQUIRE(close().has_value());
  CHECK(stage.state() == SecretState::kContained);
  CHECK(open_responses(stage.inventory)->empty());
  CHECK_FALSE(close().has_value());
  CHECK_FALSE(stage.responder().resume(id).has_value());
  // It may be begun again.
  stage.issuer.old = [] { return Probe{kDead, "refused"}; };
  CHECK(stage.start().end == ResponseEnd::kProven);
}

TEST_CASE("nothing is closed that was not ended, or whose new value is lost",
          "[response]") {
  Stage stage;
  stage.response.action = ResponseAction::kRotate;
  stage.issuer.fresh = [] { return Probe{kDead, "refused"}; };
  std::string id = stage.start().response;
  CHECK(close_response(stage.inventory, id, "x")
            .error()
            .message.contains("the old value was not touched"));
  Stage kept;
  kept.response.action = ResponseAction::kRotate;
  kept.response.mode = ResponseMode::kEmergency;
  kept.response.subject.store = "secret/billing";
  kept.issuer.fresh = [] { return Probe{kDead, "refused"}; };
  id = kept.start().response;
  CHECK(close_response(kept.inventory, id, "x")
            .error()
            .message.contains("the new value is not stored yet"));
  // What we may not end is ended by a person.
  Stage denied;
  denied.issuer.on_perform = [](Step) -> Answer<std::string> {
    return call_error(CallFault::kDenied, "may not");
  };
  id = denied.start().response;
  CHECK(close_response(denied.inventory, id, "in the console").has_value());
}

TEST_CASE("a piece of a value that was cut off is hidden, too", "[response]") {
  Secret value("abcdefghijklmnopqrstuvwxyz0123456789");
  CHECK(without_values("was sent abcdefghijklmnopqr; then", {&value}) ==
        "was sent <hidden>; then");
  CHECK(without_values("x abcdefghijklmnopqrstuvwxyz0123456789x", {&value}) ==
        "x <hidden>x");
  CHECK(without_values("abcdefghij", {&value}) == "abcdefghij");
  Secret short_one("pass9");
  CHECK(without_values("'pass9' and pass", {&short_one}) ==
        "'<hidden>' and pass");
}

}  // namespace stanch
