// SPDX-License-Identifier: Apache-2.0
#include "scanner/pipeline.h"

#include <atomic>

#include "tests/support/catch.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

RuleDatabase database() {
  Rule rule;
  rule.id = "github-pat";
  rule.triggers = {"ghp_"};
  rule.expression = "ghp_[0-9A-Za-z]{36}";
  auto compiled = RuleDatabase::compile({{rule}});
  REQUIRE(compiled);
  return std::move(*compiled);
}

// A tree of tasks: each spawns `width` more, `depth` deep, and scans a blob.
class TreeSource final : public Source {
 public:
  TreeSource(int width, int depth) : width_(width), depth_(depth) {}

  void split(TaskContext& context) override { visit(context, "", depth_); }

  std::atomic<int> visited = 0;

 private:
  void visit(TaskContext& context, const std::string& name, int depth) {
    int number = visited++;
    Provenance provenance{"file", "root" + name, {}};
    // One secret that all share, and one of its own.
    std::string text = github_pat(7) + "\n" +
                       github_pat(static_cast<unsigned>(
                           std::hash<std::string>()(name) % 1000));
    context.scan({text, provenance});
    if (number % 50 == 0)
      context.skip({name, "by test", Skipped::Why::kByRule});
    if (depth == 0) return;
    for (int i = 0; i < width_; ++i) {
      std::string child = name + "/" + std::to_string(i);
      context.spawn([this, child, depth](TaskContext& inner) {
        visit(inner, child, depth - 1);
      });
    }
  }

  int width_;
  int depth_;
};

std::string digest_of(const PipelineResult& result) {
  std::string out;
  for (const Finding& f : result.findings) {
    out += f.rule_id + f.secret.fingerprint() + f.place.provenance.path;
    for (const Occurrence& o : f.other_places) out += o.provenance.path + ",";
    out += "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("the result is the same at any number of threads", "[scanner]") {
  auto rules = database();
  std::string first;
  for (unsigned threads : {1u, 2u, 8u}) {
    TreeSource source(5, 4);
    auto result = run_pipeline(source, rules, {.threads = threads});
    CHECK(source.visited == 1 + 5 + 25 + 125 + 625);
    CHECK(result.summary.blobs == 781);
    CHECK(result.summary.complete);
    if (first.empty()) first = digest_of(result);
    CHECK(digest_of(result) == first);
  }
}

TEST_CASE("more tasks than the queue holds are all run", "[scanner]") {
  auto rules = database();
  for (unsigned threads : {1u, 4u}) {
    TreeSource source(5000, 1);
    auto result = run_pipeline(source, rules, {.threads = threads});
    CHECK(source.visited == 5001);
    CHECK(result.summary.blobs == 5001);
  }
}

TEST_CASE("one secret is one record with all its places", "[scanner]") {
  auto rules = database();
  TreeSource source(3, 1);
  auto result = run_pipeline(source, rules, {.threads = 2});
  auto shared = Secret(github_pat(7)).fingerprint();
  for (const Finding& f : result.findings) {
    if (f.secret.fingerprint() != shared) continue;
    CHECK(f.place.provenance.path == "root");
    REQUIRE(f.other_places.size() == 3);
    CHECK(f.other_places[2].provenance.path == "root/2");
  }
  CHECK(result.findings.size() == 5);
}

TEST_CASE("an interrupted run says that it is incomplete", "[scanner]") {
  auto rules = database();
  std::atomic<bool> interrupted = true;
  TreeSource source(3, 1);
  auto result = run_pipeline(source, rules, {.interrupted = &interrupted});
  CHECK(result.summary.interrupted);
  CHECK_FALSE(result.summary.complete);
  CHECK(source.visited == 0);
}

TEST_CASE("what was unreadable makes a run incomplete", "[scanner]") {
  class Failing final : public Source {
    void split(TaskContext& context) override {
      context.skip({"b", "no", Skipped::Why::kUnreadable});
      context.skip({"a", "no", Skipped::Why::kByRule});
    }
  } source;
  auto rules = database();
  auto result = run_pipeline(source, rules, {});
  CHECK_FALSE(result.summary.complete);
  REQUIRE(result.summary.skipped.size() == 2);
  CHECK(result.summary.skipped[0].path == "a");
}

}  // namespace stanch
