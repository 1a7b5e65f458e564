// SPDX-License-Identifier: Apache-2.0
//
// Where an object may be, in this order: in a pack (in several, should one be
// damaged), in a file of its own, and, where packs have come or gone since the
// store was opened, in what is there now. git removes a loose object only after
// it is in a pack, and a pack only after its objects are in another, so what is
// in none of these places is missing.
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "odb/chain_reader.h"
#include "odb/loose.h"
#include "odb/object_store.h"

namespace stanch {
namespace {

Result<StoredObject> read_in_pack(ChainReader& chains,
                                  const ChainReader::Key& key, StoredObject*) {
  return chains.read(key);
}

Result<ObjectInfo> read_in_pack(ChainReader& chains,
                                const ChainReader::Key& key, ObjectInfo*) {
  return chains.info(key);
}

}  // namespace

struct ObjectReader::Impl {
  Impl(const ObjectStore& read_from, std::size_t cache_bytes)
      : store(read_from), chains(read_from, cache_bytes), room(cache_bytes) {}

  // What of an object is asked for: StoredObject or ObjectInfo.
  template <typename What>
  Result<What> find(const ObjectId& id);
  ChainReader::Key key_of(ObjectStore::Place place) const {
    return {place.pack, store.packs()[place.pack].offset(place.entry)};
  }

  const ObjectStore& store;
  ChainReader chains;

 private:
  Result<std::optional<StoredObject>> in_file(const std::string& path,
                                              StoredObject*) {
    return read_loose(path, store.options().longest_object, inflater);
  }
  Result<std::optional<ObjectInfo>> in_file(const std::string& path,
                                            ObjectInfo*) {
    return loose_info(path);
  }
  // A reader of the folders as they are now; null where nothing has changed.
  Impl* look_again();

  std::size_t room;
  Inflater inflater;
  bool may_look_again = true;
  std::unique_ptr<ObjectStore> later_store;
  std::unique_ptr<Impl> later_reader;
};

template <typename What>
Result<What> ObjectReader::Impl::find(const ObjectId& id) {
  constexpr What* kWhat = nullptr;
  std::optional<Error> first;
  auto note = [&](Error error) {
    if (!first) first = std::move(error);
  };
  for (std::uint32_t i = 0; i < store.packs().size(); ++i) {
    auto entry = store.packs()[i].find(id);
    if (!entry) continue;
    auto found = read_in_pack(chains, key_of({i, *entry}), kWhat);
    if (found) return found;
    note(std::move(found.error()));
  }
  for (const std::string& objects : store.layout().object_dirs) {
    const std::string path = loose_path(objects, id);
    auto found = in_file(path, kWhat);
    if (!found) {
      note({ErrorKind::kUnreadable,
            fmt::format("object {} in '{}' is damaged: {}", hex(id), path,
                        found.error().message)});
    } else if (*found) {
      return std::move(**found);
    }
  }
  if (Impl* later = look_again()) {
    auto found = later->find<What>(id);
    if (found) return found;
    note(std::move(found.error()));
  }
  if (first) return std::unexpected(std::move(*first));
  return fail(ErrorKind::kUnreadable,
              fmt::format("object {} is missing", hex(id)));
}

ObjectReader::Impl* ObjectReader::Impl::look_again() {
  if (!may_look_again) return nullptr;
  const ObjectStore& latest = later_store ? *later_store : store;
  if (!latest.is_outdated()) return later_reader.get();
  auto opened = ObjectStore::open(store.layout(), store.options());
  if (!opened) return later_reader.get();
  later_reader.reset();
  later_store = std::make_unique<ObjectStore>(std::move(*opened));
  later_reader = std::make_unique<Impl>(*later_store, room / 4);
  later_reader->may_look_again = false;
  return later_reader.get();
}

ObjectReader::ObjectReader(const ObjectStore& store, std::size_t cache_bytes)
    : impl_(std::make_unique<Impl>(store, cache_bytes)) {}
ObjectReader::~ObjectReader() = default;

Result<StoredObject> ObjectReader::read(const ObjectId& id) {
  return impl_->find<StoredObject>(id);
}

Result<std::string> ObjectReader::read(const ObjectId& id, ObjectType type) {
  auto object = impl_->find<StoredObject>(id);
  if (!object) return std::unexpected(object.error());
  if (object->type != type) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("object {} is a {}, not a {}", hex(id),
                            to_string(object->type), to_string(type)));
  }
  return std::move(object->bytes);
}

Result<ObjectInfo> ObjectReader::info(const ObjectId& id) {
  return impl_->find<ObjectInfo>(id);
}

Result<StoredObject> ObjectReader::read(ObjectStore::Place place) {
  return impl_->chains.read(impl_->key_of(place));
}

Result<ObjectInfo> ObjectReader::info(ObjectStore::Place place) {
  return impl_->chains.info(impl_->key_of(place));
}

}  // namespace stanch
