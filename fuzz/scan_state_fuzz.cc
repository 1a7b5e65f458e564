// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as the file of a state: refused, or read so that writing what was
// read gives the same bytes. The checksum at the end is made right, else
// nothing would come past it.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "history/scan_state.h"

namespace stanch {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

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
}  // namespace stanch

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  stanch::check(bytes);
  const stanch::Sha256 sum = stanch::sha256(bytes);
  stanch::check(bytes + std::string(sum.begin(), sum.end()));
  return 0;
}
