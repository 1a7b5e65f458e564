// SPDX-License-Identifier: Apache-2.0
#include "odb/object_store.h"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/posix.h"
#include "odb/loose.h"
#include "odb/names.h"
#include "odb/pack_folder.h"

namespace stanch {
namespace {

std::string pack_folder_of(const std::string& objects) {
  return objects + "/pack";
}

}  // namespace

struct ObjectStore::Impl {
  Layout layout;
  StoreOptions options;
  std::vector<std::unique_ptr<MultiPackIndex>> shared;
  std::vector<Pack> packs;
  std::vector<LooseObject> loose;
  std::vector<StoreProblem> problems;
  std::vector<PackFolderState> states;  // before the packs were read

  Result<void> check() const;
  void read();
  void read_packs();
  void read_loose();
  void sort_loose();
  bool is_outdated() const;
  std::optional<Place> find(const ObjectId& id) const;
};

// Whether any of the object folders can be read.
Result<void> ObjectStore::Impl::check() const {
  std::string why = "there is none";
  for (const std::string& objects : layout.object_dirs) {
    if (each_name(objects, [](std::string_view) {})) return {};
    why = describe_error(errno);
  }
  return fail(ErrorKind::kUnreadable,
              fmt::format("cannot read the objects of the repository '{}': {}",
                          layout.git_dir, why));
}

// An object that is moved meanwhile must not slip through: loose ones are
// listed before packs, as git packs an object before it removes the file; and
// where packs went, whose objects may have been made loose, all is read again.
void ObjectStore::Impl::read() {
  constexpr int kLooks = 4;
  for (int look = 1;; ++look) {
    states.clear();
    for (const std::string& objects : layout.object_dirs) {
      states.push_back(look_at_packs(pack_folder_of(objects)));
    }
    shared.clear();
    packs.clear();
    loose.clear();
    problems.clear();
    read_loose();
    read_packs();
    if (look == kLooks || !is_outdated()) break;
  }
  sort_loose();
  if (options.verify_packs) {
    for (const Pack& pack : packs) verify(pack, problems);
  }
  std::ranges::stable_sort(problems, {}, &StoreProblem::path);
}

void ObjectStore::Impl::read_packs() {
  // A copy of a pack in an alternate says nothing new.
  std::set<ObjectId> seen;
  for (const std::string& objects : layout.object_dirs) {
    PackFolder folder = open_packs(pack_folder_of(objects), layout.hash);
    for (Pack& pack : folder.packs) {
      for (const StoreProblem& problem : pack.problems()) {
        problems.push_back(problem);
      }
      const bool whole = pack.problems().empty();
      if (whole && !seen.insert(pack.checksum()).second) continue;
      packs.push_back(std::move(pack));
    }
    std::ranges::move(folder.shared, std::back_inserter(shared));
    std::ranges::move(folder.problems, std::back_inserter(problems));
  }
}

void ObjectStore::Impl::read_loose() {
  for (std::uint32_t i = 0; i < layout.object_dirs.size(); ++i) {
    for (const ObjectId& id :
         list_loose(layout.object_dirs[i], layout.hash, problems)) {
      loose.push_back({id, i});
    }
  }
}

void ObjectStore::Impl::sort_loose() {
  std::erase_if(
      loose, [&](const LooseObject& one) { return find(one.id).has_value(); });
  std::ranges::stable_sort(loose, {}, &LooseObject::id);
  auto doubles = std::ranges::unique(loose, {}, &LooseObject::id);
  loose.erase(doubles.begin(), doubles.end());
}

std::optional<ObjectStore::Place> ObjectStore::Impl::find(
    const ObjectId& id) const {
  for (std::uint32_t i = 0; i < packs.size(); ++i) {
    if (auto entry = packs[i].find(id)) return Place{i, *entry};
  }
  return std::nullopt;
}

bool ObjectStore::Impl::is_outdated() const {
  for (std::size_t i = 0; i < states.size(); ++i) {
    const std::string& objects = layout.object_dirs[i];
    if (has_changed(pack_folder_of(objects), states[i])) return true;
  }
  return false;
}

ObjectStore::ObjectStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ObjectStore::ObjectStore(ObjectStore&&) noexcept = default;
ObjectStore& ObjectStore::operator=(ObjectStore&&) noexcept = default;
ObjectStore::~ObjectStore() = default;

Result<ObjectStore> ObjectStore::open(Layout layout, StoreOptions options) {
  auto impl = std::make_unique<Impl>();
  impl->layout = std::move(layout);
  impl->options = options;
  if (auto done = impl->check(); !done) return std::unexpected(done.error());
  impl->read();
  return ObjectStore(std::move(impl));
}

ObjectStore ObjectStore::of(std::vector<Pack> packs, Layout layout,
                            StoreOptions options) {
  auto impl = std::make_unique<Impl>();
  impl->layout = std::move(layout);
  impl->options = options;
  impl->packs = std::move(packs);
  return ObjectStore(std::move(impl));
}

const Layout& ObjectStore::layout() const { return impl_->layout; }
const StoreOptions& ObjectStore::options() const { return impl_->options; }
std::span<const Pack> ObjectStore::packs() const { return impl_->packs; }
std::span<const LooseObject> ObjectStore::loose() const { return impl_->loose; }
std::span<const StoreProblem> ObjectStore::problems() const {
  return impl_->problems;
}

std::optional<ObjectStore::Place> ObjectStore::find(const ObjectId& id) const {
  return impl_->find(id);
}

bool ObjectStore::contains(const ObjectId& id) const {
  return find(id) ||
         std::ranges::binary_search(loose(), id, {}, &LooseObject::id);
}

std::vector<ObjectId> ObjectStore::starting_with(std::string_view digits,
                                                 std::size_t limit) const {
  const std::size_t width = 2 * id_size(impl_->layout.hash);
  if (digits.size() < 4 || digits.size() > width) return {};
  std::string whole(digits);
  whole.resize(width, '0');
  const auto low = ObjectId::parse(whole);
  if (!low) return {};
  std::vector<ObjectId> out;
  // An object in two packs counts once, so of each as many as are asked for.
  for (const Pack& pack : packs()) {
    pack.starting_with(*low, digits.size(), limit, out);
  }
  auto first = std::ranges::lower_bound(loose(), *low, {}, &LooseObject::id);
  const std::string begin = hex(*low).substr(0, digits.size());
  for (std::size_t i = 0; i < limit && first != loose().end(); ++i, ++first) {
    if (!hex(first->id).starts_with(begin)) break;
    out.push_back(first->id);
  }
  std::ranges::sort(out);
  auto doubles = std::ranges::unique(out);
  out.erase(doubles.begin(), doubles.end());
  if (out.size() > limit) out.resize(limit);
  return out;
}

bool ObjectStore::is_outdated() const { return impl_->is_outdated(); }

}  // namespace stanch
