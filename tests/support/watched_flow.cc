// SPDX-License-Identifier: Apache-2.0
#include "tests/support/watched_flow.h"

#include <thread>

#include "tests/support/bao_server.h"
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/known_secret.h"
#include "tests/support/secrecy_watch.h"

namespace stanch {

std::string WatchedFlow::run(const std::function<std::string()>& fresh) const {
  TempDir folder;
  folder.write("repo/.stanch.toml",
               "[respond]\nallow = [\"*\"]\n" + settings +
                   "[[respond.target]]\nname = \"flow\"\n" + target);
  std::string kept = folder.path() / "i.db";
  {
    auto inventory = Inventory::open({.place = kept});
    REQUIRE(inventory.has_value());
    known_secret(*inventory, leaked);
  }
  std::vector<std::string> words = {"respond", action,        "1",  "--apply",
                                    "--stdin", "--grace",     "1s", "--settle",
                                    "1s",      "--inventory", kept};
  words.insert(words.end(), options.begin(), options.end());
  SecrecyWatch watch(folder.path(), "");
  std::jthread watcher;
  Outcome out = Command{
      .arguments = words,
      .folder = folder.path() / "repo",
      .input = leaked,
      .environment = {{"HOME", folder.path()},
                      {"TMPDIR", folder.path()},
                      {"VAULT_ADDR", BaoServer::get()->address()},
                      {"VAULT_TOKEN", std::string(BaoServer::kRoot)}},
      .meanwhile = [&](pid_t process) {
        watcher = std::jthread([&watch, process] { watch.watch(process); });
      }}.run();
  watcher.join();
  INFO(out.out << out.err);
  CHECK(out.exit == 0);
  watch.add(out.out + out.err);
  std::vector<std::string> values = hidden;
  if (values.empty()) values.push_back(leaked);
  if (fresh) values.push_back(fresh());
  watch.check_hidden(values);
  return out.out;
}

}  // namespace stanch
