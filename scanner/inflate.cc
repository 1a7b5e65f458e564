// SPDX-License-Identifier: Apache-2.0
#include "scanner/inflate.h"

#include <algorithm>

#include <zlib.h>

namespace stanch {

std::string inflate_some(std::string_view bytes, std::size_t limit) {
  constexpr std::size_t kStep = std::size_t{64} << 10;
  const std::size_t most = kMostInflated * bytes.size();
  const std::size_t begin = std::max(bytes.size(), kBeginOfBomb);
  limit = std::min(limit, most + 1);
  std::string out;
  z_stream stream = {};
  // 32: either header.
  if (inflateInit2(&stream, MAX_WBITS + 32) != Z_OK) return out;
  stream.next_in =
      reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // only read
  stream.avail_in = static_cast<uInt>(bytes.size());
  int status = Z_OK;
  while (status == Z_OK && out.size() < limit) {
    std::size_t before = out.size();
    out.resize(before + std::min(kStep, limit - before));
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = static_cast<uInt>(out.size() - before);
    status = inflate(&stream, Z_NO_FLUSH);
    out.erase(out.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (out.size() > most) out.resize(std::min(out.size(), begin));
  return out;
}

}  // namespace stanch
