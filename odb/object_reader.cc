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
#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "odb/base_cache.h"
#include "odb/delta.h"
#include "odb/inflate.h"
#include "odb/loose.h"
#include "odb/object_store.h"
#include "odb/overwrite.h"

namespace stanch {
namespace {

using Key = BaseCache::Key;

std::unexpected<Error> unreadable(std::string message) {
  return fail(ErrorKind::kUnreadable, std::move(message));
}

// A delta on the way down.
struct Step {
  Key key;
  EntryHead head;
};

}  // namespace

struct ObjectReader::Impl {
  Impl(const ObjectStore& read_from, std::size_t cache_bytes)
      : store(read_from), cache(cache_bytes), room(cache_bytes) {}

  Result<StoredObject> read(const ObjectId& id);
  Result<ObjectInfo> info(const ObjectId& id);
  Result<StoredObject> read_at(const Key& key);
  Result<ObjectInfo> info_at(const Key& key);

  const ObjectStore& store;
  BaseCache cache;
  std::size_t room;

 private:
  const Pack& pack(const Key& key) const { return store.packs()[key.pack]; }

  // Tries what may hold the object, one after another: `in_pack`(key) for each
  // copy in a pack, `in_file`(path) for each loose one, `later`(reader) for
  // what is there now. The first that reads it wins.
  template <typename Value, typename InPack, typename InFile, typename Later>
  Result<Value> try_all(const ObjectId& id, InPack in_pack, InFile in_file,
                        Later later);
  // A reader of the folders as they are now; null where nothing has changed
  // since they were last looked at.
  Impl* look_again();

  // Walks down from `key`, filling `steps`. Answers where the whole object is,
  // or that its base is the loose object `loose_base`.
  Result<Key> walk_down(Key key);
  Result<Key> base_of(const Key& key, const EntryHead& head);
  Result<std::optional<StoredObject>> loose(const ObjectId& id);
  Result<StoredObject> read_whole(const Key& key);
  Result<StoredObject> apply(const Step& step, const StoredObject& base);

  Inflater inflater;
  Delta delta;
  std::string delta_bytes;
  std::vector<Step> steps;
  std::optional<ObjectId> loose_base;

