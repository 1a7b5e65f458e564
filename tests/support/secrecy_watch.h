// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace stanch {

// Looks where a value must not be while a program works: in its arguments and
// those of the programs that it starts, in their environments, in every file
// below a folder (its home, its folder for temporary files, journals, logs,
// core files) and in what it said. The file of the leak itself is passed by.
class SecrecyWatch {
 public:
  SecrecyWatch(std::string folder, std::string leak_file)
      : folder_(std::move(folder)), leak_file_(std::move(leak_file)) {}

  // Until the process has ended.
  void watch(pid_t process);
  void add(const std::string& said) { seen_ += said; }
  // All that was seen, where the value is not known beforehand.
  const std::string& seen() const { return seen_; }
  // Checks that none of these, nor a piece of its middle, was anywhere; and
  // that the program could leave no core file.
  void check_hidden(const std::vector<std::string>& values);

 private:
  void look_at_files();

  std::string folder_;
  std::string leak_file_;
  std::string seen_;
  std::string limits_;
};

}  // namespace stanch
