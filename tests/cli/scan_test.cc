// SPDX-License-Identifier: Apache-2.0
//
// What stanch is for, end to end: a token is found wherever it stands, a text
// that only looks like one is not, and its bytes are printed only when asked.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/encoders.h"
#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

std::string utf16(std::string_view text) {
  std::string out = "\xff\xfe";
  for (char c : text) out.append(1, c).append(1, '\0');
  return out;
}

bool shows(const Outcome& outcome, const std::string& token) {
  return (outcome.out + outcome.err).find(token) != std::string::npos;
}

nlohmann::json findings_of(const Outcome& outcome) {
  INFO(outcome.out << outcome.err);
  return nlohmann::json::parse(outcome.out)["findings"];
}

}  // namespace

TEST_CASE("a clean folder ends with 0", "[cli]") {
  TempDir folder;
  folder.write("a.txt", "nothing to see\n");
  Outcome outcome = run_stanch({"dir"}, folder.path());
  CHECK(outcome.exit == 0);
  CHECK(outcome.err.empty());
  CHECK(outcome.out.starts_with("No secret found (1 file, 15 bytes,"));
}

TEST_CASE("a token in a file is found and not shown", "[cli]") {
  TempDir folder;
  std::string token = github_pat(1);
  folder.write("src/a.txt", "first line\nkey = \"" + token + "\"\n");
  for (std::string format : {"text", "json", "jsonl"}) {
    Outcome outcome = run_stanch({"dir", "-f", format}, folder.path());
    INFO(outcome.out << outcome.err);
    CHECK(outcome.exit == 1);
    CHECK(outcome.out.find("github-pat") != std::string::npos);
    CHECK_FALSE(shows(outcome, token));
    CHECK_FALSE(shows(outcome, token.substr(0, 10)));
    CHECK(shows(run_stanch({"dir", "-f", format, "--redact=0"}, folder.path()),
                token));
  }
  auto findings = findings_of(run_stanch({"dir", "-f", "json"}, folder.path()));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]["path"] == "src/a.txt");
  CHECK(findings[0]["start_line"] == 2);
  CHECK(findings[0]["start_column"] == 8);
}

TEST_CASE("a token is found in every kind of text", "[cli]") {
  TempDir folder;
  std::string token = github_pat(2);
  std::string text = GENERATE_COPY(token + "\n",
                                   std::string(5'000'000, 'x') + " " + token +
                                       " " + std::string(5'000'000, 'y'),
                                   utf16("key=" + token + "\n"));
  folder.write("a.txt", text);
  Outcome in_file = run_stanch({"dir", "-f", "json"}, folder.path());
  CHECK(in_file.exit == 1);
  CHECK(findings_of(in_file).size() == 1);
  Outcome piped =
      Command{.arguments = {"stdin", "-f", "json"}, .input = text}.run();
  CHECK(piped.exit == 1);
  CHECK(findings_of(piped).size() == 1);
  CHECK_FALSE(shows(piped, token));
}

TEST_CASE("a token with a wrong checksum is none", "[cli]") {
  TempDir folder;
  folder.write("a.txt", broken_github_pat(3) + "\n");
  Outcome outcome = run_stanch({"dir"}, folder.path());
  INFO(outcome.out);
  CHECK(outcome.exit == 0);
}

TEST_CASE("a staged token is found after the disk was cleaned", "[cli]") {
  RepoBuilder repo;
  repo.write("a.txt", "one\n").commit("first");
  std::string token = github_pat(4);
  repo.write("a.txt", "one\n" + token + "\n").stage().write("a.txt", "one\n");
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"git", "--staged", "-f", "json"},
        std::vector<std::string>{"protect", "--staged", "-f", "json", "-r",
                                 "-"}}) {
    Outcome outcome = run_stanch(arguments, repo.path());
    INFO(outcome.out << outcome.err);
    CHECK(outcome.exit == 1);
    auto report = nlohmann::json::parse(outcome.out);
    auto findings = report.is_array() ? report : report["findings"];
    REQUIRE(findings.size() == 1);
    CHECK(findings[0][report.is_array() ? "File" : "path"] == "a.txt");
    CHECK_FALSE(shows(outcome, token));
  }
  CHECK(run_stanch({"dir"}, repo.path()).exit == 0);
  CHECK(run_stanch({"git", "--staged", "--exclude", "a.*"}, repo.path()).exit ==
        0);
}

TEST_CASE("one secret in several places is one finding", "[cli]") {
  TempDir folder;
  for (std::string name : {"a", "b", "c"}) folder.write(name, github_pat(5));
  auto findings = findings_of(
      run_stanch({"dir", "-f", "json", "--threads", "3"}, folder.path()));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]["occurrences"].size() == 3);
}

