// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as the file of a state: refused, or read so that writing what was
// read gives the same bytes. The checksum at the end is made right, else
// nothing would come past it.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/target.h"
#include "history/scan_state.h"

namespace stanch {
namespace {

void check(const std::string& bytes) {
  Sha256 fingerprint = {};
  if (bytes.size() >= 48) std::copy_n(&bytes[16], 32, fingerprint.begin());
  auto state = ScanState::parse(bytes, fingerprint);
  if (!state) {
    require(!state.error().message.empty());
    return;
  }
  ScanStateWriter writer(fingerprint);
  writer.keep(*state);
  std::string again = writer.bytes();
  // Four bytes have no meaning yet.
  again.replace(12, 4, bytes, 12, 4);
  require(again.substr(0, again.size() - 32) ==
          bytes.substr(0, bytes.size() - 32));
  for (const StateKey& key : state->objects()) {
    std::array<std::uint8_t, 20> id = {};
    std::ranges::copy(key, id.begin());
    require(state->has(ObjectId(id.data())));
  }
}

}  // namespace

void check_any(std::string_view bytes) {
  check(std::string(bytes));
  const Sha256 sum = sha256(bytes);
  check(std::string(bytes).append(sum.begin(), sum.end()));
}

}  // namespace stanch
