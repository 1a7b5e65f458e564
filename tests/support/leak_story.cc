// SPDX-License-Identifier: Apache-2.0
#include "tests/support/leak_story.h"

#include <atomic>
#include <chrono>
#include <thread>

#include <unistd.h>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/secrecy_watch.h"

namespace stanch {

void LeakStory::tell() const {
  TempDir folder;
  folder.write("repo/deploy.env", leak);
  folder.write("repo/.stanch.toml", config);
  std::map<std::string, std::string> variables = environment;
  variables["HOME"] = folder.path();
  variables["TMPDIR"] = folder.path();
  SecrecyWatch watch(folder.path(), "deploy.env");
  auto run = [&](std::vector<std::string> words) {
    words.push_back("--inventory=" + (folder.path() / "kept.db").string());
    Outcome out = Command{
        .arguments = words,
        .folder = folder.path() / "repo",
        .environment = variables,
        .meanwhile = [&](pid_t process) {
          watch.watch(process);
        }}.run();
    watch.add(out.out + out.err);
    UNSCOPED_INFO(out.out << out.err);
    return out;
  };
  REQUIRE(run({"dir", "."}).exit == 1);
  Outcome confirmed = run({"respond", "confirm", "1"});
  CHECK(confirmed.exit == 0);
  CHECK(confirmed.out.contains("verdict     live"));
  CHECK(confirmed.out.contains("(current) holds it"));
  Outcome plan = run({"respond", "plan", "1"});
  CHECK(plan.exit == 0);
  CHECK(plan.out.contains(place));

  constexpr std::chrono::seconds kGrace(1);
  std::atomic<bool> over = false;
  int served = 0, failed = 0;
  std::thread consumes([&] {
    while (!over) {
      auto begun = std::chrono::steady_clock::now();
      bool is_served = consumer();
      // A request that takes as long as the grace may meet a dead value.
      bool is_quick = std::chrono::steady_clock::now() - begun < kGrace;
      if (is_served || is_quick) (is_served ? served : failed) += 1;
      ::usleep(50'000);
    }
  });
  Outcome rotated =
      run({"respond", "rotate", "1", "--apply", "--grace",
           std::to_string(kGrace.count()) + "s", "--settle", "1s"});
  over = true;
  consumes.join();
  CHECK(rotated.exit == 0);
  CHECK(rotated.out.contains("the old value is dead: refused twice"));
  CHECK(consumer());
  CHECK(served > 0);
  CHECK(failed == 0);
  CHECK(run({"inventory", "audit", "verify"}).exit == 0);
  std::string fresh = stored();
  CHECK(fresh != secret);
  watch.check_hidden({secret, fresh});
}

}  // namespace stanch
