// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as the index of many packs, of both kinds of hash: each row is
// ascribed to one pack or to none, and leads to a pack that there is.
#include <cstdint>
#include <string_view>

#include "fuzz/target.h"
#include "odb/multi_pack_index.h"

namespace stanch {
namespace {

void check(std::string_view bytes, HashKind kind) {
  auto index = MultiPackIndex::parse(MappedFile::borrow(bytes), kind);
  if (!index) return;
  const IdTable& ids = index->ids();
  auto packs = static_cast<std::uint32_t>(index->packs().size());
  std::size_t rows = index->strays().size();
  for (std::uint32_t pack = 0; pack < packs; ++pack) {
    for (std::uint32_t row : index->rows_of(pack)) {
      auto place = index->place(row);
      require(place && place->pack == pack);
    }
    rows += index->rows_of(pack).size();
  }
  require(rows == ids.size());
  for (std::uint32_t row = 0; row < ids.size(); ++row) {
    static_cast<void>(ids.find(ids.id(row)));
  }
}

}  // namespace

void check_any(std::string_view bytes) {
  check(bytes, HashKind::kSha1);
  check(bytes, HashKind::kSha256);
}

}  // namespace stanch
