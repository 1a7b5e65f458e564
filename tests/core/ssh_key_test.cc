// SPDX-License-Identifier: Apache-2.0
#include "core/ssh_key.h"

#include <filesystem>

#include "response/piped_program.h"
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/server_process.h"
#include "tests/support/temp_dir.h"

namespace stanch {

TEST_CASE("the public half of a private key is what ssh-keygen made of it",
          "[core]") {
  if (!wanted_program("ssh-keygen")) return;
  TempDir folder;
  using Words = std::vector<std::string>;
  int number = 0;
  for (const Words& kind :
       {Words{"-t", "ed25519"}, Words{"-t", "rsa", "-b", "2048"},
        Words{"-t", "rsa", "-b", "2048", "-m", "PEM"},
        Words{"-t", "ecdsa", "-b", "256", "-m", "PEM"},
        Words{"-t", "ecdsa", "-b", "384", "-m", "PKCS8"},
        Words{"-t", "ecdsa", "-b", "521"}}) {
    INFO(kind[1] << " " << kind.back());
    std::string path = folder.path() / std::to_string(++number);
    // With a passphrase OpenSSH's own form shows its public half.
    bool hidden = kind.size() == 2;
    Words words = {"ssh-keygen", "-q", "-C",
                   "us@here",    "-N", hidden ? "a passphrase" : "",
                   "-f",         path};
    words.insert(words.end(), kind.begin(), kind.end());
    REQUIRE(run_piped({.words = words, .is_silent = true}, "") == 0);
    auto line = ssh_public_line(read_file(path + ".pub"));
    REQUIRE(line.has_value());
    std::string text = read_file(path);
    CHECK(ssh_public_half(text) == line);
    std::string in_json;
    for (char c : text) in_json += c == '\n' ? "\\n" : std::string(1, c);
    CHECK(ssh_public_half(in_json) == line);
    CHECK_FALSE(ssh_public_half(text.substr(0, 100)).has_value());
  }
  CHECK_FALSE(ssh_public_half("").has_value());
  CHECK_FALSE(ssh_public_half("no key").has_value());
  CHECK_FALSE(
      ssh_public_line("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAAA==").has_value());
  CHECK_FALSE(ssh_public_line("ssh-rsa").has_value());
  // Of GitLab's documentation, "Deploy keys API".
  CHECK(
      ssh_fingerprint(
          "ssh-rsa "
          "AAAAB3NzaC1yc2EAAAADAQABAAAAgQDNJAkI3Wdf0r13c8a5pEExB2YowPWCSVzfZV2"
          "2pNBc1CuEbyYLHpUyaD0GwpGvFdx2aP7lMEk35k6Rz3ccBF6jRaVJyhsn5VNnW92PMp"
          "BJ/P1UebhXwsFHdQf5rTt082cSxWuk61kGWRQtk4ozt/J2DF/dIUVaLvc+z4HomT41f"
          "Q==") == "SHA256:Jrs3LD1Ji30xNLtTVf9NDCj7kkBgPBb2pjvTZ3HfIgU");
}

TEST_CASE("a new key of SSH is one that OpenSSH takes", "[core]") {
  if (!wanted_program("ssh-keygen")) return;
  TempDir folder;
  SshPair pair = new_ssh_pair("made by a test");
  std::string path =
      folder.write("key", std::string(pair.private_key.reveal()));
  std::filesystem::permissions(path, std::filesystem::perms::owner_read);
  CHECK(run_piped({.words = {"ssh-keygen", "-y", "-P", "", "-f", path},
                   .is_silent = true},
                  "") == 0);
  CHECK(ssh_public_half(pair.private_key.reveal()) == pair.public_line);
  CHECK(pair.public_line.starts_with("ssh-ed25519 "));
  CHECK(new_ssh_pair("").public_line != pair.public_line);
}

}  // namespace stanch
