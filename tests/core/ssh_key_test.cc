// SPDX-License-Identifier: Apache-2.0
#include "core/ssh_key.h"

#include <filesystem>

#include "core/ssh_pair.h"
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

// "ssh-ed25519 AAAA..." of a line with a comment.
std::string without_comment(const std::string& line) {
  return line.substr(0, line.find(' ', line.find(' ') + 1));
}

}  // namespace

TEST_CASE("the public half of every kind of SSH key is told", "[core]") {
  if (!wanted_program("ssh-keygen")) return;
  TempDir folder;
  int number = 0;
  for (const std::vector<std::string>& kind :
       std::vector<std::vector<std::string>>{
           {"-t", "ed25519"},
           {"-t", "rsa", "-b", "2048"},
           {"-t", "ecdsa", "-b", "384"},
           {"-t", "rsa", "-b", "2048", "-m", "PEM"},
           {"-t", "ecdsa", "-b", "256", "-m", "PKCS8"}}) {
    for (const char* passphrase : {"", "of nobody"}) {
      bool pem = kind.back() == "PEM" || kind.back() == "PKCS8";
      if (pem && *passphrase != '\0') continue;
      std::string file = folder.path() / std::to_string(++number);
      std::vector<std::string> words = kind;
      words.insert(words.end(), {"-N", passphrase, "-C", "me", "-f", file});
      ssh_keygen(words);
      std::string key = read_file(file), line = read_file(file + ".pub");
      INFO(line);
      CHECK(ssh_public_key(key) == without_comment(line));
      std::string escaped;
      for (char letter : key) {
        escaped += letter == '\n' ? "\\n" : std::string(1, letter);
      }
      CHECK(ssh_public_key("KEY=\"" + escaped + "\"") == without_comment(line));
      CHECK_FALSE(ssh_public_key(key.substr(0, 100)).has_value());
    }
  }
  CHECK_FALSE(ssh_public_key("").has_value());
  CHECK_FALSE(
      ssh_public_key("-----BEGIN OPENSSH PRIVATE KEY-----").has_value());
  CHECK(ssh_fingerprint("ssh-ed25519").empty());
}

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
    CHECK(read->key == ssh_fingerprint(read_file(key + ".pub")));
    CHECK(read->signer == ssh_fingerprint(read_file(authority + ".pub")));
    CHECK(read->key_id == "ada's laptop");
    CHECK(read->principals == std::vector<std::string>{"root", "deploy"});
    CHECK(read->serial == 18446744073709551615U);
    CHECK(read->until == 1'798'761'600);
    CHECK_FALSE(parse_ssh_certificate(text.substr(0, 200)).has_value());
    CHECK_FALSE(parse_ssh_certificate(read_file(key + ".pub")).has_value());
  }
}

TEST_CASE("a line of authorized_keys is told from others", "[core]") {
  CHECK(ssh_public_line("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@here") ==
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5");
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
  CHECK(ssh_public_key(pair.private_key.reveal()) == pair.public_line);
  CHECK(pair.public_line.starts_with("ssh-ed25519 "));
  CHECK(new_ssh_pair("").public_line != pair.public_line);
}

}  // namespace stanch
