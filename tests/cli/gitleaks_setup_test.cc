// SPDX-License-Identifier: Apache-2.0
//
// A repository that is set up for gitleaks: which configuration applies, what a
// mistake in it says, and what a history makes of it.
#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

const std::string kRule = "[[rules]]\nid = 'r'\nregex = 'key_[0-9]+'\n";

// "RULE PATH COMMIT", sorted.
std::vector<std::string> places_of(const Outcome& outcome) {
  INFO(outcome.out << outcome.err);
  REQUIRE((outcome.exit == 0 || outcome.exit == 1));
  std::vector<std::string> out;
  for (const auto& one : nlohmann::json::parse(outcome.out)) {
    out.push_back(one["RuleID"].get<std::string>() + " " +
                  one["File"].get<std::string>() + " " +
                  one["Commit"].get<std::string>());
  }
  std::ranges::sort(out);
  return out;
}

std::vector<std::string> history(const RepoBuilder& repo,
                                 std::vector<std::string> more = {}) {
  std::vector<std::string> arguments = {"git", "-f", "gitleaks-json"};
  std::ranges::move(more, std::back_inserter(arguments));
  return places_of(run_stanch(arguments, repo.path()));
}

}  // namespace

TEST_CASE("the first configuration there is applies", "[cli]") {
  TempDir folder;
  folder.write("a", "key_1 pin_1 tag_1\n");
  auto rule = [](const std::string& id) {
    return "[[rules]]\nid = '" + id + "'\nregex = '" + id + "_[0-9]'\n";
  };
  folder.write("tag.toml", rule("tag"));
  auto found = [&](std::map<std::string, std::string> environment,
                   std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"dir", "-f", "gitleaks-json", "a",
                                          "."};
    std::ranges::move(more, std::back_inserter(arguments));
    // The target is the folder: what is named first decides.
    std::swap(arguments[3], arguments[4]);
    auto places = places_of(Command{.arguments = arguments,
                                    .folder = folder.path(),
                                    .environment = std::move(environment)}
                                .run());
    return places.empty() ? "" : places[0].substr(0, 3);
  };
  CHECK(found({}).empty());
  folder.write(".gitleaks.toml", rule("key"));
  CHECK(found({}) == "key");
  CHECK(found({{"GITLEAKS_CONFIG_TOML", rule("pin")}}) == "pin");
  CHECK(found({{"GITLEAKS_CONFIG_TOML", rule("pin")},
               {"GITLEAKS_CONFIG", "tag.toml"}}) == "tag");
  CHECK(found({{"GITLEAKS_CONFIG_TOML", rule("pin")}}, {"-c", "tag.toml"}) ==
        "tag");
  folder.write(".stanch.toml", "");
  CHECK(found({{"GITLEAKS_CONFIG_TOML", rule("pin")}}).empty());
}

TEST_CASE("a mistake names its place and the nearest word", "[cli]") {
  struct Case {
    std::string config;
    std::string message;
  };
  TempDir folder;
  folder.write("loop.toml", "[extend]\npath = 'loop.toml'\n");
  for (const Case& each : {
           Case{"[[rules]]\nregex = 'x'\n", "c.toml:1:1: [[rules]] needs 'id'"},
           Case{"[[rules]]\nid = 'r'\n",
                "c.toml:1:1: rule 'r' has neither 'regex' nor 'path'"},
           Case{"[[rules]]\nid = 'r'\nregex = '(?=x)'\n",
                "c.toml: rule r: regex: '(?=x)' does not compile at"},
           Case{kRule + "secretGroup = 2\n",
                "c.toml: rule r: secretGroup: the expression has 0 groups"},
           Case{kRule + "entropy = 'high'\n",
                "c.toml:4:11: 'entropy' of [[rules]] must be a number"},
           Case{kRule + "[[allowlists]]\ncondition = 'XOR'\npaths = ['a']\n",
                "c.toml:5:13: 'condition' must be one of or, ||, and, &&; did "
                "you mean 'or'?"},
           Case{kRule + "[[allowlists]]\nregexTarget = 'Line'\n"
                        "regexes = ['a']\n",
                "c.toml:5:15: 'regexTarget' must be one of secret, match, "
                "line; did you mean 'line'?"},
           Case{kRule + "[[allowlists]]\ndescription = 'none'\n",
                "c.toml:4:1: an allowlist needs a condition"},
           Case{kRule + "[allowlist]\npaths = ['a']\n"
                        "[[allowlists]]\npaths = ['b']\n",
                "c.toml:4:2: 'allowlist' is the older form of 'allowlists'"},
           Case{kRule + "[[allowlists]]\ntargetRules = ['q']\n"
                        "paths = ['a']\n",
                "c.toml:4:1: targetRules: no rule has the id 'q'"},
           Case{kRule + "[[rules.required]]\nid = 'q'\n",
                "c.toml:1:1: rule 'r' requires 'q', which no rule"},
           Case{"[extend]\nuseDefault = true\npath = 'x.toml'\n",
                "c.toml:1:2: [extend] has 'useDefault' and 'path'"},
           Case{"[extend]\npath = 'none.toml'\n",
                "c.toml: [extend] path: configuration none.toml: No such"},
           Case{"[extend]\npath = 'loop.toml'\n",
                "loop.toml: [extend] path: loop.toml extends itself"},
           Case{"minVersion = 'new'\n" + kRule,
                "c.toml:1:14: 'minVersion' must be a version"},
       }) {
    folder.write("c.toml", each.config);
    Outcome outcome = run_stanch({"dir", "-c", "c.toml"}, folder.path());
    INFO(each.config << outcome.err);
    CHECK(outcome.exit == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.find(each.message) != std::string::npos);
  }
}

