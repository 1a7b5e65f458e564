// SPDX-License-Identifier: Apache-2.0
#include "files/archive_kind.h"

#include <array>

#include "files/pyc_strings.h"

namespace stanch {
namespace {

using std::string_view_literals::operator""sv;

struct Mark {
  std::string_view bytes;
  ArchiveKind kind;
};

constexpr std::array kMarks = {
    Mark{"PK\x03\x04"sv, ArchiveKind::kZip},
    Mark{"PK\x05\x06"sv, ArchiveKind::kZip},  // without members
    Mark{"7z\xbc\xaf\x27\x1c"sv, ArchiveKind::kSevenZip},
    Mark{"Rar!\x1a\x07"sv, ArchiveKind::kRar},
    Mark{"070701"sv, ArchiveKind::kCpio},
    Mark{"070702"sv, ArchiveKind::kCpio},
    Mark{"070707"sv, ArchiveKind::kCpio},
    // A Debian package. The members of a static library lie in it as they are,
    // so it is scanned as the bytes it is.
    Mark{"!<arch>\ndebian-binary"sv, ArchiveKind::kAr},
    Mark{"MSCF\0\0\0\0"sv, ArchiveKind::kCab},
    Mark{"\xed\xab\xee\xdb"sv, ArchiveKind::kRpm},
    Mark{"\x1f\x8b\x08"sv, ArchiveKind::kCompressed},
    Mark{"\xfd\x37zXZ\0"sv, ArchiveKind::kCompressed},
    Mark{"\x28\xb5\x2f\xfd"sv, ArchiveKind::kCompressed},
    Mark{"\x04\x22\x4d\x18"sv, ArchiveKind::kCompressed},
    Mark{"LZIP\x01"sv, ArchiveKind::kCompressed},
    Mark{"\x1f\x9d"sv, ArchiveKind::kCompressed},
    Mark{"%PDF-"sv, ArchiveKind::kPdf},
};

// What the marks begin with: most files are told from archives by their first
// byte.
constexpr std::array<bool, 256> kFirstBytes = [] {
  std::array<bool, 256> out{};
  for (const Mark& mark : kMarks) {
    out[static_cast<unsigned char>(mark.bytes.front())] = true;
  }
  return out;
}();

constexpr std::size_t kBlock = 512;  // of a tar file
constexpr std::size_t kCheckAt = 148, kCheckSize = 8;
constexpr std::size_t kIsoMarkAt = 32'769;

bool is_bzip2(std::string_view head) {
  constexpr std::size_t kMarkAt = 4;
  return head.size() >= 10 && head.starts_with("BZh") && head[3] >= '1' &&
         head[3] <= '9' &&
         (head.substr(kMarkAt, 6) == "1AY&SY"sv ||
          head.substr(kMarkAt, 6) == "\x17\x72\x45\x38\x50\x90"sv);
}

// A skippable frame of zstd (RFC 8878, 3.1.2), with another frame behind it.
bool is_skippable_zstd(std::string_view head) {
  if (head.size() < 12 || head.substr(1, 3) != "\x2a\x4d\x18"sv) return false;
  if ((static_cast<unsigned char>(head[0]) & 0xf0) != 0x50) return false;
  std::uint64_t size = 0;
  for (int i = 7; i >= 4; --i) {
    size = size << 8 | static_cast<unsigned char>(head[i]);
  }
  return size + 12 > head.size() ||
         head.substr(size + 8, 4) == "\x28\xb5\x2f\xfd"sv;
}

// A block's sum is that of its bytes, those of the sum itself taken as spaces
// (POSIX.1-2017, pax, "ustar Interchange Format"). It holds for every kind of
// tar, also those without a mark.
bool is_tar(std::string_view head) {
  if (head.size() < kBlock || head[0] == '\0') return false;
  std::uint32_t promised = 0;
  bool has_digit = false;
  for (char c : head.substr(kCheckAt, kCheckSize)) {
    if (c == ' ' && !has_digit) continue;
    if (c == ' ' || c == '\0') break;
    if (c < '0' || c > '7') return false;
    promised = promised * 8 + static_cast<std::uint32_t>(c - '0');
    has_digit = true;
  }
  if (!has_digit) return false;
  std::uint32_t sum = kCheckSize * ' ';
  std::int32_t signed_sum = kCheckSize * ' ';  // as some old programs add
  for (std::size_t i = 0; i < kBlock; ++i) {
    if (i >= kCheckAt && i < kCheckAt + kCheckSize) continue;
    sum += static_cast<unsigned char>(head[i]);
    signed_sum += static_cast<signed char>(head[i]);
  }
  return promised == sum || promised == static_cast<std::uint32_t>(signed_sum);
}

}  // namespace

ArchiveKind archive_kind(std::string_view head) {
  if (head.empty()) return ArchiveKind::kNone;
  if (kFirstBytes[static_cast<unsigned char>(head.front())]) {
    for (const Mark& mark : kMarks) {
      if (head.starts_with(mark.bytes)) return mark.kind;
    }
  }
  if (is_bzip2(head) || is_skippable_zstd(head)) {
    return ArchiveKind::kCompressed;
  }
  if (is_pyc(head)) return ArchiveKind::kPyc;
  if (is_tar(head)) return ArchiveKind::kTar;
  if (head.size() > kIsoMarkAt + 5 && head.substr(kIsoMarkAt, 5) == "CD001") {
    return ArchiveKind::kIso;
  }
  return ArchiveKind::kNone;
}

std::string_view to_string(ArchiveKind kind) {
  constexpr std::array<std::string_view, 13> kNames = {"text",
                                                       "tar",
                                                       "zip",
                                                       "7z",
                                                       "rar",
                                                       "cpio",
                                                       "ar",
                                                       "ISO",
                                                       "cab",
                                                       "rpm",
                                                       "compressed file",
                                                       "PDF",
                                                       "compiled Python file"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace stanch