  bool may_look_again = true;
  bool looked_again = false;
  std::unique_ptr<ObjectStore> later_store;
  std::unique_ptr<Impl> later_reader;
};

template <typename Value, typename InPack, typename InFile, typename Later>
Result<Value> ObjectReader::Impl::try_all(const ObjectId& id, InPack in_pack,
                                          InFile in_file, Later later) {
  std::optional<Error> first;
  auto note = [&](const Error& error) {
    if (!first) first = error;
  };
  for (std::uint32_t i = 0; i < store.packs().size(); ++i) {
    auto entry = store.packs()[i].find(id);
    if (!entry) continue;
    Result<Value> found = in_pack(Key{i, store.packs()[i].offset(*entry)});
    if (found) return found;
    note(found.error());
  }
  for (const std::string& objects : store.layout().object_dirs) {
    const std::string path = loose_path(objects, id);
    Result<std::optional<Value>> found = in_file(path);
    if (!found) {
      note({ErrorKind::kUnreadable,
            fmt::format("object {} in '{}' is damaged: {}", hex(id), path,
                        found.error().message)});
    } else if (*found) {
      return std::move(**found);
    }
  }
  if (Impl* reader = look_again()) {
    Result<Value> found = later(*reader);
    if (found) return found;
    note(found.error());
  }
  if (first) return std::unexpected(*first);
  return unreadable(fmt::format("object {} is missing", hex(id)));
}

Result<StoredObject> ObjectReader::Impl::read(const ObjectId& id) {
  return try_all<StoredObject>(
      id, [&](const Key& key) { return read_at(key); },
      [&](const std::string& path) {
        return read_loose(path, store.options().longest_object, inflater);
      },
      [&](Impl& reader) { return reader.read(id); });
}

Result<ObjectInfo> ObjectReader::Impl::info(const ObjectId& id) {
  return try_all<ObjectInfo>(
      id, [&](const Key& key) { return info_at(key); },
      [&](const std::string& path) { return loose_info(path); },
      [&](Impl& reader) { return reader.info(id); });
}

ObjectReader::Impl* ObjectReader::Impl::look_again() {
  if (!may_look_again) return nullptr;
  const ObjectStore& latest = later_store ? *later_store : store;
  if (looked_again && !latest.is_outdated()) return later_reader.get();
  looked_again = true;
  if (!latest.is_outdated() && !later_store) return nullptr;
  auto opened = ObjectStore::open(store.layout(), store.options());
  if (!opened) return later_reader.get();
  later_reader.reset();
  later_store = std::make_unique<ObjectStore>(std::move(*opened));
  later_reader = std::make_unique<Impl>(*later_store, room / 4);
  later_reader->may_look_again = false;
  return later_reader.get();
}

Result<Key> ObjectReader::Impl::walk_down(Key key) {
  steps.clear();
  loose_base.reset();
  Key remembered = key;
  std::size_t until = 64;
  while (cache.find(key) == nullptr) {
    auto head = pack(key).head_at(key.offset);
    if (!head) return std::unexpected(head.error());
    if (head->kind == EntryHead::Kind::kWhole) break;
    steps.push_back({key, *head});
    auto base = base_of(key, *head);
    if (!base) return base;
    if (loose_base) break;
    key = *base;
    if (key == remembered) {
      return std::unexpected(
          pack(key).damaged(key.offset, "its chain of deltas is a cycle"));
    }
    if (steps.size() == until) {
      remembered = key;
      until *= 2;
    }
  }
  return key;
}

// In the same pack first, as git looks for it.
Result<Key> ObjectReader::Impl::base_of(const Key& key, const EntryHead& head) {
  if (head.kind == EntryHead::Kind::kOffsetDelta) {
    return Key{key.pack, head.base};
  }
  if (auto entry = pack(key).find(head.base_id)) {
    return Key{key.pack, pack(key).offset(*entry)};
  }
  if (auto place = store.find(head.base_id)) {
    return Key{place->pack, store.packs()[place->pack].offset(place->entry)};
  }
  loose_base = head.base_id;
  return key;
}

Result<std::optional<StoredObject>> ObjectReader::Impl::loose(
    const ObjectId& id) {
  for (const std::string& objects : store.layout().object_dirs) {
    auto found = read_loose(loose_path(objects, id),
                            store.options().longest_object, inflater);
    if (!found || *found) return found;
  }
  return std::nullopt;
}

Result<StoredObject> ObjectReader::Impl::read_whole(const Key& key) {
  auto head = pack(key).head_at(key.offset);
  if (!head) return std::unexpected(head.error());
  auto damaged = [&](std::string_view why) {
    return std::unexpected(pack(key).damaged(key.offset, why));
  };
  const std::uint64_t longest = store.options().longest_object;
  if (head->size > longest) {
    return damaged(fmt::format("its {} bytes are more than the limit of {}",
                               head->size, longest));
  }
  StoredObject object{head->type, {}};
  Result<void> done;
  overwrite(object.bytes, head->size, [&](char* out) {
    done = inflater.inflate(pack(key).deflated_at(key.offset, *head), out,
                            head->size);
  });
  if (!done) return damaged(done.error().message);
  return object;
}

Result<StoredObject> ObjectReader::Impl::apply(const Step& step,
                                               const StoredObject& base) {
  const Pack& from = pack(step.key);
  auto damaged = [&](std::string_view why) {
    return std::unexpected(from.damaged(step.key.offset, why));
  };
  const std::uint64_t longest = store.options().longest_object;
  if (step.head.size > longest) return damaged("its delta is too long");
  Result<void> done;
  overwrite(delta_bytes, step.head.size, [&](char* out) {
    done = inflater.inflate(from.deflated_at(step.key.offset, step.head), out,
                            step.head.size);
  });
  if (!done) return damaged(done.error().message);
  done = parse_delta(delta_bytes, base.bytes.size(), longest, delta);
  if (!done) return damaged(done.error().message);
  StoredObject object{base.type, {}};
  overwrite(object.bytes, delta.result_size,
            [&](char* out) { apply_delta(delta, base.bytes, out); });
  return object;
}

Result<StoredObject> ObjectReader::Impl::read_at(const Key& asked) {
  auto hangs = [&](const Error& error) {
    std::string name = pack(asked).name_at(asked.offset);
    if (error.message.starts_with(name)) return std::unexpected(error);
    return context(name + " cannot be read", error);
  };
  auto bottom = walk_down(asked);
  if (!bottom) return hangs(bottom.error());
  Key key = *bottom;
  StoredObject own;
  const StoredObject* base = nullptr;
  bool keep = true;
  if (loose_base) {
    auto found = loose(*loose_base);
    if (!found) {
      return hangs({ErrorKind::kUnreadable,
                    fmt::format("object {} is damaged: {}", hex(*loose_base),
                                found.error().message)});
    }
    if (!*found) {
      return hangs({ErrorKind::kUnreadable,
                    fmt::format("object {} is missing", hex(*loose_base))});
    }
    own = std::move(**found);
    keep = false;
  } else if (base = cache.find(key); base == nullptr) {
    auto whole = read_whole(key);
    if (!whole) return hangs(whole.error());
    own = std::move(*whole);
  }
  while (!steps.empty()) {
    auto next = apply(steps.back(), base != nullptr ? *base : own);
    if (!next) return hangs(next.error());
    if (base == nullptr && keep) cache.put(key, std::move(own));
    own = std::move(*next);
    base = nullptr;
    keep = true;
    key = steps.back().key;
    steps.pop_back();
  }
  return base != nullptr ? *base : std::move(own);
}

Result<ObjectInfo> ObjectReader::Impl::info_at(const Key& asked) {
  auto bottom = walk_down(asked);
  if (!bottom) return std::unexpected(bottom.error());
  ObjectInfo out;
  if (loose_base) {
    auto base = info(*loose_base);
    if (!base) return base;
    out = *base;
  } else if (const StoredObject* base = cache.find(*bottom)) {
    out = {base->type, base->bytes.size()};
  } else {
    auto head = pack(*bottom).head_at(bottom->offset);
    if (!head) return std::unexpected(head.error());
    out = {head->type, head->size};
  }
  if (steps.empty()) return out;
  const Step& top = steps.front();
  auto size = delta_result_size(inflate_start(
      pack(asked).deflated_at(asked.offset, top.head), kLongestDeltaSizes));
  if (!size) {
    return std::unexpected(
        pack(asked).damaged(asked.offset, size.error().message));
  }
  out.size = *size;
  return out;
}

ObjectReader::ObjectReader(const ObjectStore& store, std::size_t cache_bytes)
    : impl_(std::make_unique<Impl>(store, cache_bytes)) {}
ObjectReader::~ObjectReader() = default;

Result<StoredObject> ObjectReader::read(const ObjectId& id) {
  return impl_->read(id);
}

Result<std::string> ObjectReader::read(const ObjectId& id, ObjectType type) {
  auto object = impl_->read(id);
  if (!object) return std::unexpected(object.error());
  if (object->type != type) {
    return unreadable(fmt::format("object {} is a {}, not a {}", hex(id),
                                  to_string(object->type), to_string(type)));
  }
  return std::move(object->bytes);
}

Result<ObjectInfo> ObjectReader::info(const ObjectId& id) {
  return impl_->info(id);
}

Result<StoredObject> ObjectReader::read(ObjectStore::Place place) {
  const Pack& pack = impl_->store.packs()[place.pack];
  return impl_->read_at({place.pack, pack.offset(place.entry)});
}

Result<ObjectInfo> ObjectReader::info(ObjectStore::Place place) {
  const Pack& pack = impl_->store.packs()[place.pack];
  return impl_->info_at({place.pack, pack.offset(place.entry)});
}

}  // namespace stanch
