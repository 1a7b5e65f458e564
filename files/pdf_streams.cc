// SPDX-License-Identifier: Apache-2.0
#include "files/pdf_streams.h"

#include <algorithm>

#include <zlib.h>

namespace stanch {
namespace {

constexpr std::string_view kWord = "stream";
// Dictionaries are short; the word before which one is not found in so many
// bytes is no stream's.
constexpr std::size_t kDictionary = 2048;

// Where the data begins when the word stands at `at`; the word ends with a line
// feed, perhaps with a carriage return before it.
std::optional<std::size_t> data_after(std::string_view pdf, std::size_t at) {
  at += kWord.size();
  if (at < pdf.size() && pdf[at] == '\r') ++at;
  if (at >= pdf.size() || pdf[at] != '\n') return std::nullopt;
  return at + 1;
}

bool is_deflated(std::string_view before) {
  before.remove_prefix(before.size() - std::min(before.size(), kDictionary));
  std::size_t object = before.rfind(" obj");
  if (object != before.npos) before.remove_prefix(object);
  std::size_t filter = before.find("/FlateDecode");
  if (filter == before.npos) filter = before.find("/Fl ");
  if (filter == before.npos) return false;
  // Another filter that is to be undone first.
  return before.substr(0, filter).find("Decode") == before.npos;
}

}  // namespace

std::optional<std::size_t> next_pdf_stream(std::string_view pdf,
                                           std::size_t from) {
  while (true) {
    std::size_t at = pdf.find(kWord, from);
    if (at == pdf.npos) return std::nullopt;
    from = at + kWord.size();
    if (pdf.substr(0, at).ends_with("end")) continue;
    auto data = data_after(pdf, at);
    if (data && is_deflated(pdf.substr(0, at))) return data;
  }
}

struct InflatedStream::Impl {
  std::string_view bytes;
  const ArchiveLimits& limits;
  ArchiveUse& use;
  z_stream state = {};
  bool is_done = false;
};

InflatedStream::InflatedStream(std::string_view bytes,
                               const ArchiveLimits& limits, ArchiveUse& use)
    : impl_(std::make_unique<Impl>(bytes, limits, use)) {
  impl_->is_done = ::inflateInit(&impl_->state) != Z_OK;
}

InflatedStream::~InflatedStream() { ::inflateEnd(&impl_->state); }

Result<std::size_t> InflatedStream::read(std::span<char> room) {
  z_stream& state = impl_->state;
  while (!impl_->is_done) {
    if (state.avail_in == 0) {
      // Pieces, as zlib counts with 32 bits.
      std::string_view piece = impl_->bytes.substr(0, UINT16_MAX);
      impl_->bytes.remove_prefix(piece.size());
      // zlib promises not to write there.
      state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
      state.avail_in = static_cast<uInt>(piece.size());
      if (piece.empty()) return 0;
    }
    auto asked =
        static_cast<uInt>(std::min<std::size_t>(room.size(), UINT16_MAX));
    state.next_out = reinterpret_cast<Bytef*>(room.data());
    state.avail_out = asked;
    impl_->is_done = ::inflate(&state, Z_NO_FLUSH) != Z_OK;
    std::size_t got = asked - state.avail_out;
    auto counted = count_expanded(got, impl_->limits, impl_->use);
    if (!counted) return std::unexpected(std::move(counted.error()));
    if (got > 0) return got;
  }
  return 0;
}

}  // namespace stanch
