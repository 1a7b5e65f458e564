// SPDX-License-Identifier: Apache-2.0
#include "tests/support/response_stage.h"

#include <csignal>
#include <stdexcept>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include "inventory/record.h"
#include "tests/support/catch.h"
#include "tests/support/known_secret.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

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

// Every moment of a response that nothing happens to.
std::vector<std::string> all_points(ResponseStage& whole) {
  std::vector<std::string> out;
  auto result = whole
                    .responder([&](const ResponseEvent& event) {
                      std::string point = point_of(event);
                      if (!point.empty()) out.push_back(point);
                    })
                    .start(whole.response());
  REQUIRE(result.has_value());
  INFO(result->message);
  REQUIRE(result->end == ResponseEnd::kProven);
  whole.check_end();
  return out;
}

// In a process of its own: a response that is killed at this point.
void respond_and_die(
    const std::function<std::unique_ptr<ResponseStage>()>& make,
    const std::string& point) {
  pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    auto doomed = make();
    auto ended = doomed
                     ->responder([&](const ResponseEvent& event) {
                       if (point_of(event) == point) {
                         ::kill(::getpid(), SIGKILL);
                       }
                     })
                     .start(doomed->response());
    ::_exit(ended ? 1 : 2);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
}

void check_journal(Inventory& inventory, const std::string& response) {
  auto secret = secret_by_id(inventory, 1);
  REQUIRE(secret.has_value());
  CHECK(secret->state == SecretState::kDeadProven);
  auto journal = journal_of_response(inventory, response);
  REQUIRE(journal.has_value());
  for (const JournalEntry& entry : *journal) {
    INFO(entry.intent.step);
    CHECK(entry.outcome.has_value());
    CHECK(entry.intent.sealed.empty());
  }
}

}  // namespace

ResponseStage::ResponseStage(std::string name, const std::string& folder,
                             std::string_view leaked)
    : name_(std::move(name)), leaked_(leaked) {
  auto opened =
      Inventory::open({.place = folder + "/" + name_ + ".db",
                       .clock = [this] { return system_time() + slept_; }});
  if (!opened) throw std::runtime_error(opened.error().message);
  inventory_ = std::make_unique<Inventory>(std::move(*opened));
}

void ResponseStage::remember_leak() {
  known_secret(*inventory_, leaked_.reveal());
}

ResponseCase ResponseStage::response() {
  ResponseCase out{.secret = 1,
                   .action = ResponseAction::kRotate,
                   .grace = 3,
                   .settle = 1,
                   .quiet = 0};
  out.subject.target = name_;
  out.before = issuer().probe_old(leaked_);
  out.before.at = inventory_->now();
  return out;
}

Responder ResponseStage::responder(
    std::function<void(const ResponseEvent&)> tell) {
  return Responder(
      *inventory_, issuer(), store(), leaked_,
      {.sleep = [this](std::int64_t seconds) { slept_ += seconds; },
       .tell = std::move(tell),
       .seal = seal()});
}

void crash_everywhere(const std::string& prefix, const MakeStage& make,
                      std::size_t least) {
  TempDir folder;
  std::string in = folder.path();
  auto whole = make(prefix + "0", in, StageBegin::kMake);
  std::vector<std::string> points = all_points(*whole);
  REQUIRE(points.size() > least);
  int number = 0;
  for (const std::string& point : points) {
    if (point == "begin noted") continue;  // it has ended
    INFO("killed at: " << point);
    std::string name = prefix + std::to_string(++number);
    make(name, in, StageBegin::kMake).reset();
    respond_and_die([&] { return make(name, in, StageBegin::kFind); }, point);

    auto again = make(name, in, StageBegin::kFind);
    auto open = open_responses(again->inventory());
    REQUIRE(open.has_value());
    REQUIRE(open->size() == 1);
    auto result = again->responder().resume(open->front().id);
    REQUIRE(result.has_value());
    INFO(result->message);
    CHECK(result->end == ResponseEnd::kProven);
    again->check_end();
    check_journal(again->inventory(), open->front().id);
  }
}

}  // namespace stanch
