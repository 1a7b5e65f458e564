// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <thread>
#include <vector>

namespace stanch {

// A server on loopback that says to everybody the same, whatever it is asked:
// the first of its lines at once where it speaks first, each of the others
// after something came; then it hangs up. For protocols whose servers lie.
class CannedServer {
 public:
  enum class Begin { kListens, kSpeaks };
  CannedServer(Begin begin, std::vector<std::string> lines);
  ~CannedServer();
  CannedServer(const CannedServer&) = delete;
  CannedServer& operator=(const CannedServer&) = delete;

  unsigned port() const { return port_; }

 private:
  void serve();

  Begin begin_;
  std::vector<std::string> lines_;
  int listener_ = -1;
  unsigned port_ = 0;
  std::jthread thread_;
};

}  // namespace stanch
