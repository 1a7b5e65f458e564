// SPDX-License-Identifier: Apache-2.0
#include "tests/support/encoders.h"

#include <cctype>

#include <fmt/format.h>
#include <zlib.h>

namespace stanch {
namespace {

unsigned char byte(char c) { return static_cast<unsigned char>(c); }

std::string deflated(std::string_view bytes, int window_bits) {
  z_stream stream = {};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits, 8,
               Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace

std::string to_base64(std::string_view bytes, bool url_alphabet, bool padded) {
  std::string digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  digits += url_alphabet ? "-_" : "+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::string_view group = bytes.substr(i, 3);
    unsigned bits = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      bits = bits << 8 | (j < group.size() ? byte(group[j]) : 0);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      if (j <= group.size()) {
        out += digits[bits >> (18 - 6 * j) & 63];
      } else if (padded) {
        out += '=';
      }
    }
  }
  return out;
}

std::string wrap_lines(std::string_view text, std::size_t width,
                       std::string_view between) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += width) {
    if (i > 0) out += between;
    out += text.substr(i, width);
  }
  return out;
}

std::string to_hex(std::string_view bytes) {
  std::string out;
  for (char c : bytes) out += fmt::format("{:02x}", byte(c));
  return out;
}

std::string to_percent(std::string_view bytes, bool all) {
  std::string out;
  for (char c : bytes) {
    if (all || std::isalnum(byte(c)) == 0) {
      out += fmt::format("%{:02X}", byte(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string to_unicode_escapes(std::string_view bytes) {
  std::string out;
  for (char c : bytes) out += fmt::format("\\u{:04x}", byte(c));
  return out;
}

std::string to_hex_escapes(std::string_view bytes) {
  std::string out;
  for (char c : bytes) out += fmt::format("\\x{:02x}", byte(c));
  return out;
}

std::string to_json_string(std::string_view bytes) {
  std::string out;
  for (char c : bytes) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

std::string to_entities(std::string_view bytes) {
  std::string out;
  for (char c : bytes) {
    if (std::isalnum(byte(c)) != 0) {
      out += c;
    } else {
      out += c == '"' ? "&quot;" : fmt::format("&#{};", byte(c));
    }
  }
  return out;
}

std::string to_quoted_printable(std::string_view bytes) {
  std::string out;
  std::size_t line = 0;
  for (char c : bytes) {
    bool plain = c == '\n' || (c >= ' ' && c <= '~' && c != '=');
    std::string next =
        plain ? std::string(1, c) : fmt::format("={:02X}", byte(c));
    if (c != '\n' && line + next.size() > 75) {
      out += "=\n";
      line = 0;
    }
    out += next;
    line = c == '\n' ? 0 : line + next.size();
  }
  return out;
}

std::string to_gzip(std::string_view bytes) {
  return deflated(bytes, MAX_WBITS + 16);
}

std::string to_zlib(std::string_view bytes) {
  return deflated(bytes, MAX_WBITS);
}

std::string to_utf16le(std::string_view ascii) {
  std::string out;
  for (char c : ascii) out += {c, '\0'};
  return out;
}

std::string encoded_somehow(std::string_view bytes, std::mt19937& random) {
  switch (random() % 13) {
    case 0:
      return to_base64(bytes, true, false);
    case 1:
      return wrap_lines(to_base64(bytes), 64);
    case 2:
      return wrap_lines(to_base64(bytes), 76, "\n    ");
    case 3:
      return wrap_lines(to_base64(bytes), 64, "\\n");
    case 4:
      return to_hex(bytes);
    case 5:
      return to_percent(bytes, random() % 2 == 0);
    case 6:
      return to_unicode_escapes(bytes);
    case 7:
      return to_json_string(to_json_string(bytes));
    case 8:
      return to_entities(bytes);
    case 9:
      return to_quoted_printable(bytes);
    case 10:
      return to_base64(random() % 2 == 0 ? to_gzip(bytes) : to_zlib(bytes));
    case 11:
      return to_base64(encoded_somehow(bytes, random));
    default:
      return to_base64(bytes);
  }
}

}  // namespace stanch
