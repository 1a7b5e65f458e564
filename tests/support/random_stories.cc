// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_stories.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include <fmt/format.h>

namespace stanch {
namespace {

namespace fs = std::filesystem;

using Files = std::map<std::string, std::string>;

constexpr std::array<std::string_view, 10> kPaths = {
    "a",       "b.min", "d/a",       "d/b.min", "d/e/a",
    "d/e/f/a", "x/d/a", "x/d/e/f/a", "y/a",     "d/e/f/g/h/i/b.min",
};
constexpr int kFiller = 1000;
constexpr std::array<std::string_view, 3> kFolders = {"d/", "x/d/", "y/"};

// Writes the input of git fast-import: each commit on a ref of its own.
class GraphWriter {
 public:
  explicit GraphWriter(std::mt19937& random) : random_(random) {}

  std::string write() {
    stream_ = fmt::format("blob\nmark :{}\n", kFiller);
    data("nothing");
    const std::size_t count = 12 + pick(30);
    while (commits_.size() < count) commit();
    return std::move(stream_);
  }

  std::string text() {
    std::string out = fmt::format("line {}\n", pick(4));
    for (std::size_t i = pick(4); i > 0; --i) {
      out += fmt::format("secret {}\n", pick(RandomStories::kSecrets));
    }
    return out;
  }

 private:
  std::size_t pick(std::size_t below) { return random_() % below; }

  std::string_view a_path() { return kPaths[pick(kPaths.size())]; }

  void change(Files& files) {
    switch (pick(6)) {
      case 0:
        files.erase(std::string(a_path()));
        break;
      case 1:
        move(files, pick(2) == 0);
        break;
      case 2:
        copy_folder(files);
        break;
      default:
        files[std::string(a_path())] = text();
    }
  }

  void move(Files& files, bool keep) {
    auto file = files.find(std::string(a_path()));
    if (file == files.end()) return;
    std::string moved = file->second;
    if (!keep) files.erase(file);
    files[std::string(a_path())] = std::move(moved);
  }

  void copy_folder(Files& files) {
    const auto from = kFolders[pick(kFolders.size())];
    const auto to = kFolders[pick(kFolders.size())];
    if (from == to) return;
    Files copies;
    for (const auto& [path, bytes] : files) {
      if (!path.starts_with(from)) continue;
      copies[std::string(to) + path.substr(from.size())] = bytes;
    }
    for (auto& [path, bytes] : copies) files[path] = std::move(bytes);
  }

  void commit() {
    std::vector<std::size_t> parents;
    if (!commits_.empty() && pick(12) != 0) {
      const std::size_t count = pick(4) != 0 ? 1 : 2 + pick(2);
      for (std::size_t i = 0; i < count; ++i) {
        // Mostly of the last few.
        const std::size_t back =
            pick(5) == 0 ? commits_.size()
                         : std::min<std::size_t>(4, commits_.size());
        const std::size_t parent = commits_.size() - 1 - pick(back);
        if (std::ranges::find(parents, parent) == parents.end()) {
          parents.push_back(parent);
        }
      }
    }
    Files files;
    for (std::size_t parent : parents) {
      if (!files.empty() && pick(3) == 0) continue;
      for (const auto& [path, bytes] : commits_[parent]) {
        if (pick(6) != 0) files.try_emplace(path, bytes);
      }
    }
    if (parents.size() == 1) files = commits_[parents[0]];
    if (pick(4) != 0) {
      for (std::size_t i = 0; i <= pick(3); ++i) change(files);
    }
    const std::size_t number = commits_.size() + 1;
    stream_ += fmt::format("commit refs/tmp/{0}\nmark :{0}\n", number);
    stream_ += fmt::format("committer C <c@example.org> {} +0000\n", date());
    data(pick(6) == 0 ? text() : fmt::format("change {}\n", number));
    for (std::size_t i = 0; i < parents.size(); ++i) {
      stream_ +=
          fmt::format("{} :{}\n", i == 0 ? "from" : "merge", parents[i] + 1);
    }
    stream_ += "deleteall\n";
    for (const auto& [path, bytes] : files) {
      stream_ += fmt::format("M 100644 inline {}\n", path);
      data(bytes);
    }
    fill(files);
    stream_ += "\n";
    commits_.push_back(std::move(files));
  }

  // Other files, so that trees are long enough to be stored as deltas.
  void fill(const Files& files) {
    for (std::string_view folder : {"", "d/", "d/e/", "x/d/"}) {
      const bool is_there = std::ranges::any_of(files, [&](const auto& file) {
        return file.first.starts_with(folder);
      });
      for (int i = 0; is_there && i < 12; ++i) {
        stream_ += fmt::format("M 100644 :{} {}z{}\n", kFiller, folder, i);
      }
    }
  }

  // Often that of another commit, sometimes earlier than a parent's.
  std::size_t date() { return 1'600'000'000 + pick(8) * 86'400; }

  void data(std::string_view bytes) {
    stream_ += fmt::format("data {}\n{}\n", bytes.size(), bytes);
  }

