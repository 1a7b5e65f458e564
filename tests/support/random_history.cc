// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_history.h"

#include <array>
#include <filesystem>
#include <map>
#include <random>

#include <vector>

#include <fmt/format.h>

#include "tests/support/encoders.h"
#include "tests/support/rule_text.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kBranches = {"main", "one", "two",
                                                       "three"};

using Files = std::map<std::string, std::string>;

struct Tip {
  int mark = 0;  // 0: the branch has no commit yet
  Files files;
};

// Writes the input of git fast-import.
class HistoryWriter {
 public:
  explicit HistoryWriter(unsigned seed) : random_(seed) {}

  std::string write() {
    std::size_t commits = 8 + pick(18);
    for (std::size_t i = 0; i < commits; ++i) commit();
    for (std::size_t i = 0; i < pick(3); ++i) tag(static_cast<int>(i));
    return std::move(stream_);
  }

 private:
  std::size_t pick(std::size_t below) { return random_() % below; }

  std::string path() {
    static constexpr std::array<std::string_view, 4> kFolders = {
        "", "src/", "src/deep/er/", "conf/"};
    return fmt::format("{}file{}", kFolders[pick(4)], pick(6));
  }

  std::string secret() {
    std::string line = "key " + github_pat(static_cast<unsigned>(pick(40)));
    if (pick(4) == 0) line = encoded_somehow(line, random_);
    return line + "\n";
  }

  // A few edits: cuts, insertions, moves, a stretch of another file.
  std::string edited(std::string text, const Files& files) {
    for (std::size_t i = 0; i <= pick(4); ++i) {
      std::size_t at = pick(text.size() + 1);
      switch (pick(6)) {
        case 0:
          text.erase(at, pick(120));
          break;
        case 1:
          text.insert(at, secret());
          break;
        case 2:
          text.insert(at, rule_text_.make(random_, 1 + pick(200)));
          break;
        case 3: {
          auto other = files.begin();
          std::advance(other, pick(files.size()));
          text.insert(at, other->second.substr(0, pick(1500)));
          break;
        }
        case 4: {
          std::string moved = text.substr(at, pick(800));
          text.erase(at, moved.size());
          text.insert(pick(text.size() + 1), moved);
          break;
        }
        default:
          text.insert(at, "x");
      }
    }
    return text;
  }

  void change(Files& files) {
    if (files.empty() || pick(6) == 0) {
      files[path()] = rule_text_.make(random_, 200 + pick(1500));
      return;
    }
    auto file = files.begin();
    std::advance(file, pick(files.size()));
    switch (pick(8)) {
      case 0:
        files.erase(file);
        break;
      case 1: {  // renamed, perhaps edited
        std::string text = file->second;
        files.erase(file);
        if (pick(2) == 0 && !files.empty()) text = edited(text, files);
        files[path()] = std::move(text);
        break;
      }
      default:
        file->second = edited(file->second, files);
    }
  }

  void commit() {
    // There is always a main branch: one way of storing asks for it.
    std::string_view branch =
        kBranches[marks_ == 0 ? 0 : pick(kBranches.size())];
    Tip& tip = tips_[branch];
    const Tip& other = tips_[kBranches[pick(kBranches.size())]];
    bool merges = tip.mark != 0 && other.mark != 0 && &other != &tip &&
                  other.mark != tip.mark && pick(3) == 0;
    int from = tip.mark != 0 ? tip.mark : tips_["main"].mark;
    if (tip.mark == 0) tip.files = tips_["main"].files;
    if (merges) {
      for (const auto& [name, text] : other.files)
        tip.files.try_emplace(name, text);
    }
    // A merge that changes nothing else, or one that adds what no parent has.
    if (!merges || pick(2) == 0) {
      for (std::size_t i = 0; i <= pick(3); ++i) change(tip.files);
    }
    int mark = ++marks_;
    stream_ += fmt::format("commit refs/heads/{}\nmark :{}\n", branch, mark);
    stream_ += fmt::format("committer C <c@example.org> {} +0000\n", date());
    data(pick(8) == 0 ? secret() : fmt::format("change {}", mark));
    if (from != 0) stream_ += fmt::format("from :{}\n", from);
    if (merges) stream_ += fmt::format("merge :{}\n", other.mark);
    stream_ += "deleteall\n";
    for (const auto& [name, text] : tip.files) {
      stream_ += fmt::format("M 100644 inline {}\n", name);
      data(text);
    }
    stream_ += "\n";
    tip.mark = mark;
  }

