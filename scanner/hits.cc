// SPDX-License-Identifier: Apache-2.0
#include "scanner/hits.h"

#include <cassert>
#include <cstdlib>

#include <hs.h>

#include "scanner/compiled_rules.h"

namespace stanch {
namespace {

struct Collector {
  const std::vector<std::vector<std::uint32_t>>& woken_by;
  std::vector<Hit>& hits;
  std::uint64_t offset;
};

int collect(unsigned id, unsigned long long, unsigned long long to, unsigned,
            void* context) {
  auto& collector = *static_cast<Collector*>(context);
  for (std::uint32_t rule : collector.woken_by[id]) {
    collector.hits.push_back({rule, collector.offset + to});
  }
  return 0;
}

}  // namespace

HitFinder::HitFinder(const RuleDatabase& database) : database_(database) {
  for (const TriggerSet& set : database.impl().triggers) {
    // Makes the scratch large enough for each of them.
    if (hs_alloc_scratch(set.database.get(), &scratch_) != HS_SUCCESS) {
      std::abort();  // out of memory: nothing to go on with
    }
  }
}

HitFinder::~HitFinder() { hs_free_scratch(scratch_); }

void HitFinder::find(std::string_view text, Range stretch,
                     std::vector<Hit>& out) {
  auto piece = text.substr(stretch.begin, stretch.size());
  assert(piece.size() <= UINT32_MAX);
  for (const TriggerSet& set : database_.impl().triggers) {
    Collector collector{set.woken_by, out, stretch.begin};
    auto status = hs_scan(set.database.get(), piece.data(),
                          static_cast<unsigned>(piece.size()), 0, scratch_,
                          collect, &collector);
    if (status != HS_SUCCESS) std::abort();  // a database that is not ours
  }
}

}  // namespace stanch