  std::mt19937& random_;
  std::vector<Files> commits_;
  std::string stream_;
};

// Refs and what lies beside them.
class RefsAndRest {
 public:
  RefsAndRest(RepoBuilder& repo, std::mt19937& random,
              std::vector<std::string> commits)
      : repo_(repo), random_(random), commits_(std::move(commits)) {}

  void make() {
    std::string updates;
    for (const char* name :
         {"refs/heads/main", "refs/heads/feature/one", "refs/remotes/origin/x",
          "refs/tags/light", "refs/notes/commits", "refs/stash",
          "refs/pull/7/head", "refs/heads/b\xff"}) {
      if (pick(3) != 0) repo_.git({"update-ref", name, a_commit()});
    }
    make_tags();
    if (pick(3) == 0)
      repo_.git({"update-ref", "--no-deref", "HEAD", a_commit()});
    for (const char* log :
         {"HEAD", "refs/heads/main", "refs/heads/gone", "refs/stash"}) {
      if (pick(2) == 0) write_log(log);
    }
    make_loose_ends();
  }

 private:
  std::size_t pick(std::size_t below) { return random_() % below; }
  const std::string& a_commit() { return commits_[pick(commits_.size())]; }

  void make_tags() {
    if (pick(2) == 0) {
      repo_.git(
          {"tag", "-a", "-m", GraphWriter(random_).text(), "v1", a_commit()});
      if (pick(2) == 0) repo_.git({"tag", "-a", "-m", "secret 1", "v2", "v1"});
      if (pick(3) == 0) repo_.git({"tag", "-d", "v1"});
    }
    if (pick(3) == 0) {
      repo_.git({"tag", "-a", "-m", "a tree", "tree", a_commit() + "^{tree}"});
    }
  }

  void write_log(const std::string& ref) {
    const fs::path file = repo_.path(".git/logs/" + ref);
    fs::create_directories(file.parent_path());
    std::ofstream log(file);
    std::string before(40, '0');
    for (std::size_t i = 0; i <= pick(3); ++i) {
      const std::string& after = a_commit();
      log << before << ' ' << after
          << " C <c@example.org> 1600000000 +0000\tmade\n";
      before = after;
    }
  }

  // Blobs and trees in no commit; the first path of each is its own.
  void make_loose_ends() {
    auto blob = [this](const std::string& more) {
      repo_.write("new", GraphWriter(random_).text() + more);
      std::string id = repo_.git({"hash-object", "-w", "new"});
      repo_.erase("new");
      return id;
    };
    blob("dangling");
    auto tree = [this, &blob](const std::string& more) {
      repo_.git({"read-tree", "--empty"});
      repo_.git({"update-index", "--add", "--cacheinfo",
                 "100644," + blob(more) + ",lost/deep/" + more});
      return repo_.git({"write-tree"});
    };
    tree("below");
    if (pick(2) == 0) repo_.git({"tag", "of-tree", tree("tagged")});
    if (pick(2) == 0) repo_.git({"tag", "of-blob", blob("alone")});
    repo_.git({"read-tree", "--empty"});
    for (const char* path : {"staged/a", "staged/b.min"}) {
      repo_.git({"update-index", "--add", "--cacheinfo",
                 "100644," + blob("staged") + "," + path});
    }
  }

  RepoBuilder& repo_;
  std::mt19937& random_;
  std::vector<std::string> commits_;
};

}  // namespace

RandomStories::RandomStories(unsigned seed) {
  std::mt19937 random(seed);
  repo_.git({"config", "gc.auto", "0"});
  import(GraphWriter(random).write());
  std::vector<std::string> commits;
  std::istringstream refs(repo_.git({"for-each-ref", "--format=%(objectname)",
                                     "--sort=refname", "refs/tmp"}));
  for (std::string id; refs >> id;) commits.push_back(id);
  repo_.git({"-c",
             "alias.drop=!git for-each-ref --format='delete %(refname)' "
             "refs/tmp | git update-ref --stdin",
             "drop"});
  RefsAndRest(repo_, random, std::move(commits)).make();
  if (seed % 3 != 0) {
    repo_.git({"repack", "-adkfq",
               seed % 3 == 1 ? "--depth=50" : "--depth=4095", "--window=100"});
  }
}

void RandomStories::import(const std::string& stream) {
  repo_.write("import", stream);
  repo_.git(
      {"-c", "alias.feed=!git fast-import --quiet --force <import", "feed"});
  repo_.erase("import");
}

std::vector<std::uint32_t> secrets_in(std::string_view text,
                                      std::string_view path) {
  constexpr std::string_view kWord = "secret ";
  std::set<std::uint32_t> out;
  for (std::size_t at = text.find(kWord); at != text.npos;
       at = text.find(kWord, at + 1)) {
    const auto secret = static_cast<std::uint32_t>(text[at + 7] - '0');
    if (secret % 2 == 1 && path.ends_with(".min")) continue;
    out.insert(secret);
  }
  return {out.begin(), out.end()};
}

}  // namespace stanch
