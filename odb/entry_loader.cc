// SPDX-License-Identifier: Apache-2.0
#include "odb/entry_loader.h"

#include <utility>
#include <vector>

#include <fmt/core.h>

namespace stanch {
namespace {

// How much of a pack may come into memory before a thread gives all back. The
// kernel maps files by pieces of 64 KiB, one for each page fault, so an entry
// far from the last one counts as a whole piece, though it often is there.
constexpr std::uint64_t kRememberedBytes = std::uint64_t{512} << 20;
constexpr std::uint64_t kPiece = std::uint64_t{64} << 10;

}  // namespace

EntryLoader::EntryLoader(const ObjectStore& store, std::uint32_t pack,
                         MemoryBudget& budget)
    : store_(store), pack_(store.packs()[pack]), buffers_(budget) {}

Error EntryLoader::named(std::uint32_t entry, Error error) const {
  error.message =
      fmt::format("object {}: {}", hex(pack_.id(entry)), error.message);
  return error;
}

void EntryLoader::remember(std::uint64_t begin, std::uint64_t size) {
  const std::uint64_t first = begin / kPiece, last = (begin + size) / kPiece;
  touched_ += (last - first + (first == last_piece_ ? 0 : 1)) * kPiece;
  last_piece_ = last;
  if (touched_ <= kRememberedBytes) return;
  pack_.forget(0, pack_.entries());
  touched_ = 0;
}

Result<Buffer> EntryLoader::inflate(std::uint32_t entry,
                                    const EntryHead& head) {
  std::uint64_t limit = store_.options().longest_object;
  if (head.size > limit) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("it is {} bytes long, {} may be read (--max-memory "
                            "raises that)",
                            head.size, limit));
  }
  Buffer out = buffers_.take(head.size);
  std::string_view deflated = pack_.deflated(entry, head);
  remember(head.data, deflated.size());
  auto done = inflater_.inflate(deflated, out.data(), head.size);
  if (!done) return std::unexpected(std::move(done.error()));
  return out;
}

Result<Buffer> EntryLoader::load_whole(std::uint32_t entry) {
  auto head = pack_.head(entry);
  if (!head) return std::unexpected(std::move(head.error()));
  auto out = inflate(entry, *head);
  if (!out) return std::unexpected(named(entry, std::move(out.error())));
  return out;
}

Result<Buffer> EntryLoader::load_on(std::uint32_t entry,
                                    std::string_view base) {
  auto head = pack_.head(entry);
  if (!head) return std::unexpected(std::move(head.error()));
  auto bytes = inflate(entry, *head);
  if (!bytes) return std::unexpected(named(entry, std::move(bytes.error())));
  auto parsed = parse_delta(bytes->view(), base.size(),
                            store_.options().longest_object, delta_);
  if (!parsed) return std::unexpected(named(entry, std::move(parsed.error())));
  Buffer out = buffers_.take(delta_.result_size);
  apply_delta(delta_, base, out.data());
  // The delta's inserts point into these bytes.
  buffers_.give_back(std::exchange(delta_bytes_, std::move(*bytes)));
  return out;
}

Result<Buffer> EntryLoader::load_outer(std::uint32_t entry) {
  ObjectReader reader(store_, 0);
  auto object = reader.read(pack_.id(entry));
  if (!object) return std::unexpected(std::move(object.error()));
  Buffer out = buffers_.take(object->bytes.size());
  object->bytes.copy(out.data(), object->bytes.size());
  return out;
}

Result<Buffer> EntryLoader::load(std::uint32_t entry) {
  std::vector<std::uint32_t> chain;
  for (std::uint32_t at = entry;;) {
    auto head = pack_.head(at);
    if (!head) return std::unexpected(std::move(head.error()));
    chain.push_back(at);
    if (head->kind == EntryHead::Kind::kWhole) break;
    auto base = head->kind == EntryHead::Kind::kOffsetDelta
                    ? pack_.entry_at(head->base)
                    : pack_.find(head->base_id);
    if (!base) break;  // outside of this pack
    at = *base;
  }
  auto root = pack_.head(chain.back());
  if (!root) return std::unexpected(std::move(root.error()));
  Result<Buffer> bytes;
  bytes = root->kind == EntryHead::Kind::kWhole ? load_whole(chain.back())
                                                : load_outer(chain.back());
  chain.pop_back();
  for (; bytes && !chain.empty(); chain.pop_back()) {
    auto next = load_on(chain.back(), bytes->view());
    give_back(std::move(*bytes));
    bytes = std::move(next);
  }
  return bytes;
}

}  // namespace stanch
