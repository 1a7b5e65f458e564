// SPDX-License-Identifier: Apache-2.0
//
// The crash matrix: a rotation is killed before and after each of its calls and
// after each thing it writes down, and another process resumes it. Whatever the
// moment, the end is the same.
#include <csignal>
#include <cstdlib>
#include <set>

#include <sys/wait.h>
#include <unistd.h>

#include "inventory/record.h"
#include "tests/support/catch.h"
#include "tests/support/rotation_case.h"

namespace stanch {
namespace {

using Points = std::vector<std::string>;

std::string point_of(const ResponseEvent& event) {
  switch (event.moment) {
    case ResponseEvent::Moment::kIntended:
      return event.step + " intended";
    case ResponseEvent::Moment::kMade:
      return event.step + " made";
    case ResponseEvent::Moment::kNoted:
      return event.step + " noted";
    case ResponseEvent::Moment::kWaiting:
      break;
  }
  return {};
}

// Every moment of a rotation that nothing happens to.
Points all_points(const std::string& folder) {
  RotationCase whole("whole", folder);
  Points out;
  auto result = whole
                    .responder([&](const ResponseEvent& event) {
                      std::string point = point_of(event);
                      if (!point.empty()) out.push_back(point);
                    })
                    .start(whole.response());
  REQUIRE(result.has_value());
  INFO(result->message);
  REQUIRE(result->end == ResponseEnd::kProven);
  return out;
}

// In a process of its own: a rotation that is killed at this point.
void rotate_and_die(const std::string& name, const std::string& folder,
                    const std::string& point) {
  pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    RotationCase doomed(name, folder, RotationCase::Found());
    auto ended = doomed
                     .responder([&](const ResponseEvent& event) {
                       if (point_of(event) == point) {
                         ::kill(::getpid(), SIGKILL);
                       }
                     })
                     .start(doomed.response());
    ::_exit(ended ? 1 : 2);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
}

}  // namespace

TEST_CASE("a rotation that is killed anywhere is resumed to the same end",
          "[response]") {
  if (PostgresTarget::get() == nullptr || BaoServer::get() == nullptr) return;
  TempDir folder;
  Points points = all_points(folder.path());
  REQUIRE(points.size() > 25);
  int number = 0;
  for (const std::string& point : points) {
    if (point == "begin noted") continue;  // it has ended
    INFO("killed at: " << point);
    std::string name = "crash" + std::to_string(++number);
    {
      RotationCase made(name, folder.path());
    }
    rotate_and_die(name, folder.path(), point);

    RotationCase again(name, folder.path(), RotationCase::Found());
    auto open = open_responses(again.inventory());
    REQUIRE(open.has_value());
    REQUIRE(open->size() == 1);
    auto result = again.responder().resume(open->front().id);
    REQUIRE(result.has_value());
    INFO(result->message);
    CHECK(result->end == ResponseEnd::kProven);

    PostgresTarget& server = *PostgresTarget::get();
    CHECK_FALSE(server.lets_in(again.old_role(), RotationCase::kLeaked));
    CHECK(again.stored("username") == again.new_role());
    CHECK(again.stored("port") == "5432");
    CHECK(again.consumer_is_let_in());
    // No orphan and no second rotation: two roles, one with a password, and
    // one version after the one that leaked.
    CHECK(server.sql("SELECT string_agg(rolname || rolcanlogin || "
                     "(rolpassword IS NOT NULL), ' ' ORDER BY rolname) FROM "
                     "pg_authid WHERE rolname ~ '^" +
                     name + "_[ab]$'") ==
          again.old_role() + "falsefalse " + again.new_role() + "truetrue");
    auto versions = BaoServer::get()->call("GET", "secret/metadata/" + name);
    CHECK(versions.number("/data/current_version") == 2);
    CHECK(versions.is_true("/data/versions/1/destroyed"));
    auto secret = secret_by_id(again.inventory(), 1);
    REQUIRE(secret.has_value());
    CHECK(secret->state == SecretState::kDeadProven);
    auto journal = journal_of_response(again.inventory(), open->front().id);
    REQUIRE(journal.has_value());
    for (const JournalEntry& entry : *journal) {
      CHECK(entry.outcome.has_value());
      CHECK(entry.intent.sealed.empty());
    }
  }
}

}  // namespace stanch
