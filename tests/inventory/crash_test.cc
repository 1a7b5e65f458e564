// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <csignal>
#include <random>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inventory/audit.h"
#include "tests/support/catch.h"
#include "tests/support/inventory_fixture.h"
#include "tests/support/postgres_server.h"

namespace stanch {
namespace {

constexpr int kPerRun = 40;
constexpr int kKills = 50;

std::vector<Finding> findings_of_run(int run) {
  std::vector<Finding> out;
  for (int i = 0; i < kPerRun; ++i) {
    out.push_back(finding_of(
        "value " + std::to_string(run) + "." + std::to_string(i), {"a.txt"}));
  }
  return out;
}

// Writes runs from `first` on, and one byte to the pipe for each that was
// acknowledged, until it is killed.
[[noreturn]] void write_runs(const InventoryFixture& fixture, int first,
                             int pipe) {
  Inventory inventory = fixture.open();
  RunScope scope = whole_scope("/srv");
  scope.is_whole = false;
  for (int run = first;; ++run) {
    fixture.scan(inventory, scope, findings_of_run(run));
    char done = '+';
    if (::write(pipe, &done, 1) != 1) ::_exit(1);
  }
}

// Kills a writer after so many microseconds, counted from its first
// acknowledgement where that is waited for. How many runs it had acknowledged.
int killed_after(const InventoryFixture& fixture, int first, bool waits,
                 unsigned microseconds) {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    write_runs(fixture, first, ends[1]);
  }
  ::close(ends[1]);
  char byte = 0;
  int acknowledged = waits && ::read(ends[0], &byte, 1) == 1 ? 1 : 0;
  ::usleep(microseconds);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  while (::read(ends[0], &byte, 1) == 1) ++acknowledged;
  ::close(ends[0]);
  return acknowledged;
}

}  // namespace

TEST_CASE("a kill at any moment loses no acknowledged run and halves none",
          "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    {
      Inventory inventory = fixture.open();
    }
    std::mt19937 random(8);
    std::uniform_int_distribution<unsigned> moment(0, 20'000);
    std::size_t runs = 0;
    int total = 0;
    for (int i = 0; i < kKills; ++i) {
      unsigned when = moment(random);
      INFO("kill " << i << " after " << when << " us");
      int acknowledged =
          killed_after(fixture, static_cast<int>(runs), i % 2 == 0, when);
      total += acknowledged;
      Inventory inventory = fixture.open();
      std::size_t now = dump(inventory, "id", "run").size();
      CHECK(now >= runs + static_cast<std::size_t>(acknowledged));
      // The server may finish one that nobody was told of.
      CHECK(now <= runs + static_cast<std::size_t>(acknowledged) + 1);
      CHECK(dump(inventory, "id", "secret").size() == now * kPerRun);
      CHECK(dump(inventory, "id", "place").size() == now * kPerRun);
      CHECK(must(verify_audit(inventory)).faults.empty());
      runs = now;
    }
    CHECK(total > 0);
  }
}

TEST_CASE("a disk that takes no more loses nothing of what it had",
          "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  std::size_t before = 0;
  {
    Inventory inventory = fixture.open();
    fixture.scan(inventory, whole_scope("/srv"), findings_of_run(0));
    before = dump(inventory, "id", "secret").size();
  }
  pid_t child = ::fork();
  if (child == 0) {
    // The system refuses what goes beyond that size, as a full disk does.
    constexpr rlim_t kLargest = 200'000;
    rlimit limit{.rlim_cur = kLargest, .rlim_max = kLargest};
    ::signal(SIGXFSZ, SIG_IGN);
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(3);
    std::vector<Finding> many;
    for (int run = 1; run < 50; ++run) {
      std::ranges::move(findings_of_run(run), std::back_inserter(many));
    }
    try {
      Inventory inventory = fixture.open();
      fixture.scan(inventory, whole_scope("/srv"), many);
    } catch (const std::exception& failure) {
      std::string_view said = failure.what();
      ::_exit(said.find(" disk") == said.npos ? 2 : 0);
    }
    ::_exit(1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
  Inventory inventory = fixture.open();
  CHECK(dump(inventory, "id", "secret").size() == before);
  CHECK(must(verify_audit(inventory)).faults.empty());
  fixture.scan(inventory, whole_scope("/srv"), findings_of_run(1));
  CHECK(dump(inventory, "id", "secret").size() == before + kPerRun);
}

TEST_CASE("a PostgreSQL that goes away in the middle leaves nothing half done",
          "[inventory]") {
  if (PostgresServer::shared() == nullptr) return;
  auto server = PostgresServer::start();
  TempDir folder;
  InventoryOptions options{.place = server->url(),
                           .key_file = folder.path() / "key"};
  Inventory inventory = must(Inventory::open(options));
  auto lost = inventory.write([&]() -> Result<void> {
    must(set_meta_value(inventory.backend(), "half", "done"));
    ::kill(server->pid(), SIGQUIT);  // without waiting for us
    server.reset();
    return set_meta_value(inventory.backend(), "other", "half");
  });
  REQUIRE_FALSE(lost);
  CHECK(lost.error().message.find("the connection was lost") !=
        std::string::npos);
  CHECK(lost.error().message.find("left to tests") == std::string::npos);
  CHECK_FALSE(inventory.read([] { return Result<void>(); }));
  auto opened = Inventory::open(options);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().message.find("no connection") != std::string::npos);
}

}  // namespace stanch
