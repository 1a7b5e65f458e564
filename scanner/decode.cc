// SPDX-License-Identifier: Apache-2.0
#include "scanner/decode.h"

#include <array>
#include <cstdint>
#include <string>

#include "scanner/digits.h"
#include "scanner/escapes.h"
#include "scanner/inflate.h"
#include "scanner/utf8.h"
#include "scanner/wide_text.h"

namespace stanch {
namespace {

std::string_view cut(std::string_view text, Range range) {
  return text.substr(range.begin, range.size());
}

// Bytes of one line at a time, so that each piece of the way back is a line.
void put_base64(std::string_view text, std::size_t limit, DecodedText& out) {
  std::string bytes;
  std::size_t in = 0, written = 0;
  std::uint32_t bits = 0;
  int held = 0;  // digits in `bits`
  auto end_group = [&](int digits) {
    bits <<= 6 * (4 - digits);
    for (int i = 0; i + 1 < digits; ++i) {
      bytes += static_cast<char>(bits >> (16 - 8 * i) & 0xff);
    }
    bits = 0;
    held = 0;
  };
  auto end_line = [&] {
    end_group(held);
    if (!bytes.empty()) {
      out.base64_bytes(bytes, in);
    } else {
      out.skip(in);
    }
    written += bytes.size();
    bytes.clear();
    in = 0;
  };
  for (std::size_t i = 0; i < text.size();) {
    int value = base64_value(text[i]);
    if (value >= 0) {
      bits = bits << 6 | static_cast<std::uint32_t>(value);
      ++in;
      ++i;
      if (++held == 4) end_group(4);
      if (written + bytes.size() >= limit) break;
      continue;
    }
    end_line();
    std::size_t size = text[i] == '\\' && i + 1 < text.size() ? 2 : 1;
    out.skip(size);
    i += size;
  }
  end_line();
}

void put_hex(std::string_view text, std::size_t limit, DecodedText& out) {
  for (std::size_t i = 0; i + 1 < text.size() && i / 2 < limit; i += 2) {
    char byte = static_cast<char>(hex_value(text[i]) << 4 |
                                  (hex_value(text[i + 1]) & 0xf));
    out.unit({&byte, 1}, 2);
  }
}

void put_utf16(std::string_view text, WideEncoding wide, std::size_t limit,
               DecodedText& out) {
  std::size_t i = 0;
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    out.skip(2);
    i = 2;
  }
  for (; i + 1 < text.size() && i / 2 < limit;) {
    WideCharacter character = read_wide(text.substr(i), wide);
    std::array<char, 4> bytes{};
    std::size_t size = put_utf8(character.point, bytes);
    out.unit({bytes.data(), size}, character.size);
    i += character.size;
  }
}

char lead_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::kPercent:
      return '%';
    case Encoding::kEntity:
      return '&';
    case Encoding::kQuotedPrintable:
      return '=';
    default:
      return '\\';
  }
}

// What is no escape sequence stands for itself.
void put_unescaped(std::string_view text, Encoding encoding, DecodedText& out) {
  const char lead = lead_of(encoding);
  std::size_t plain = 0;
  for (std::size_t i = text.find(lead); i != text.npos;
       i = text.find(lead, i)) {
    Escape escape = read_escape(text.substr(i, kLongestEscape), encoding);
    if (escape.size == 0) {
      ++i;
      continue;
    }
    out.literal(cut(text, {plain, i}));
    if (escape.count > 0) {
      out.unit(escape.text(), escape.size);
    } else {
      out.skip(escape.size);
    }
    i += escape.size;
    plain = i;
  }
  out.literal(text.substr(plain));
}

}  // namespace

DecodedText decode(std::string_view text, const EncodedRun& run,
                   std::size_t limit) {
  DecodedText out(run.view.begin);
  out.literal(cut(text, {run.view.begin, run.range.begin}));
  out.begin_decoded();
  std::string_view encoded = cut(text, run.range);
  switch (run.encoding) {
    case Encoding::kBase64:
      put_base64(encoded, limit, out);
      break;
    case Encoding::kHex:
      put_hex(encoded, limit, out);
      break;
    case Encoding::kGzip:
    case Encoding::kZlib:
      out.packed(inflate_some(encoded, limit), encoded.size());
      break;
    case Encoding::kUtf16Le:
      put_utf16(encoded, WideEncoding::kUtf16Le, limit, out);
      break;
    case Encoding::kUtf16Be:
      put_utf16(encoded, WideEncoding::kUtf16Be, limit, out);
      break;
    default:
      put_unescaped(encoded, run.encoding, out);
  }
  out.end_decoded();
  if (out.decoded().size() >= limit) return out;
  out.skip_to(run.range.end);  // padding stands for nothing
  out.literal(cut(text, {run.range.end, run.view.end}));
  return out;
}

}  // namespace stanch
