// SPDX-License-Identifier: Apache-2.0
#include "odb/inflate.h"

#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <new>

namespace stanch {

void Inflater::Free::operator()(libdeflate_decompressor* decompressor) const {
  libdeflate_free_decompressor(decompressor);
}

Inflater::Inflater() : decompressor_(libdeflate_alloc_decompressor()) {
  if (!decompressor_) throw std::bad_alloc();
}

Result<void> Inflater::inflate(std::string_view deflated, char* out,
                               std::size_t size) {
  std::size_t used = 0;
  // libdeflate wants somewhere to write even where there is nothing to.
  char nothing = 0;
  switch (libdeflate_zlib_decompress_ex(
      decompressor_.get(), deflated.data(), deflated.size(),
      size == 0 ? &nothing : out, size, &used, nullptr)) {
    case LIBDEFLATE_SUCCESS:
      return {};
    case LIBDEFLATE_SHORT_OUTPUT:
      return fail(ErrorKind::kUnreadable, "it is shorter than it says");
    case LIBDEFLATE_INSUFFICIENT_SPACE:
      return fail(ErrorKind::kUnreadable, "it is longer than it says");
    default:
      return fail(ErrorKind::kUnreadable, "its deflated bytes are damaged");
  }
}

std::string inflate_start(std::string_view deflated, std::size_t size) {
  std::string out(size, '\0');
  z_stream stream = {};
  if (inflateInit(&stream) != Z_OK) return {};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(deflated.data()));
  // More is not needed for so little; and a file may be longer than zlib's int.
  stream.avail_in =
      static_cast<uInt>(std::min<std::size_t>(deflated.size(), 65536));
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int status = ::inflate(&stream, Z_SYNC_FLUSH);
  out.resize(out.size() - stream.avail_out);
  inflateEnd(&stream);
  if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
    return {};
  }
  return out;
}

}  // namespace stanch
