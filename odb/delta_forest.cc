// SPDX-License-Identifier: Apache-2.0
//
// Each entry names its base; a tree is wanted from the base to the deltas. The
// deltas are counted per base and laid down in that order, so that those of one
// base lie together (a counting sort). Then the trees are walked from their
// roots, level by level, which needs no stack; an entry that is never reached
// hangs on itself. On the way back the weights are added up.
#include "odb/delta_forest.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/parallel.h"

namespace stanch {
namespace {

constexpr std::uint32_t kNone = 0xffffffff;
constexpr std::uint32_t kWhole = kNone - 1;
// How much of a pack a worker reads before its memory is given back.
constexpr std::uint64_t kStretch = std::uint64_t{32} << 20;
// How many heads the processor is told to fetch before they are read.
constexpr std::uint32_t kAhead = 8;
// Entries that a worker takes at once.
constexpr std::size_t kShare = 4096;

}  // namespace

class DeltaForest::Builder {
 public:
  Builder(const ObjectStore& store, std::uint32_t pack, TaskPool& pool,
          DeltaForest& out)
      : store_(store),
        pack_(store.packs()[pack]),
        pool_(pool),
        number_(pack),
        count_(pack_.entries()),
        reader_(store, 0),
        out_(out) {}

  void build() {
    out_.types_.assign(count_, ObjectType::kBlob);
    bases_.assign(count_, kNone);
    read_heads();
    group_children();
    walk();
    if (!pool_.stopped()) drop_unreached();
  }

 private:
  void problem(std::uint32_t entry, std::string reason) {
    out_.problems_.push_back({hex(pack_.id(entry)), std::move(reason)});
  }

  // Where an entry lies says nothing about another one, so the heads are read
  // on all workers; what needs an order is done afterwards.
  void read_heads() {
    in_parallel(pool_, count_, kShare,
                [&](unsigned, std::size_t begin, std::size_t end) {
                  read_heads(static_cast<std::uint32_t>(begin),
                             static_cast<std::uint32_t>(end));
                });
    for (std::uint32_t entry = 0; entry < count_; ++entry) {
      if (bases_[entry] < kWhole) continue;
      if (std::exchange(bases_[entry], kNone) == kWhole) {
        out_.roots_.push_back(entry);
      } else if (!pool_.stopped()) {
        look_outside(entry);
      }
    }
  }

  void read_heads(std::uint32_t begin, std::uint32_t end) {
    std::uint32_t kept_from = begin;
    for (std::uint32_t entry = begin; entry < end; ++entry) {
      pack_.prefetch(std::min(entry + kAhead, end - 1));
      if (auto head = pack_.head(entry)) {
        bases_[entry] = base_of(entry, *head);
      }
      if (pack_.offset(entry) - pack_.offset(kept_from) > kStretch) {
        pack_.forget(kept_from, entry);
        kept_from = entry;
      }
    }
    pack_.forget(kept_from, end);
  }

  std::uint32_t base_of(std::uint32_t entry, const EntryHead& head) {
    if (head.kind == EntryHead::Kind::kWhole) {
      out_.types_[entry] = head.type;
      return kWhole;
    }
    auto base = head.kind == EntryHead::Kind::kOffsetDelta
                    ? pack_.entry_at(head.base)
                    : pack_.find(head.base_id);
    return base.value_or(kNone);
  }

  // Its head is damaged, or its base is outside, or at an offset that only
  // another pack's index could name: the chain tells what it is.
  void look_outside(std::uint32_t entry) {
    auto head = pack_.head(entry);
    if (!head) return problem(entry, head.error().message);
    auto info = reader_.info(ObjectStore::Place{number_, entry});
    if (!info) return problem(entry, info.error().message);
    out_.types_[entry] = info->type;
    out_.roots_.push_back(entry);
    out_.outer_.push_back(entry);
  }

