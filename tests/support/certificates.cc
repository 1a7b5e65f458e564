// SPDX-License-Identifier: Apache-2.0
#include "tests/support/certificates.h"

#include <cstdlib>
#include <stdexcept>

namespace stanch {
namespace {

void openssl(const std::string& arguments) {
  std::string command = "openssl " + arguments + " >/dev/null 2>&1";
  if (std::system(command.c_str()) != 0) {
    throw std::runtime_error("failed: " + command);
  }
}

constexpr const char* kNewKey =
    " -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";

}  // namespace

CertificateMaker::CertificateMaker()
    : ca_(folder_.path() / "ca.pem"), ca_key_(folder_.path() / "ca.key") {
  openssl("req -x509 -days 30 -subj '/CN=stanch test CA'" +
          std::string(kNewKey) + " -keyout " + ca_key_ + " -out " + ca_);
}

CertificateMaker::Pair CertificateMaker::issue(const std::string& name,
                                               const std::string& alternative,
                                               int days) const {
  std::string base = folder_.path() / name;
  Pair pair{base + ".pem", base + ".key"};
  std::string extensions =
      folder_.write(name + ".ext", "subjectAltName=" + alternative + "\n");
  openssl("req -subj '/CN=" + name + "'" + kNewKey + " -keyout " + pair.key +
          " -out " + base + ".csr");
  openssl("x509 -req -in " + base + ".csr -CA " + ca_ + " -CAkey " + ca_key_ +
          " -CAcreateserial -extfile " + extensions + " -days " +
          std::to_string(days) + " -out " + pair.certificate);
  return pair;
}

}  // namespace stanch
