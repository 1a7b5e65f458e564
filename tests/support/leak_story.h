// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>

#include "tests/support/temp_dir.h"

namespace stanch {

// From a leak in a repository to the proof that it is dead, as a user does it:
// scan, confirm, plan, rotate, verify the record of it. While it is rotated a
// consumer reads the store and uses what it reads.
struct LeakStory {
  std::string leak;    // the text of the file that is committed
  std::string config;  // .stanch.toml
  std::map<std::string, std::string> environment = {};
  // One request of a consumer; false where it failed.
  std::function<bool()> consumer;
  // The value that consumers read now.
  std::function<std::string()> stored;
  std::string secret;  // the leaked value
  std::string place;   // that the plan names

  // Checks every step, that no request failed, and that neither value was
  // anywhere on the way (tests/support/secrecy_watch.h).
  void tell() const;
};

}  // namespace stanch
