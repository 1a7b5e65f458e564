// SPDX-License-Identifier: Apache-2.0
//
// On histories made at random: what a range lends as new is what git prints
// with a '+', commit by commit and path by path.
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "tests/git/range_recording.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace stanch {
namespace {

// Edits a repository at random. Lines are few, so that equal ones are common;
// files that are renamed are hardly edited, so that nobody doubts the rename.
class Gardener {
 public:
  Gardener(RepoBuilder& repo, unsigned seed) : repo_(repo), random_(seed) {}

  void grow(int commits) {
    branches_ = {"main"};
    repo_.write("start", text(5)).commit("start");
    for (int i = 0; i < commits; ++i) {
      if (any(6) == 0) {
        repo_.git({"checkout", "--quiet", branches_[any(branches_.size())]});
      }
      if (any(7) == 0) {
        branches_.push_back(fmt::format("b{}", i));
        repo_.branch(branches_.back());
      } else if (any(4) == 0 && branches_.size() > 1) {
        merge(i);
        continue;
      }
      edit();
      repo_.commit(fmt::format("commit {}", i));
      rename();
    }
  }

 private:
  std::size_t any(std::size_t below) { return random_() % below; }

  std::string line() { return fmt::format("word {}\n", any(60)); }
  std::string text(std::size_t lines) {
    std::string out;
    for (std::size_t i = 0; i < lines; ++i) out += line();
    if (any(8) == 0) out += "no end of line";
    return out;
  }

  std::vector<std::string> files() {
    std::vector<std::string> out;
    std::string list = repo_.git({"ls-files"});
    for (std::size_t at = 0; at < list.size();) {
      std::size_t end = std::min(list.find('\n', at), list.size());
      out.push_back(list.substr(at, end - at));
      at = end + 1;
    }
    return out;
  }

  std::string read(const std::string& file) {
    std::ifstream in(repo_.path(file), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  void edit() {
    std::vector<std::string> names = files();
    // Not both in one commit: what is half alike is nobody's rename for sure.
    const bool adds = any(2) == 0;
    for (std::size_t edits = 1 + any(4); edits > 0; --edits) {
      const std::string& file = names[any(names.size())];
      switch (any(6)) {
        case 0:
          ++serial_;
          if (adds) {
            repo_.write(fmt::format("d{}/n{}", any(3), serial_),
                        fmt::format("unique {}\n", serial_) + text(any(30)));
          } else if (names.size() > 4) {
            repo_.erase(file);
          }
          break;
        default: {
          std::string old = read(file);
          std::size_t at = old.find('\n', any(old.size() + 1));
          at = at == std::string::npos ? 0 : at + 1;
          if (any(3) == 0) {
            old.erase(at, any(40));
          } else {
            old.insert(at, text(1 + any(3)));
          }
          repo_.write(file, old);
        }
      }
    }
    repo_.stage();
  }

  // An untouched file of enough lines that its like is found again.
  void rename() {
    if (any(3) != 0) return;
    const std::string name = fmt::format("d{}/r{}", any(3), serial_++);
    std::string unique;
    for (int i = 0; i < 30; ++i) {
      unique += fmt::format("{} of {}\n", random_(), name);
    }
    repo_.write(name, unique).stage();
    repo_.commit("to be renamed");
    repo_.mv(name, fmt::format("moved/r{}", serial_));
    if (any(2) == 0) {
      repo_.write(fmt::format("moved/r{}", serial_), unique + line());
    }
    repo_.commit("renamed");
    ++serial_;
  }

  void merge(int number) {
    std::vector<std::string> others = {branches_[any(branches_.size())]};
    if (any(3) == 0) others.push_back(branches_[any(branches_.size())]);
    try {
      repo_.merge(others);
    } catch (const std::exception&) {
      // An octopus that does not swim.
      repo_.git({"reset", "--quiet", "--hard"});
      return;
    }
    if (any(2) == 0) edit();
    repo_.commit(fmt::format("merge {}", number));
  }

  RepoBuilder& repo_;
  std::mt19937 random_;
  std::vector<std::string> branches_;
  int serial_ = 0;
};

// Of a merge, git does not say where the last line has no end.
std::string_view without_end(std::string_view text) {
  return text.substr(0, text.size() - (text.ends_with('\n') ? 1 : 0));
}

// One line for each place that only one of both has, or with other bytes.
std::vector<std::string> differences(const Added& seen, const Added& wanted) {
  std::vector<std::string> out;
  auto describe = [&out](const auto& one, const Added& other, auto word) {
    const auto& [place, text] = one;
    auto found = other.find(place);
    if (found != other.end() &&
        without_end(found->second) == without_end(text)) {
      return;
    }
    out.push_back(
        fmt::format("{} {} {}: {}", word, place.first, place.second, text));
  };
  for (const auto& one : seen) describe(one, wanted, "seen");
  for (const auto& one : wanted) describe(one, seen, "wanted");
  return out;
}

}  // namespace

TEST_CASE("ranges lend what git log prints with a plus", "[git]") {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    RepoBuilder repo(seed % 2 == 0
                         ? std::vector<std::string>{}
                         : std::vector<std::string>{"--object-format=sha256"});
    Gardener(repo, seed).grow(30);
    if (seed % 3 == 0) repo.git({"repack", "-a", "-d", "-q"});
    for (std::string words :
         {"--all", "HEAD~5..HEAD", "main...HEAD", "--first-parent HEAD",
          "--no-merges --all", "-5 HEAD"}) {
      CAPTURE(seed, words);
      RangeRecording seen = record_range(repo.path(), words);
      std::vector<std::string> apart =
          differences(seen.added, as_git_log_says(repo, words));
      CAPTURE(apart);
      CHECK(apart.empty());
      CHECK(seen.skipped.empty());
    }
  }
}

}  // namespace stanch