  void group_children() {
    auto& first = out_.first_child_;
    first.assign(count_ + 1, 0);
    for (std::uint32_t base : bases_) {
      if (base != kNone) ++first[base + 1];
    }
    for (std::uint32_t i = 0; i < count_; ++i) first[i + 1] += first[i];
    out_.children_.resize(first[count_]);
    // Each start moves to its end, which is the next one's start; so they are
    // moved back by one place afterwards.
    for (std::uint32_t entry = 0; entry < count_; ++entry) {
      if (bases_[entry] == kNone) continue;
      out_.children_[first[bases_[entry]]++] = entry;
    }
    std::copy_backward(first.begin(), first.end() - 1, first.end());
    first[0] = 0;
  }

  void walk() {
    out_.weights_.assign(count_, 0);
    std::vector<std::uint32_t> order(out_.roots_);
    order.reserve(count_);
    for (std::size_t i = 0; i < order.size(); ++i) {
      const std::uint32_t entry = order[i];
      out_.weights_[entry] = 1;
      for (std::uint32_t child : out_.children(entry)) {
        out_.types_[child] = out_.types_[entry];
        order.push_back(child);
      }
    }
    for (std::size_t i = order.size(); i-- > 0;) {
      const std::uint32_t entry = order[i];
      put_heaviest_last(entry);
      if (bases_[entry] != kNone) {
        out_.weights_[bases_[entry]] += out_.weights_[entry];
      }
    }
  }

  void put_heaviest_last(std::uint32_t entry) {
    auto begin = out_.children_.begin() + out_.first_child_[entry];
    auto end = out_.children_.begin() + out_.first_child_[entry + 1];
    if (end - begin < 2) return;
    auto heaviest = std::max_element(begin, end, [&](auto a, auto b) {
      return out_.weights_[a] < out_.weights_[b];
    });
    std::rotate(heaviest, heaviest + 1, end);
  }

  // What no root leads to hangs on a damaged entry, or on itself.
  void drop_unreached() {
    std::vector<bool> named(count_);
    for (std::uint32_t entry = 0; entry < count_; ++entry) {
      if (out_.weights_[entry] != 0) continue;
      if (bases_[entry] == kNone) {
        name_those_on(entry, named);
        named[entry] = true;
      }
    }
    for (std::uint32_t entry = 0; entry < count_; ++entry) {
      if (out_.weights_[entry] != 0 || named[entry]) continue;
      problem(
          entry,
          pack_.damaged(pack_.offset(entry), "its chain of deltas is a cycle")
              .message);
    }
  }

  void name_those_on(std::uint32_t damaged, std::vector<bool>& named) {
    std::vector<std::uint32_t> order = {damaged};
    for (std::size_t i = 0; i < order.size(); ++i) {
      for (std::uint32_t child : out_.children(order[i])) {
        order.push_back(child);
        named[child] = true;
        problem(child,
                fmt::format("object {} cannot be read: object {} of its "
                            "chain of deltas cannot",
                            hex(pack_.id(child)), hex(pack_.id(damaged))));
      }
    }
  }

  const ObjectStore& store_;
  const Pack& pack_;
  TaskPool& pool_;
  std::uint32_t number_;
  std::uint32_t count_;
  ObjectReader reader_;
  DeltaForest& out_;
  std::vector<std::uint32_t> bases_;
};

DeltaForest::DeltaForest(const ObjectStore& store, std::uint32_t pack,
                         TaskPool& pool) {
  Builder(store, pack, pool, *this).build();
}

DeltaForest::DeltaForest(const ObjectStore& store, std::uint32_t pack) {
  TaskPool alone(1);
  Builder(store, pack, alone, *this).build();
}

bool DeltaForest::has_outer_base(std::uint32_t entry) const {
  return std::ranges::binary_search(outer_, entry);
}

std::span<const std::uint32_t> DeltaForest::children(
    std::uint32_t entry) const {
  return std::span(children_).subspan(
      first_child_[entry], first_child_[entry + 1] - first_child_[entry]);
}

}  // namespace stanch
