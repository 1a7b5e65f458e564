// SPDX-License-Identifier: Apache-2.0
#include "history/ref_tips.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "git/commit.h"
#include "history/reflogs.h"

namespace stanch {
namespace {

// How many tags may name one another.
constexpr int kLongestChain = 64;

RefKind kind_of(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, RefKind>, 4> kFolders = {{
      {"refs/heads/", RefKind::kBranch},
      {"refs/remotes/", RefKind::kRemote},
      {"refs/tags/", RefKind::kTag},
      {"refs/notes/", RefKind::kNotes},
  }};
  for (const auto& [folder, kind] : kFolders) {
    if (name.starts_with(folder)) return kind;
  }
  return name == "refs/stash" ? RefKind::kStash : RefKind::kOther;
}

}  // namespace

std::string_view to_string(RefKind kind) {
  switch (kind) {
    case RefKind::kHead:
      return "head";
    case RefKind::kBranch:
      return "branch";
    case RefKind::kRemote:
      return "remote";
    case RefKind::kTag:
      return "tag";
    case RefKind::kStash:
      return "stash";
    case RefKind::kNotes:
      return "notes";
    case RefKind::kOther:
      return "other";
  }
  return {};
}

class RefTipsReader {
 public:
  RefTipsReader(const ObjectStore& store, const CommitTable& commits)
      : store_(store), commits_(commits), reader_(store) {}

  RefTips read() {
    auto refs = Refs::read(store_.layout());
    if (refs) {
      std::ranges::copy(refs->problems(), std::back_inserter(out_.problems_));
      out_.head_name_ = refs->head_name();
      for (const Ref& ref : refs->heads()) add(ref, RefKind::kHead);
      for (const Ref& ref : refs->all()) add(ref, kind_of(ref.name));
    } else {
      out_.problems_.push_back(refs.error().message);
    }
    for (const RefTip& tip : out_.tips_) {
      if (tip.name == "HEAD") out_.head_ = tip.commit;
    }
    std::ranges::sort(out_.tips_, {}, [](const RefTip& tip) {
      return std::tie(tip.kind, tip.name);
    });
    read_logs();
    return std::move(out_);
  }

 private:
  void add(const Ref& ref, RefKind kind) {
    RefTip tip{.name = ref.name, .kind = kind, .id = ref.id};
    if (auto done = peel(tip); !done) {
      out_.problems_.push_back(
          fmt::format("{}: {}", ref.name, done.error().message));
    }
    out_.tips_.push_back(std::move(tip));
  }

  // Finds what a ref leads to. Nearly always it is a commit.
  Result<void> peel(RefTip& tip) {
    ObjectId id = tip.id;
    while (tip.tags.size() < kLongestChain) {
      if (auto commit = commits_.find(id)) {
        tip.commit = *commit;
        return {};
      }
      auto info = reader_.info(id);
      if (!info) return std::unexpected(info.error());
      switch (info->type) {
        case ObjectType::kCommit:
          return {};  // damaged, and named as such by the table
        case ObjectType::kTree:
          tip.tree = id;
          return {};
        case ObjectType::kBlob:
          tip.blob = id;
          return {};
        case ObjectType::kTag:
          break;
      }
      auto bytes = reader_.read(id, ObjectType::kTag);
      if (!bytes) return std::unexpected(bytes.error());
      auto tag = parse_tag(*bytes, store_.layout().hash);
      if (!tag) return context("tag " + hex(id), tag.error());
      tip.tags.push_back(id);
      id = tag->target;
    }
    return fail(ErrorKind::kUnreadable, "its tags name one another too often");
  }

  // Commits of a log that are gone by now are as good as never made.
  void read_logs() {
    std::vector<bool> stashed(commits_.size());
    std::vector<bool> logged(commits_.size());
    read_reflogs(
        store_.layout(),
        [&](std::string_view ref, const ObjectId& id) {
          auto commit = commits_.find(id);
          if (!commit) return;
          (ref == "refs/stash" ? stashed : logged)[*commit] = true;
        },
        out_.problems_);
    for (CommitNumber commit = 0; commit < commits_.size(); ++commit) {
      if (stashed[commit]) out_.stashed_.push_back(commit);
      if (logged[commit]) out_.logged_.push_back(commit);
    }
  }

  const ObjectStore& store_;
  const CommitTable& commits_;
  ObjectReader reader_;
  RefTips out_;
};

RefTips RefTips::read(const ObjectStore& store, const CommitTable& commits) {
  return RefTipsReader(store, commits).read();
}

}  // namespace stanch
