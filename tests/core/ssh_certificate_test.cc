// SPDX-License-Identifier: Apache-2.0
#include "core/ssh_certificate.h"

#include "core/ssh_key.h"
#include "response/piped_program.h"
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/server_process.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

void ssh_keygen(std::vector<std::string> words) {
  words.insert(words.begin(), {"ssh-keygen", "-q"});
  REQUIRE(run_piped({.words = words, .is_silent = true}, "") == 0);
}

std::string fingerprint_of_file(const std::string& file) {
  return ssh_fingerprint(ssh_public_line(read_file(file)).value());
}

}  // namespace

TEST_CASE("an SSH certificate says whose it is and until when", "[core]") {
  if (!wanted_program("ssh-keygen")) return;
  TempDir folder;
  std::string authority = folder.path() / "authority";
  ssh_keygen({"-t", "ed25519", "-N", "", "-f", authority});
  for (const char* kind : {"ed25519", "ecdsa", "rsa"}) {
    std::string key = folder.path() / kind;
    ssh_keygen({"-t", kind, "-N", "", "-f", key});
    ssh_keygen({"-s", authority, "-I", "ada's laptop", "-n", "root,deploy",
                "-z", "18446744073709551615", "-V",
                "20260101000000Z:20270101000000Z", key + ".pub"});
    std::string text = read_file(key + "-cert.pub");
    auto read = parse_ssh_certificate(text);
    INFO(text);
    REQUIRE(read.has_value());
    CHECK(read->key == fingerprint_of_file(key + ".pub"));
    CHECK(read->signer == fingerprint_of_file(authority + ".pub"));
    CHECK(read->key_id == "ada's laptop");
    CHECK(read->principals == std::vector<std::string>{"root", "deploy"});
    CHECK(read->serial == 18446744073709551615U);
    CHECK(read->until == 1'798'761'600);
    CHECK_FALSE(parse_ssh_certificate(text.substr(0, 200)).has_value());
    CHECK_FALSE(parse_ssh_certificate(read_file(key + ".pub")).has_value());
  }
}

}  // namespace stanch
