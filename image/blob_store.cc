// SPDX-License-Identifier: Apache-2.0
#include "image/blob_store.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "image/checked_stream.h"

namespace stanch {
namespace {

constexpr std::size_t kStep = std::size_t{64} << 10;

}  // namespace

bool is_digest(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::size_t>, 2> kKinds = {
      {{"sha256:", 64}, {"sha512:", 128}}};
  for (auto [prefix, digits] : kKinds) {
    if (!name.starts_with(prefix)) continue;
    name.remove_prefix(prefix.size());
    return name.size() == digits &&
           name.find_first_not_of("0123456789abcdef") == name.npos;
  }
  return false;
}

Result<std::string> read_blob(BlobStore& store, const BlobRef& blob,
                              std::uint64_t most) {
  auto too_long = [&] {
    return fail(ErrorKind::kUnreadable,
                fmt::format("{}: is longer than {} bytes", blob.name, most));
  };
  if (blob.size && *blob.size > most) return too_long();
  auto opened = store.open(blob);
  if (!opened) return std::unexpected(std::move(opened.error()));
  CheckedStream stream(
      **opened, is_digest(blob.name) ? blob.name : std::string(), blob.size);
  std::string out;
  while (true) {
    std::size_t before = out.size();
    out.resize(before + kStep);
    auto got = stream.read({out.data() + before, kStep});
    if (!got) return context(blob.name, std::move(got.error()));
    out.resize(before + *got);
    if (*got == 0) return out;
    if (out.size() > most) return too_long();
  }
}

}  // namespace stanch