TEST_CASE("what does not apply is said by name", "[cli]") {
  TempDir folder;
  folder.write(".gitleaks.toml",
               "prefilter = 'x'\n[extend]\nuseDefault = true\n"
               "disabledRules = ['github-pta']\n"
               "[[rules]]\nid = 'nobody'\nentropi = 3\n");
  Outcome outcome = run_stanch({"dir"}, folder.path());
  CHECK(outcome.exit == 0);
  for (std::string_view word :
       {"'prefilter' of betterleaks", "did you mean 'github-pat'?",
        "rule 'nobody' has neither", "did you mean 'entropy'?"}) {
    INFO(word << "\n" << outcome.err);
    CHECK(outcome.err.find(word) != std::string::npos);
  }
  folder.write(".gitleaks.toml", kRule + "[[rules]]\nid = 's'\npath = 'x'\n");
  Outcome checked = run_stanch({"rules", "check"}, folder.path());
  CHECK(checked.exit == 0);
  folder.write(".gitleaks.toml", "[[rules]]\nid = 's'\nregex = '[0-9]{9}'\n");
  checked = run_stanch({"rules", "check"}, folder.path());
  CHECK(checked.exit == 0);
  CHECK(checked.err.find("rule s: has no keyword") != std::string::npos);
}

TEST_CASE("a set-up for gitleaks is turned into ours", "[cli]") {
  TempDir folder;
  folder.write(".gitleaks.toml",
               "[extend]\nuseDefault = true\ndisabledRules = ['jwt']\n"
               "[[rules]]\nid = 'acme'\nregex = '(?i)acme_([0-9a-f]{8})'\n"
               "keywords = ['acme']\n"
               "[[rules.allowlists]]\npaths = [\"^it's/\"]\n"
               "[[rules]]\nid = 'far'\nregex = 'a[0-9]+'\n");
  folder.write(".gitleaksignore", "a:acme:1\nnone:acme:1\n");
  folder.write("a", "acme_0badcafe\nACME_1badcafe\n");
  folder.write("it's/a", "acme_0badcaf0\n");
  Outcome migrated = run_stanch({"config", "migrate"}, folder.path());
  INFO(migrated.out << migrated.err);
  REQUIRE(migrated.exit == 0);
  CHECK(migrated.err.find("rule far is left out: ") != std::string::npos);
  CHECK(migrated.err.find(".gitleaksignore:2 is left out") !=
        std::string::npos);
  CHECK(migrated.out.find("disable = ['jwt']") != std::string::npos);
  std::filesystem::remove(folder.path() / ".gitleaksignore");
  folder.write(".stanch.toml", migrated.out);
  folder.write("a", "moved\nacme_0badcafe\nACME_1badcafe\n");
  CHECK(places_of(run_stanch({"dir", "-f", "gitleaks-json"}, folder.path())) ==
        std::vector<std::string>{"acme a "});
  CHECK(run_stanch({"config", "migrate"}, folder.path()).exit == 2);
}

TEST_CASE("a history has the same findings however it is scanned", "[cli]") {
  RepoBuilder repo;
  repo.write(".gitleaks.toml",
             "[[rules]]\nid = 'far'\nregex = 'key_[0-9]+'\n"
             "keywords = ['omega']\n"
             "[[rules]]\nid = 'long'\nregex = 'begin[\\s\\S]*?end'\n"
             "[[rules]]\nid = 'file'\npath = '\\.pfx$'\n"
             "[[rules]]\nid = 'pair'\nregex = 'id_[0-9]+'\n"
             "[[rules.required]]\nid = 'far'\nwithinLines = 3\n"
             "[[allowlists]]\npaths = ['^quiet/']\n");
  std::string text = "key_1\n" + std::string(3000, '-') + "\n";
  repo.write("a", text).write("quiet/a", text + "omega").commit("first");
  repo.write("a", text + "omega\n").write("b.pfx", "x\n").commit("second");
  repo.write("a", "id_1\n" + text + "omega\n").commit("third");
  repo.write("a", "id_2\n\n\n\n" + text + "omega\nbegin\n\n end\n")
      .commit("fourth");
  repo.write("c", "begin\n" + text).commit("fifth");
  repo.write("c", "begin\n" + text + "end\n").commit("sixth");
  repo.git({"gc", "--quiet"});
  auto found = history(repo);
  CHECK(found == history(repo, {"--exhaustive"}));
  std::vector<std::string> rules;
  for (const std::string& one : found) {
    rules.push_back(one.substr(0, one.rfind(' ')));
  }
  CHECK(rules == std::vector<std::string>{"far a", "file b.pfx", "long a",
                                          "long c", "pair a"});
}

TEST_CASE("commits of an allowlist keep quiet what they brought", "[cli]") {
  RepoBuilder repo;
  repo.write("a", "key_1\n").commit("first");
  std::string first = repo.head();
  repo.write("b", "key_2\n").commit("second");
  std::string second = repo.head();
  repo.write(".gitleaks.toml",
             kRule + "[[allowlists]]\ncommits = ['" + first + "']\n")
      .commit("third");
  CHECK(history(repo) == std::vector<std::string>{"r b " + second});
  CHECK(history(repo, {"--range", "HEAD~1..HEAD"}).empty());
  CHECK(history(repo, {"--max-count", "3"}) ==
        std::vector<std::string>{"r b " + second});
  repo.write(".gitleaksignore", second + ":b:r:1\n").commit("fourth");
  CHECK(history(repo).empty());
}

}  // namespace stanch
