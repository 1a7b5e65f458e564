// SPDX-License-Identifier: Apache-2.0
//
// A pack of entries as the input says, stored_stream properly so that what lies
// is the pack and not zlib, with an index that leads where the input says. All
// of it is walked and read object by object: nothing crashes, and what both can
// read is the same.
#include <algorithm>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/stored_stream.h"
#include "fuzz/target.h"
#include "odb/delta_walk.h"

namespace stanch {
namespace {

constexpr std::size_t kMostEntries = 24;

// Bytes of the input, one after the other; zeros when they are used up.
class Input {
 public:
  explicit Input(std::string_view bytes) : bytes_(bytes) {}
  bool empty() const { return bytes_.empty(); }
  std::uint8_t byte() {
    if (bytes_.empty()) return 0;
    auto out = static_cast<std::uint8_t>(bytes_[0]);
    bytes_.remove_prefix(1);
    return out;
  }
  std::string_view take(std::size_t size) {
    auto out = bytes_.substr(0, size);
    bytes_.remove_prefix(out.size());
    return out;
  }

 private:
  std::string_view bytes_;
};

void put32(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += static_cast<char>(number >> shift);
  }
}

std::string id_of(std::size_t entry) {
  return std::string(20, static_cast<char>(1 + entry * 9));
}

// One entry: type, size (perhaps a lie), base, content.
std::string entry_of(Input& input, std::size_t at,
                     const std::vector<std::size_t>& starts) {
  std::uint8_t type = input.byte() & 7;
  std::uint8_t lie = input.byte();
  std::uint8_t base = input.byte();
  std::string_view content = input.take(input.byte());
  std::uint64_t size = content.size() + (lie >= 250 ? lie - 249 : 0);
  if (lie == 249) size = std::uint64_t{1} << 40;
  std::string out;
  auto head = static_cast<std::uint8_t>(type << 4 | (size & 15));
  for (size >>= 4; size != 0; size >>= 7) {
    out += static_cast<char>(head | 0x80);
    head = size & 0x7f;
  }
  out += static_cast<char>(head);
  if (type == 6) {  // a base by its distance; 0 and beyond the start too
    std::uint64_t back = base;
    if (!starts.empty() && base < 200) {
      back = at - starts[base % starts.size()];
    }
    std::string bytes(1, static_cast<char>(back & 0x7f));
    while (back >>= 7) {
      bytes.insert(0, 1, static_cast<char>(0x80 | (--back & 0x7f)));
    }
    out += bytes;
  }
  if (type == 7) out += id_of(base % (kMostEntries + 2));
  return out + stored_stream(content);
}

struct Files {
  std::string pack;
  std::string index;
};

Files build(Input& input) {
  std::size_t count = 1 + input.byte() % kMostEntries;
  std::uint8_t shift = input.byte();  // the index leads astray
  Files out;
  std::vector<std::size_t> starts;
  std::string body;
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t at = 12 + body.size();
    body += entry_of(input, at, starts);
    starts.push_back(at);
  }
  out.pack = "PACK";
  put32(out.pack, 2);
  put32(out.pack, static_cast<std::uint32_t>(count));
  out.pack += body + std::string(20, 'c');

  out.index = "\377tOc";
  put32(out.index, 2);
  for (unsigned first = 0; first < 256; ++first) {
    std::uint32_t below = 0;
    for (std::size_t i = 0; i < count; ++i) {
      below += static_cast<std::uint8_t>(id_of(i)[0]) <= first;
    }
    put32(out.index, below);
  }
  for (std::size_t i = 0; i < count; ++i) out.index += id_of(i);
  for (std::size_t i = 0; i < count; ++i) put32(out.index, 0);
  for (std::size_t i = 0; i < count; ++i) {
    bool astray = shift >= 128 && i == shift % count;
    put32(out.index,
          static_cast<std::uint32_t>(starts[i]) + (astray ? shift - 127 : 0));
  }
  out.index += std::string(20, 'c') + std::string(20, 'i');
  return out;
}

// The sizes of all objects that the walk comes to.
class Sizes : public WalkVisitor<int> {
 public:
  explicit Sizes(const ObjectStore& store) : store_(store) {}
  bool wants(ObjectType) const override { return true; }
  int visit(unsigned, const WalkStep<int>& step) override {
    std::lock_guard lock(mutex_);
    seen[store_.packs()[step.pack].id(step.entry)] = std::string(step.bytes);
    for (const Copy& copy : step.copies) {
      require(step.base.substr(copy.from, copy.size) ==
              step.bytes.substr(copy.to, copy.size));
    }
    return 0;
  }
  void problem(unsigned, std::string) override {}

  std::map<ObjectId, std::string> seen;

 private:
  const ObjectStore& store_;
  std::mutex mutex_;
};

// Opened in memory, which is ten times faster than from files.
void check(const Files& files) {
  auto index =
      PackIndex::parse(MappedFile::borrow(files.index), HashKind::kSha1);
  require(index.has_value());
  auto pack = Pack::open(MappedFile::borrow(files.pack), "fuzz.pack",
                         std::move(*index));
  require(pack.has_value());
  std::vector<Pack> packs;
  packs.push_back(std::move(*pack));
  ObjectStore store =
      ObjectStore::of(std::move(packs), {}, {.longest_object = 1 << 16});
  Sizes sizes(store);
  TaskPool pool(1);
  MemoryBudget budget(1 << 16);
  for (std::uint32_t i = 0; i < store.packs().size(); ++i) {
    DeltaForest forest(store, i);
    DeltaWalk<int> walk(store, i, forest, sizes, pool, budget);
    pool.run([&](unsigned worker) { walk.run(worker); });
    ObjectReader reader(store);
    for (std::uint32_t e = 0; e < store.packs()[i].entries(); ++e) {
      ObjectId id = store.packs()[i].id(e);
      auto object = reader.read(id);
      auto walked = sizes.seen.find(id);
      require(object.has_value() == (walked != sizes.seen.end()));
      if (object) require(object->bytes == walked->second);
    }
  }
}

}  // namespace

void check_any(std::string_view bytes) {
  Input input(bytes);
  check(build(input));
}

}  // namespace stanch
