// SPDX-License-Identifier: Apache-2.0
//
// An object in a pack is read by walking down its chain of deltas to the whole
// object at its end, or to one that is in the cache, and applying the deltas on
// the way back. Each object on that way goes into the cache: versions of a file
// are asked for one after another.
//
// Every step but those by name leads to a smaller offset, so only names can
// make a cycle. It is found as Brent finds it: one place is remembered, and
// exchanged for the current one each time the steps have doubled.
#include "odb/chain_reader.h"

#include <utility>

#include <fmt/format.h>

#include "odb/loose.h"
#include "odb/overwrite.h"

namespace stanch {

ChainReader::Bottom ChainReader::base_of(const Key& key,
                                         const EntryHead& head) const {
  if (head.kind == EntryHead::Kind::kOffsetDelta) {
    return {{key.pack, head.base}, std::nullopt};
  }
  // In the same pack first, as git looks for it.
  if (auto entry = pack(key).find(head.base_id)) {
    return {{key.pack, pack(key).offset(*entry)}, std::nullopt};
  }
  if (auto place = store_.find(head.base_id)) {
    const Pack& other = store_.packs()[place->pack];
    return {{place->pack, other.offset(place->entry)}, std::nullopt};
  }
  return {key, head.base_id};
}

Result<ChainReader::Bottom> ChainReader::walk_down(const Key& asked) {
  steps_.clear();
  Bottom at{asked, std::nullopt};
  Key remembered = asked;
  std::size_t until = 64;
  while (!at.loose && cache_.find(at.key) == nullptr) {
    auto head = pack(at.key).head_at(at.key.offset);
    if (!head) return std::unexpected(head.error());
    if (head->kind == EntryHead::Kind::kWhole) break;
    steps_.push_back({at.key, *head});
    at = base_of(at.key, *head);
    if (at.key == remembered && !at.loose) {
      return std::unexpected(pack(at.key).damaged(
          at.key.offset, "its chain of deltas is a cycle"));
    }
    if (steps_.size() == until) {
      remembered = at.key;
      until *= 2;
    }
  }
  return at;
}

Result<StoredObject> ChainReader::read_loose_object(const ObjectId& id) {
  for (const std::string& objects : store_.layout().object_dirs) {
    const std::string path = loose_path(objects, id);
    auto found = read_loose(path, store_.options().longest_object, inflater_);
    if (!found) {
      return fail(ErrorKind::kUnreadable,
                  fmt::format("object {} in '{}' is damaged: {}", hex(id), path,
                              found.error().message));
    }
    if (*found) return std::move(**found);
  }
  return fail(ErrorKind::kUnreadable,
              fmt::format("object {} is missing", hex(id)));
}

Result<StoredObject> ChainReader::read_whole(const Key& key) {
  auto damaged = [&](std::string_view why) {
    return std::unexpected(pack(key).damaged(key.offset, why));
  };
  auto head = pack(key).head_at(key.offset);
  if (!head) return std::unexpected(head.error());
  const std::uint64_t longest = store_.options().longest_object;
  if (head->size > longest) {
    return damaged(fmt::format("its {} bytes are more than the limit of {}",
                               head->size, longest));
  }
  StoredObject object{head->type, {}};
  Result<void> done;
  overwrite(object.bytes, head->size, [&](char* out) {
    done = inflater_.inflate(pack(key).deflated_at(key.offset, *head), out,
                             head->size);
  });
  if (!done) return damaged(done.error().message);
  return object;
}

Result<StoredObject> ChainReader::apply(const Step& step,
                                        const StoredObject& base) {
  const Pack& from = pack(step.key);
  auto damaged = [&](std::string_view why) {
    return std::unexpected(from.damaged(step.key.offset, why));
  };
  const std::uint64_t longest = store_.options().longest_object;
  if (step.head.size > longest) return damaged("its delta is too long");
  Result<void> done;
  overwrite(delta_bytes_, step.head.size, [&](char* out) {
    done = inflater_.inflate(from.deflated_at(step.key.offset, step.head), out,
                             step.head.size);
  });
  if (!done) return damaged(done.error().message);
  done = parse_delta(delta_bytes_, base.bytes.size(), longest, delta_);
  if (!done) return damaged(done.error().message);
  StoredObject object{base.type, {}};
  overwrite(object.bytes, delta_.result_size,
            [&](char* out) { apply_delta(delta_, base.bytes, out); });
  return object;
}

std::unexpected<Error> ChainReader::blame(const Key& asked,
                                          const Error& error) const {
  const std::string name = pack(asked).name_at(asked.offset);
  if (error.message.starts_with(name)) return std::unexpected(error);
  return context(name + " cannot be read", error);
}

Result<StoredObject> ChainReader::read(const Key& asked) {
  auto bottom = walk_down(asked);
  if (!bottom) return blame(asked, bottom.error());
  Key key = bottom->key;
  // The base of the next delta: one in the cache, or else `own`.
  const StoredObject* base = bottom->loose ? nullptr : cache_.find(key);
  StoredObject own;
  if (base == nullptr) {
    auto found =
        bottom->loose ? read_loose_object(*bottom->loose) : read_whole(key);
    if (!found) return blame(asked, found.error());
    own = std::move(*found);
  }
  bool has_place = !bottom->loose;
  while (!steps_.empty()) {
    auto next = apply(steps_.back(), base != nullptr ? *base : own);
    if (!next) return blame(asked, next.error());
    if (base == nullptr && has_place) cache_.put(key, std::move(own));
    base = nullptr;
    own = std::move(*next);
    has_place = true;
    key = steps_.back().key;
    steps_.pop_back();
  }
  if (base != nullptr) return *base;
  return own;
}

Result<ObjectInfo> ChainReader::info(const Key& asked) {
  auto bottom = walk_down(asked);
  if (!bottom) return blame(asked, bottom.error());
  ObjectInfo out;
  if (bottom->loose) {
    auto base = read_loose_object(*bottom->loose);
    if (!base) return blame(asked, base.error());
    out = {base->type, base->bytes.size()};
  } else if (const StoredObject* base = cache_.find(bottom->key)) {
    out = {base->type, base->bytes.size()};
  } else {
    auto head = pack(bottom->key).head_at(bottom->key.offset);
    if (!head) return blame(asked, head.error());
    out = {head->type, head->size};
  }
  if (steps_.empty()) return out;
  const Step& first = steps_.front();
  auto size = delta_result_size(inflate_start(
      pack(asked).deflated_at(asked.offset, first.head), kLongestDeltaSizes));
  if (!size) {
    return std::unexpected(
        pack(asked).damaged(asked.offset, size.error().message));
  }
  out.size = *size;
  return out;
}

}  // namespace stanch
