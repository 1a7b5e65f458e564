// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "net/http_listener.h"
#include "tests/support/temp_dir.h"

namespace stanch {

// A forge on loopback that keeps the keys of one repository and answers as
// GitHub's, GitLab's and Gitea's documentation says, whichever is asked for. In
// place of its SSH stands a program `ssh` that greets those whose ssh-agent has
// one of these keys, and refuses others.
class FakeForge {
 public:
  FakeForge();
  ~FakeForge();

  // "http://127.0.0.1:41234"
  std::string base() const { return base_; }
  // Where its `ssh` is, for PATH.
  std::string programs() const { return folder_.path() / "bin"; }
  struct Key {
    std::string title;
    std::string line;
    bool read_only = true;
  };
  // By id.
  std::map<std::string, Key> keys();
  std::string add(const Key& key);
  void clear();
  // It answers 204 to a deletion and keeps the key.
  std::atomic<bool> lies = false;
  // Whether ssh reaches it.
  void set_reachable(bool reachable);

  static constexpr const char* kToken = "forge-token-of-ours";

 private:
  ServedAnswer answer(const ServedRequest& request);
  void publish();  // to its SSH; under the lock

  TempDir folder_;
  std::string base_;
  std::mutex mutex_;  // guards all below
  std::map<std::string, Key> keys_;
  int last_ = 0;
  std::atomic<bool> over_ = false;
  std::jthread thread_;
};

}  // namespace stanch