  // Mostly later than the last; some dates are equal, wrong or very early.
  long date() {
    if (pick(12) == 0) return static_cast<long>(pick(1'000'000'000));
    clock_ += static_cast<long>(pick(3) * 40'000);
    return clock_;
  }

  void tag(int number) {
    stream_ +=
        fmt::format("tag v{}\nfrom :{}\ntagger T <t@example.org> {} +0000\n",
                    number, 1 + pick(static_cast<std::size_t>(marks_)), date());
    data(pick(2) == 0 ? secret() : "a version");
  }

  void data(std::string_view bytes) {
    stream_ += fmt::format("data {}\n", bytes.size());
    stream_ += bytes;
    stream_ += "\n";
  }

  std::mt19937 random_;
  RuleText rule_text_;
  std::map<std::string_view, Tip> tips_;
  std::string stream_;
  int marks_ = 0;
  long clock_ = 1'600'000'000;
};

std::vector<std::string> init_for(Storage storage) {
  if (storage == Storage::kSha256) return {"--bare", "--object-format=sha256"};
  return {"--bare"};
}

}  // namespace

std::string_view to_string(Storage storage) {
  constexpr std::array<std::string_view, kStorages> kNames = {
      "as imported", "loose",      "repacked", "deep",
      "many packs",  "alternates", "sha256",   "cruft"};
  return kNames[static_cast<std::size_t>(storage)];
}

RandomHistory::RandomHistory(unsigned seed, Storage storage)
    : repo_(init_for(storage)) {
  repo_.git({"config", "gc.auto", "0"});
  repo_.git({"config", "fastimport.unpackLimit", "1"});
  import(HistoryWriter(seed).write());
  store(storage);
}

void RandomHistory::import(const std::string& stream) {
  std::string file = repo_.path() + "/import";
  std::ofstream(file, std::ios::binary) << stream;
  repo_.git(
      {"-c", "alias.feed=!git fast-import --quiet --force <import", "feed"});
  fs::remove(file);
}

void RandomHistory::store(Storage storage) {
  auto unpack = [this] {
    repo_.git({"-c",
               "alias.unpack=!mkdir packed && mv objects/pack/* packed && "
               "for p in packed/*.pack; do git unpack-objects -q <$p; done && "
               "rm -r packed",
               "unpack"});
  };
  switch (storage) {
    case Storage::kAsImported:
      break;
    case Storage::kLoose:
      unpack();
      break;
    case Storage::kRepacked:
    case Storage::kSha256:
      repo_.git({"repack", "-adfq", "--depth=50", "--window=30"});
      break;
    case Storage::kDeep:
      repo_.git({"repack", "-adfq", "--depth=4095", "--window=60"});
      break;
    case Storage::kManyPacks:
      unpack();
      repo_.git({"-c",
                 "alias.two=!git rev-list --objects main | cut -d' ' -f1 | "
                 "git pack-objects -q objects/pack/pack >/dev/null && "
                 "git repack -dq && git multi-pack-index write",
                 "two"});
      break;
    case Storage::kAlternates: {
      lenders_.emplace_back(std::vector<std::string>{"--bare"});
      const std::string& other = lenders_.back().path();
      fs::remove(other + "/objects/info/alternates");
      repo_.git({"push", "-q", other, "main"});
      std::ofstream(repo_.path() + "/objects/info/alternates")
          << other << "/objects\n";
      repo_.git({"repack", "-adlfq"});
      break;
    }
    case Storage::kCruft:
      repo_.git({"-c",
                 "alias.cut=!git update-ref -d refs/heads/one; "
                 "git repack -q -d --cruft --cruft-expiration=never",
                 "cut"});
      break;
  }
}

}  // namespace stanch
