// SPDX-License-Identifier: Apache-2.0
#include "odb/object_store.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "odb/loose.h"
#include "odb/pack_folder.h"

namespace stanch {
namespace {

// When a folder was changed last; both zero where there is none.
using Changed = std::pair<std::int64_t, std::int64_t>;

Changed last_change(const std::string& folder) {
  struct stat status;
  if (::stat(folder.c_str(), &status) != 0) return {};
  return {status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

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
  std::vector<Changed> changed;  // of the pack folders, before they were read

  void read_packs();
  void read_loose();
  std::optional<Place> find(const ObjectId& id) const;
};

void ObjectStore::Impl::read_packs() {
  // A copy of a pack in an alternate says nothing new.
  std::set<ObjectId> seen;
  for (const std::string& objects : layout.object_dirs) {
    changed.push_back(last_change(pack_folder_of(objects)));
    PackFolder folder = open_packs(pack_folder_of(objects), layout.hash);
    for (Pack& pack : folder.packs) {
      for (const StoreProblem& problem : pack.problems()) {
        problems.push_back(problem);
      }
      if (options.verify_packs) verify(pack, problems);
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
      if (!find(id)) loose.push_back({id, i});
    }
  }
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

ObjectStore::ObjectStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ObjectStore::ObjectStore(ObjectStore&&) noexcept = default;
ObjectStore& ObjectStore::operator=(ObjectStore&&) noexcept = default;
ObjectStore::~ObjectStore() = default;

Result<ObjectStore> ObjectStore::open(Layout layout, StoreOptions options) {
  auto impl = std::make_unique<Impl>();
  impl->layout = std::move(layout);
  impl->options = options;
  if (impl->layout.object_dirs.empty()) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("the repository '{}' has no folder of objects",
                            impl->layout.git_dir));
  }
  impl->read_packs();
  impl->read_loose();
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

bool ObjectStore::is_outdated() const {
  for (std::size_t i = 0; i < impl_->changed.size(); ++i) {
    const std::string& objects = impl_->layout.object_dirs[i];
    if (last_change(pack_folder_of(objects)) != impl_->changed[i]) return true;
  }
  return false;
}

}  // namespace stanch
