// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tests/support/temp_dir.h"

namespace stanch {

// A certificate authority of a test's own, made with the program openssl.
class CertificateMaker {
 public:
  CertificateMaker();

  // PEM files in a folder that goes with this object.
  const std::string& ca_file() const { return ca_; }

  struct Pair {
    std::string certificate;
    std::string key;
  };
  // Signed by this authority for a name or an address ("DNS:localhost",
  // "IP:127.0.0.1"), valid for so many days; negative: it ended before today.
  Pair issue(const std::string& name, const std::string& alternative,
             int days = 30) const;

 private:
  TempDir folder_;
  std::string ca_;
  std::string ca_key_;
};

}  // namespace stanch