TEST_CASE("--exit-code changes the end of a run with findings", "[cli]") {
  TempDir folder;
  folder.write("a", github_pat(6));
  CHECK(run_stanch({"dir", "--exit-code", "7"}, folder.path()).exit == 7);
  CHECK(run_stanch({"dir", "--exit-code=0"}, folder.path()).exit == 0);
}

TEST_CASE("an allow comment keeps a finding quiet", "[cli]") {
  TempDir folder;
  folder.write("a", github_pat(7) + "  # stanch:allow\n");
  CHECK(run_stanch({"dir"}, folder.path()).exit == 0);
  CHECK(run_stanch({"dir", "--no-allow-comments"}, folder.path()).exit == 1);
}

TEST_CASE("the configuration decides what is scanned", "[cli]") {
  TempDir folder;
  folder.write("a", github_pat(8));
  folder.write("sub/b", github_pat(9));
  folder.write(".stanch.toml", "[scan]\nexclude = [\"sub/\"]\n");
  auto findings = findings_of(run_stanch({"dir", "-f", "json"}, folder.path()));
  CHECK(findings.size() == 1);
  folder.write(".stanch.toml", "[rules]\ndisable = [\"github-pat\"]\n");
  CHECK(run_stanch({"dir"}, folder.path()).exit == 0);
}

TEST_CASE("fingerprints depend on STANCH_KEY", "[cli]") {
  TempDir folder;
  folder.write("a", github_pat(10));
  Command command{.arguments = {"dir", "-f", "json"}, .folder = folder.path()};
  auto plain = findings_of(command.run())[0]["fingerprint"];
  command.environment = {{"STANCH_KEY", "our own"}};
  auto keyed = findings_of(command.run())[0]["fingerprint"];
  CHECK(plain != keyed);
}

TEST_CASE("several reports of one run", "[cli]") {
  TempDir folder;
  folder.write("in/a", github_pat(11));
  Outcome outcome = run_stanch({"dir", "in", "--report", "json=out.json",
                                "--report", "jsonl=out.jsonl", "-o", "o.txt"},
                               folder.path());
  CHECK(outcome.exit == 1);
  CHECK(outcome.out.empty());
  for (std::string name : {"out.json", "out.jsonl", "o.txt"}) {
    CHECK(std::filesystem::file_size(folder.path() / name) > 100);
  }
}

TEST_CASE("detect and protect take the words of gitleaks", "[cli]") {
  TempDir folder;
  folder.write("a", github_pat(12));
  Outcome outcome =
      run_stanch({"detect", "--no-git", "--source", ".", "--no-banner",
                  "--no-color", "--redact", "-v", "--log-level", "warn",
                  "--report-path", "r.json", "--exit-code", "9"},
                 folder.path());
  INFO(outcome.err);
  CHECK(outcome.exit == 9);
  CHECK(std::filesystem::exists(folder.path() / "r.json"));
  Outcome refused =
      run_stanch({"detect", "--no-git", "--timeout", "9"}, folder.path());
  CHECK(refused.exit == 2);
  CHECK(refused.err.find("--timeout of gitleaks is not supported yet") !=
        std::string::npos);
  CHECK(run_stanch({"detect"}, folder.path()).exit == 2);
}

TEST_CASE("what is encoded is followed as deep as was asked for", "[cli]") {
  TempDir folder;
  folder.write("a", "note " + to_base64(to_base64("t: " + github_pat(13))));
  Outcome text = run_stanch({"dir", "."}, folder.path());
  CHECK(text.exit == 1);
  CHECK(text.out.find("base64, then base64") != std::string::npos);
  auto findings = findings_of(run_stanch({"dir", "-f", "json"}, folder.path()));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]["decoded"] == nlohmann::json{"base64", "base64"});
  CHECK(run_stanch({"dir", "--decode-depth", "1"}, folder.path()).exit == 0);
  // The same in the words of gitleaks.
  Outcome shallow = run_stanch(
      {"detect", "--no-git", "--max-decode-depth", "1"}, folder.path());
  CHECK(shallow.exit == 0);
  Outcome deep = run_stanch({"detect", "--no-git", "--max-decode-depth", "2",
                             "-f", "json", "-r", "-"},
                            folder.path());
  CHECK(deep.exit == 1);
  auto tags = nlohmann::json::parse(deep.out)[0]["Tags"];
  CHECK(std::ranges::count(tags, "decoded:base64") == 1);
  CHECK(std::ranges::count(tags, "decode-depth:2") == 1);
  CHECK(run_stanch({"dir", "--decode-depth", "33"}, folder.path()).exit == 2);
}

}  // namespace stanch
