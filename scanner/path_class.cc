// SPDX-License-Identifier: Apache-2.0
#include "scanner/path_class.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <string>

namespace stanch {
namespace {

using Words = std::span<const std::string_view>;

constexpr auto kTests = std::to_array<std::string_view>(
    {"test", "tests", "testing", "tester", "spec", "specs", "e2e", "unittest",
     "unittests", "integration", "integrationtest", "acceptance", "testsuite",
     "tst", "selftest", "t", "molecule"});
constexpr auto kFixtures = std::to_array<std::string_view>(
    {"fixture", "fixtures", "testdata", "testfiles", "mock", "mocks", "mocked",
     "snapshots", "cassettes", "golden", "stub", "stubs", "testutil",
     "testutils", "testcerts", "fake", "fakes"});
constexpr auto kExamples = std::to_array<std::string_view>(
    {"example", "examples", "sample", "samples", "demo", "demos", "tutorial",
     "tutorials", "quickstart", "playground", "dist", "smoketest", "howto"});
constexpr auto kDocs = std::to_array<std::string_view>(
    {"doc", "docs", "documentation", "guide", "guides", "readme", "changelog",
     "changes", "release", "notes", "man", "swagger", "openapi"});
constexpr auto kGenerated = std::to_array<std::string_view>(
    {"generated", "gen", "vendor", "vendored", "bundled", "thirdparty", "bower",
     "jquery", "venv", "truststore", "cacerts"});

constexpr auto kPipelines = std::to_array<std::string_view>(
    {".github/workflows/", ".gitlab-ci", ".travis.yml", ".circleci/",
     "azure-pipelines", ".appveyor.yml", "jenkinsfile", ".drone.yml",
     "bitbucket-pipelines", ".buildkite/"});

constexpr auto kDocEndings = std::to_array<std::string_view>(
    {".md", ".mdx", ".rst", ".adoc", ".asciidoc", ".markdown", ".textile", ".1",
     ".7", ".pod", ".texi"});
constexpr auto kMinifiedEndings = std::to_array<std::string_view>(
    {".min.js", ".min.css", ".map", ".bundle.js", "-min.js", ".chunk.js"});
constexpr auto kGeneratedEndings = std::to_array<std::string_view>(
    {".pb.go", "_pb2.py", ".g.dart", ".pb.cc", ".pb.h", ".designer.cs",
     "_generated.go", ".generated.go", ".gen.go"});
constexpr auto kConfigEndings = std::to_array<std::string_view>(
    {".env",    ".yml",   ".yaml",   ".properties", ".ini",
     ".cfg",    ".conf",  ".config", ".toml",       ".tf",
     ".tfvars", ".json",  ".xml",    ".plist",      ".npmrc",
     ".pypirc", ".netrc", ".pgpass", "dockerfile",  ".settings"});
constexpr auto kLockFiles = std::to_array<std::string_view>(
    {"package-lock.json", "go.mod", "yarn.lock", "pnpm-lock.yaml", "go.sum",
     "cargo.lock", "poetry.lock", "pipfile.lock", "composer.lock",
     "gemfile.lock", "npm-shrinkwrap.json", "uv.lock", "bun.lock", "mix.lock",
     "pubspec.lock", "packages.lock.json", "podfile.lock",
     "verification-metadata.xml"});

bool has(Words words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

bool ends(std::string_view path, Words endings) {
  return std::ranges::any_of(
      endings, [&](std::string_view ending) { return path.ends_with(ending); });
}

// Calls take(word) for each word of the path, in lower case: words are parted
// by what is no letter and no digit, and by a capital after a small letter.
template <typename Take>
void each_word(std::string_view path, Take&& take) {
  std::string word;
  bool was_lower = false;
  for (unsigned char c : path) {
    if (!std::isalnum(c) || (was_lower && std::isupper(c))) {
      if (!word.empty()) take(word);
      word.clear();
    }
    if (std::isalnum(c)) word += static_cast<char>(std::tolower(c));
    was_lower = std::islower(c) || std::isdigit(c);
  }
  if (!word.empty()) take(word);
}

}  // namespace

PathClass class_of(std::string_view path) {
  PathClass out;
  std::string lower(path);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  std::string_view name = lower;
  name = name.substr(name.rfind('/') + 1);
  out.lock_file = has(kLockFiles, name);
  out.config = !out.lock_file &&
               (ends(name, kConfigEndings) || name.starts_with(".env"));
  // application-test.yml configures a server that people use for testing.
  each_word(out.config ? path.substr(0, path.size() - name.size()) : path,
            [&](const std::string& word) {
              out.test = out.test || has(kTests, word);
            });
  each_word(path, [&](const std::string& word) {
    out.fixture = out.fixture || has(kFixtures, word);
    out.example = out.example || has(kExamples, word);
    out.docs = out.docs || has(kDocs, word);
    out.generated = out.generated || has(kGenerated, word);
  });
  // templates/ holds what Ansible, Helm and Django fill in.
  each_word(name, [&](const std::string& word) {
    out.example = out.example || word == "template";
  });
  out.docs = out.docs || ends(name, kDocEndings);
  out.minified = ends(name, kMinifiedEndings);
  out.generated =
      out.generated || ends(name, kGeneratedEndings) ||
      lower.contains("node_modules/") || lower.contains("site-packages/") ||
      lower.contains("third_party/") || lower.contains("third-party/") ||
      lower.contains("bower_components/") || lower.contains("wp-includes/") ||
      lower.contains("wp-content/plugins/");
  out.pipeline = std::ranges::any_of(
      kPipelines, [&](std::string_view part) { return lower.contains(part); });
  return out;
}

}  // namespace stanch
