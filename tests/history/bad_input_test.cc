// SPDX-License-Identifier: Apache-2.0
//
// What can be read is read; what cannot is named, and the run is incomplete.
#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <fmt/core.h>

#include "history/history_scan.h"
#include "rules/builtin.h"
#include "tests/support/builtin_database.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

PipelineResult scan(const std::string& path, HistoryOptions options = {}) {
  options.repository = path;
  options.threads = 2;
  auto result = scan_history(builtin_database(), options);
  if (!result) FAIL(result.error().message);
  return std::move(*result);
}

bool found(const PipelineResult& result, unsigned token) {
  return std::ranges::any_of(result.findings, [&](const Finding& finding) {
    return finding.secret.reveal() == github_pat(token);
  });
}

// Why something is said to be unread; empty where it is not.
std::string reason(const PipelineResult& result, const std::string& what) {
  for (const Skipped& skipped : result.summary.skipped) {
    if (skipped.path == what) return skipped.reason;
  }
  return {};
}

std::string only_file(const std::string& folder, const std::string& suffix) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().string().ends_with(suffix)) return entry.path().string();
  }
  FAIL("no file that ends with " << suffix);
  return {};
}

// Where the object's entry starts in the only pack.
std::uint64_t offset_in_pack(const RepoBuilder& repo, const std::string& id) {
  std::string index = only_file(repo.path(".git/objects/pack"), ".idx");
  std::istringstream lines(repo.git({"verify-pack", "-v", index}));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name, type;
    std::uint64_t size = 0, stored = 0, offset = 0;
    words >> name >> type >> size >> stored >> offset;
    if (name == id) return offset;
  }
  FAIL("not in the pack: " << id);
  return 0;
}

void overwrite(const std::string& file, std::uint64_t offset,
               std::string_view bytes) {
  fs::permissions(file, fs::perms::owner_all);
  std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
  out.seekp(static_cast<std::streamoff>(offset));
  out << bytes;
}

// Two files with a token each; a third that is long and has versions.
void fill(RepoBuilder& repo) {
  repo.write("a.txt", "key " + github_pat(1) + "\n");
  repo.write("b.txt", "key " + github_pat(2) + "\n" + random_text(1, 3000));
  repo.commit("both");
  repo.write("b.txt",
             "key " + github_pat(2) + "\n" + random_text(1, 3000) + "more\n");
  repo.commit("longer");
}

}  // namespace

TEST_CASE("an object that is damaged is named, and what hangs on it",
          "[history]") {
  RepoBuilder repo;
  fill(repo);
  repo.git({"repack", "-adfq"});
  std::string base = repo.git({"rev-parse", "HEAD:b.txt"});
  std::string delta = repo.git({"rev-parse", "HEAD~1:b.txt"});
  overwrite(only_file(repo.path(".git/objects/pack"), ".pack"),
            offset_in_pack(repo, base) + 6, "\xff\xff\xff\xff\xff\xff");
  auto result = scan(repo.path());
  CHECK_FALSE(result.summary.complete);
  CHECK(found(result, 1));
  CHECK_FALSE(found(result, 2));
  CHECK_FALSE(reason(result, "object " + base).empty());
  CHECK(reason(result, "object " + delta).contains("cannot be read"));
}

