// SPDX-License-Identifier: Apache-2.0
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/encoders.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
TEST_CASE("explain tells each step of a secret, and hides it", "[cli]") {
  TempDir dir;
  dir.write("a.env", "# nothing\nTOKEN=" + github_pat(1) + "\n");
  Outcome outcome = run_stanch({"rules", "explain", "a.env:2"}, dir.path());
  INFO(outcome.out << outcome.err);
  CHECK(outcome.exit == 0);
  CHECK(outcome.out.contains("a.env:2:7  github-pat: reported"));
  CHECK(outcome.out.contains("  checksum    passed: crc32-base62"));
  CHECK(outcome.out.contains("REDACTED (40 bytes)"));
  CHECK_FALSE(outcome.out.contains(github_pat(1)));
  CHECK(run_stanch({"rules", "explain", "a.env:1"}, dir.path()).out ==
        "no rule comes near\n");
}

TEST_CASE("explain names what decided, and where it stands", "[cli]") {
  TempDir dir;
  const std::string token = github_pat(1);
  dir.write(".stanch.toml",
            "[[allow]]\nrules = [\"github-pat\"]\npaths = [\"^b\"]\n"
            "reason = \"revoked\"\n");
  dir.write("a.env", "T=" + token + "  # stanch:allow\nU=" +
                         token.substr(0, token.size() - 1) + "~\n");
  dir.write("b.env", "T=" + token + "\n");
  auto explained = [&](const std::string& place) {
    return run_stanch({"rules", "explain", place}, dir.path()).out;
  };
  CHECK(explained("a.env:1").contains("suppressed  decided: a comment"));
  CHECK(explained("a.env:1").contains("overlap     not asked"));
  CHECK(explained("a.env:2").contains("github-pat: expression"));
  CHECK(explained("b.env").contains("allowlist   decided: \"revoked\" in "));
}

TEST_CASE("explain names the rule that won the same bytes", "[cli]") {
  TempDir dir;
  dir.write("a.env", "API_TOKEN=" + github_pat(1) + "\n");
  Outcome outcome =
      run_stanch({"rules", "explain", "a.env:1", "-f", "json"}, dir.path());
  INFO(outcome.out << outcome.err);
  CHECK(outcome.out.contains("\"verdict\":\"overlap\""));
  CHECK(outcome.out.contains("github-pat has the same bytes (reported)"));
}

TEST_CASE("explain says of a line past the end that there is none", "[cli]") {
  TempDir dir;
  dir.write("a.env", "A=1\nB=2");
  dir.write("empty", "");
  CHECK(run_stanch({"rules", "explain", "a.env:2"}, dir.path()).exit == 0);
  Outcome outcome = run_stanch({"rules", "explain", "a.env:3"}, dir.path());
  CHECK(outcome.exit == 2);
  CHECK(outcome.out.empty());
  CHECK(outcome.err == "stanch: a.env: there is no line 3: it has 2 lines\n");
  CHECK(run_stanch({"rules", "explain", "empty:1"}, dir.path()).err ==
        "stanch: empty: there is no line 1: it has 0 lines\n");
  CHECK(run_stanch({"rules", "explain", "empty"}, dir.path()).exit == 0);
}

TEST_CASE("explain reads standard input", "[cli]") {
  TempDir dir;
  Outcome outcome = Command{.arguments = {"rules", "explain", "--", "-:1"},
                            .folder = dir.path(),
                            .input = "key=AKIAIOSFODNN7EXAMPLE\n"}
                        .run();
  INFO(outcome.out << outcome.err);
  CHECK(outcome.out.contains("aws-access-token: "));
  CHECK(outcome.out.contains("decided: "));
}

TEST_CASE("explain looks into what a text encodes", "[cli]") {
  TempDir dir;
  const std::string token = github_pat(2);
  dir.write("a.yml", "data: " + to_base64("x " + to_base64("t " + token)) +
                         "  # stanch:allow\ndata: " +
                         to_base64("my token " + token) + "\n");
  Outcome outcome = run_stanch({"rules", "explain", "a.yml"}, dir.path());
  INFO(outcome.out << outcome.err);
  CHECK(outcome.out.contains("a.yml:1:12  github-pat: suppressed"));
  CHECK(outcome.out.contains("  decoded     base64, base64\n"));
  CHECK(outcome.out.contains("a.yml:2:19  github-pat: reported"));
  CHECK(outcome.out.contains("  decoded     base64\n"));
  CHECK(outcome.out.contains("REDACTED (40 bytes)"));
  CHECK(outcome.out.contains("checksummed"));
  CHECK_FALSE(outcome.out.contains(token));
}

}  // namespace stanch
