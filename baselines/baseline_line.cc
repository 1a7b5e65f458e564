// SPDX-License-Identifier: Apache-2.0
#include "baselines/baseline_line.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace stanch {
namespace {

constexpr std::size_t kFingerprintDigits = 32;
constexpr std::string_view kEscape = "\\x";

std::string escaped(std::string_view path) {
  std::string out;
  for (char c : path) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f || c == '\\') {
      out += fmt::format("{}{:02x}", kEscape, byte);
    } else {
      out += c;
    }
  }
  return out;
}

std::optional<std::string> unescaped(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    if (path[0] != '\\') {
      out += path[0];
      path.remove_prefix(1);
      continue;
    }
    unsigned byte = 0;
    if (!path.starts_with(kEscape) || path.size() < 4) return std::nullopt;
    auto [end, error] =
        std::from_chars(path.data() + 2, path.data() + 4, byte, 16);
    if (error != std::errc() || end != path.data() + 4) return std::nullopt;
    out += static_cast<char>(byte);
    path.remove_prefix(4);
  }
  return out;
}

bool is_fingerprint(std::string_view text) {
  return text.size() == kFingerprintDigits &&
         text.find_first_not_of("0123456789abcdef") == text.npos;
}

}  // namespace

std::string to_string(const BaselineLine& line) {
  return fmt::format("{} {} {}", line.fingerprint, line.rule,
                     escaped(line.path));
}

std::optional<BaselineLine> parse_baseline_line(std::string_view line) {
  std::size_t first = std::min(line.find(' '), line.size());
  std::size_t second = std::min(line.find(' ', first + 1), line.size());
  if (first == line.size() || second == line.size() || second == first + 1) {
    return std::nullopt;
  }
  BaselineLine out;
  out.fingerprint = line.substr(0, first);
  out.rule = line.substr(first + 1, second - first - 1);
  auto path = unescaped(line.substr(second + 1));
  if (!is_fingerprint(out.fingerprint) || !path) return std::nullopt;
  out.path = std::move(*path);
  return out;
}

}  // namespace stanch