TEST_CASE("an object longer than the memory is named", "[history]") {
  RepoBuilder repo;
  repo.write("a.txt", "key " + github_pat(1) + "\n");
  repo.write("big.txt", random_text(1, 300'000) + "\n" + github_pat(2) + "\n");
  repo.commit("both");
  std::string big = repo.git({"rev-parse", "HEAD:big.txt"});
  for (bool packed : {false, true}) {
    INFO("packed: " << packed);
    if (packed) repo.git({"repack", "-adfq"});
    auto result = scan(repo.path(), {.max_memory = 100'000});
    CHECK_FALSE(result.summary.complete);
    CHECK(found(result, 1));
    CHECK_FALSE(found(result, 2));
    CHECK_FALSE(reason(result, "object " + big).empty());
    CHECK(scan(repo.path()).summary.complete);
  }
}

TEST_CASE("an empty repository holds nothing", "[history]") {
  RepoBuilder repo;
  auto result = scan(repo.path());
  CHECK(result.summary.complete);
  CHECK(result.findings.empty());
  CHECK(result.summary.blobs == 0);
}

TEST_CASE("objects without any ref are scanned", "[history]") {
  RepoBuilder repo;
  fill(repo);
  repo.git({"update-ref", "-d", "refs/heads/main"});
  fs::remove_all(repo.path(".git/logs"));
  fs::remove(repo.path(".git/index"));
  auto result = scan(repo.path());
  CHECK(result.summary.complete);
  REQUIRE(found(result, 1));
  CHECK(result.findings[0].exposure->reach == "unreachable");
}

TEST_CASE("a commit with broken headers is named and the rest is read",
          "[history]") {
  RepoBuilder repo;
  fill(repo);
  std::string broken =
      repo.git({"-c",
                "alias.break=!printf 'author nobody\\n\\nsee " + github_pat(3) +
                    "\\n' | git hash-object -t commit -w --literally --stdin",
                "break"});
  auto result = scan(repo.path());
  CHECK_FALSE(result.summary.complete);
  CHECK_FALSE(reason(result, "object " + broken).empty());
  CHECK(found(result, 1));
  CHECK(found(result, 2));
}

TEST_CASE("dates before 1970 and after 2100 are told as they are",
          "[history]") {
  RepoBuilder repo;
  repo.write("a.txt", "key " + github_pat(1) + "\n").stage();
  std::string tree = repo.git({"write-tree"});
  auto commit = [&](const std::string& date, const std::string& parent) {
    return repo.git({"-c",
                     "alias.odd=!printf 'tree " + tree + "\\n" +
                         (parent.empty() ? "" : "parent " + parent + "\\n") +
                         "author A <a@example.org> " + date + " +0000\\n" +
                         "committer A <a@example.org> " + date +
                         " +0000\\n\\nodd\\n' | " +
                         "git hash-object -t commit -w --literally --stdin",
                     "odd"});
  };
  std::string early = commit("-86400", "");
  std::string late = commit("4133980800", early);
  repo.git({"update-ref", "refs/heads/main", late});
  auto result = scan(repo.path());
  REQUIRE(found(result, 1));
  const Exposure& exposure = *result.findings[0].exposure;
  CHECK(exposure.first->id == early);
  CHECK(exposure.first->date.starts_with("1969-12-31"));
  CHECK(exposure.last->id == late);
  CHECK(exposure.last->date.starts_with("2101-01-01"));
}

TEST_CASE("a partial clone is incomplete unless that is allowed", "[history]") {
  RepoBuilder origin;
  fill(origin);
  origin.git({"config", "uploadpack.allowFilter", "true"});
  TempDir folder;
  std::string clone = folder.path().string() + "/clone";
  origin.git({"clone", "--quiet", "--bare", "--filter=blob:none",
              "file://" + origin.path(), clone});
  auto result = scan(clone);
  CHECK_FALSE(result.summary.complete);
  CHECK(reason(result, "partial clone").starts_with("3 blobs"));
  CHECK(scan(clone, {.allow_missing = true}).summary.complete);
}

TEST_CASE("a shallow clone is scanned as far as it goes and named",
          "[history]") {
  RepoBuilder origin;
  fill(origin);
  TempDir folder;
  for (std::string depth : {"1", "2"}) {
    std::string clone = folder.path().string() + "/clone" + depth;
    origin.git({"clone", "--quiet", "--bare", "--depth=" + depth,
                "file://" + origin.path(), clone});
    auto result = scan(clone);
    CHECK(result.summary.complete);
    CHECK(found(result, 1));
    std::string said = reason(result, "shallow clone");
    CHECK(said.contains("depth is " + depth));
    CHECK(said.contains("--unshallow"));
  }
}

TEST_CASE("an interrupted scan tells the story of what it found until then",
          "[history]") {
  constexpr unsigned kFiles = 300;
  RepoBuilder repo;
  for (unsigned i = 0; i < kFiles; ++i) {
    repo.write(fmt::format("{}.env", i), github_leak(i));
  }
  repo.commit("all of them");
  // Who interrupts may come too late, once the machine has much to do.
  PipelineResult result;
  for (int tries = 0; tries < 50 && !result.summary.interrupted; ++tries) {
    ScanProgress progress;
    std::atomic<bool> interrupted = false;
    std::jthread watcher([&](const std::stop_token& ended) {
      while (progress.flagged == 0 && !ended.stop_requested()) {
      }
      interrupted = true;
    });
    auto scanned =
        scan_history(builtin_database(), {.repository = repo.path(),
                                          .threads = 1,
                                          .interrupted = &interrupted,
                                          .progress = &progress});
    REQUIRE(scanned);
    result = std::move(*scanned);
  }
  REQUIRE(result.summary.interrupted);
  CHECK_FALSE(result.summary.complete);
  REQUIRE_FALSE(result.findings.empty());
  CHECK(result.findings.size() < kFiles);
  for (const Finding& finding : result.findings) {
    CHECK(finding.place.provenance.path.ends_with(".env"));
    REQUIRE(finding.exposure);
    CHECK(finding.exposure->in_head);
    CHECK(finding.exposure->first->id == repo.head());
  }
}

}  // namespace stanch
