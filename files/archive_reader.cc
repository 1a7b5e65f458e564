// SPDX-License-Identifier: Apache-2.0
//
// libarchive, with the formats and filters that the kind needs and no others:
// some of its filters start programs. Warnings of libarchive are no errors: the
// entry they come with can be used. What a MemoryArchive can read it does not
// see.
#include "files/archive_reader.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <clocale>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fmt/core.h>

#include "files/memory_archive.h"

namespace stanch {
namespace {

constexpr std::size_t kStep = std::size_t{128} << 10;
// So many blocks without a byte, or heads that are to be tried again, are a
// damaged archive: each of them ends somewhere.
constexpr int kMostEmpty = 100'000;
// A member costs something even when it is empty.
constexpr std::uint64_t kMemberCost = 512;

struct FreeArchive {
  void operator()(archive* a) const { ::archive_read_free(a); }
};

void enable_filters(archive* a) {
  ::archive_read_support_filter_gzip(a);
  ::archive_read_support_filter_bzip2(a);
  ::archive_read_support_filter_xz(a);
  ::archive_read_support_filter_lzma(a);
  ::archive_read_support_filter_zstd(a);
  ::archive_read_support_filter_lz4(a);
  ::archive_read_support_filter_lzip(a);
  ::archive_read_support_filter_compress(a);
}

void enable(archive* a, ArchiveKind kind) {
  switch (kind) {
    case ArchiveKind::kTar:
      ::archive_read_support_format_tar(a);
      break;
    case ArchiveKind::kZip:
      ::archive_read_support_format_zip(a);
      break;
    case ArchiveKind::kSevenZip:
      ::archive_read_support_format_7zip(a);
      break;
    case ArchiveKind::kRar:
      ::archive_read_support_format_rar(a);
      ::archive_read_support_format_rar5(a);
      break;
    case ArchiveKind::kCpio:
      ::archive_read_support_format_cpio(a);
      break;
    case ArchiveKind::kAr:
      ::archive_read_support_format_ar(a);
      break;
    case ArchiveKind::kIso:
      ::archive_read_support_format_iso9660(a);
      break;
    case ArchiveKind::kCab:
      ::archive_read_support_format_cab(a);
      break;
    case ArchiveKind::kRpm:
      ::archive_read_support_filter_rpm(a);
      enable_filters(a);
      ::archive_read_support_format_cpio(a);
      break;
    case ArchiveKind::kCompressed:
      enable_filters(a);
      ::archive_read_support_format_empty(a);
      ::archive_read_support_format_raw(a);
      break;
    default:
      break;
  }
}

// Names in 7z, ISO, cab and rar files are UTF-16; libarchive makes them bytes
// of the locale, and has none for most of them in "C".
class Utf8Locale {
 public:
  Utf8Locale() : before_(::uselocale(utf8())) {}
  ~Utf8Locale() { ::uselocale(before_); }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  static locale_t utf8() {
    static const locale_t kLocale =
        ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return kLocale;  // none: nothing is changed
  }
  locale_t before_;
};

ArchiveMember::Type type_of(archive_entry* entry) {
  if (::archive_entry_hardlink(entry) != nullptr) {
    return ArchiveMember::Type::kHardLink;
  }
  switch (::archive_entry_filetype(entry)) {
    case 0:  // not said: the one file in a .gz
    case AE_IFREG:
      return ArchiveMember::Type::kFile;
    case AE_IFDIR:
      return ArchiveMember::Type::kFolder;
    case AE_IFLNK:
      return ArchiveMember::Type::kSymlink;
    default:
      return ArchiveMember::Type::kOther;
  }
}

void fill(archive* a, archive_entry* entry, ArchiveMember& out) {
  out.type = type_of(entry);
  const char* path = ::archive_entry_pathname(entry);
  if (path == nullptr) path = ::archive_entry_pathname_utf8(entry);
  bool is_raw = ::archive_format(a) == ARCHIVE_FORMAT_RAW;
  out.path = is_raw || path == nullptr ? "" : path;
  const char* link = ::archive_entry_hardlink(entry);
  if (link == nullptr) link = ::archive_entry_symlink(entry);
  out.link = link == nullptr ? "" : link;
  out.mode = ::archive_entry_perm(entry);
  out.user = ::archive_entry_uid(entry);
  out.group = ::archive_entry_gid(entry);
  out.is_encrypted = ::archive_entry_is_encrypted(entry) != 0;
  out.xattrs.clear();
  if (::archive_entry_xattr_reset(entry) == 0) return;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  while (::archive_entry_xattr_next(entry, &name, &value, &size) ==
         ARCHIVE_OK) {
    // A tar may say each twice, in two dialects.
    std::pair<std::string, std::string> xattr(
        name, std::string(static_cast<const char*>(value), size));
    if (std::ranges::count(out.xattrs, xattr) == 0) {
      out.xattrs.push_back(std::move(xattr));
    }
  }
}

}  // namespace

struct ArchiveReader::Impl {
  Impl(ByteStream& from, ArchiveKind of, const ArchiveLimits& most,
       ArchiveUse& used, bool outer)
      : stream(from), kind(of), limits(most), use(used), is_outer(outer) {}

  ByteStream& stream;
  const ArchiveKind kind;
  const ArchiveLimits limits;
  ArchiveUse& use;
  const bool is_outer;

  std::unique_ptr<archive, FreeArchive> handle;
  std::array<char, kStep> buffer;
  std::size_t last_read = 0;          // bytes that lie in it
  std::uint64_t position = 0;         // in the stream
  std::optional<Error> stream_error;  // that ended it
  bool is_open = false;
  std::string_view block;  // of the member's bytes, not yet taken

  std::optional<MemoryArchive> quick;  // then there is no libarchive
  bool is_unpacked = false;            // quick's member lies in `block`
  bool is_cut = false;                 // and something is wrong behind it
  bool is_damaged = false;
  bool lost_member = false;

  Result<void> open();
  Result<bool> next_quick(ArchiveMember& member);
  Result<void> unpack_quick();
  Result<void> next_block();
  Error error();
  // What a tar, cpio or ar holds it has itself: nothing is expanded.
  Result<void> count(std::uint64_t bytes) {
    bool expands = kind != ArchiveKind::kTar && kind != ArchiveKind::kCpio &&
                   kind != ArchiveKind::kAr;
    return expands ? count_expanded(bytes, limits, use) : Result<void>();
  }
  static la_ssize_t on_read(archive* a, void* self, const void** out);
  static la_int64_t on_skip(archive* a, void* self, la_int64_t bytes);
  static la_int64_t on_seek(archive* a, void* self, la_int64_t offset,
                            int whence);
};

la_ssize_t ArchiveReader::Impl::on_read(archive* a, void* self,
                                        const void** out) {
  auto& impl = *static_cast<Impl*>(self);
  auto got = impl.stream.read(impl.buffer);
  if (!got) {
    impl.stream_error = std::move(got.error());
    ::archive_set_error(a, EIO, "read error");
    return -1;
  }
  impl.position += *got;
  // Nothing more overwrites what lies there.
  if (*got > 0) impl.last_read = *got;
  if (impl.is_outer) impl.use.stored += *got;
  *out = impl.buffer.data();
  return static_cast<la_ssize_t>(*got);
}

// Passes by what nobody reads; 0: libarchive then reads it itself.
la_int64_t ArchiveReader::Impl::on_skip(archive*, void* self,
                                        la_int64_t bytes) {
  auto& impl = *static_cast<Impl*>(self);
  std::uint64_t left = impl.stream.size().value_or(0) - impl.position;
  auto step = std::min(static_cast<std::uint64_t>(bytes), left);
  if (!impl.stream.seek(impl.position + step)) return 0;
  impl.position += step;
  if (impl.is_outer) impl.use.stored += step;
  return static_cast<la_int64_t>(step);
}

la_int64_t ArchiveReader::Impl::on_seek(archive*, void* self, la_int64_t offset,
                                        int whence) {
  auto& impl = *static_cast<Impl*>(self);
  auto size = static_cast<la_int64_t>(impl.stream.size().value_or(0));
  la_int64_t from = 0;
  if (whence == SEEK_CUR) from = static_cast<la_int64_t>(impl.position);
  if (whence == SEEK_END) from = size;
  la_int64_t target = 0;
  if (__builtin_add_overflow(from, offset, &target)) return ARCHIVE_FATAL;
  if (target < 0 || target > size) return ARCHIVE_FATAL;
  if (!impl.stream.seek(static_cast<std::uint64_t>(target))) {
    return ARCHIVE_FATAL;
  }
  impl.position = static_cast<std::uint64_t>(target);
  return target;
}

// What libarchive says is in English and names no content; the stream's own
// error is the cause where there is one.
Error ArchiveReader::Impl::error() {
  if (stream_error) return *stream_error;
  const char* said = ::archive_error_string(handle.get());
  std::string_view words = said == nullptr ? "cannot be read" : said;
  bool is_unknown = words.find("nsupported") != words.npos ||
                    words.find("not supported") != words.npos;
  bool is_encrypted = words.find("ncrypt") != words.npos;
  if (!is_unknown || is_encrypted) is_damaged = true;
  std::string what(to_string(kind));
  return {ErrorKind::kUnreadable,
          is_encrypted ? "is an encrypted " + what
                       : fmt::format("is a damaged {}: {}", what, words)};
}

Result<void> ArchiveReader::Impl::open() {
  is_open = true;
  if (auto all = stream.memory()) {
    quick = MemoryArchive::open(*all, kind);
    if (quick && is_outer) use.stored += all->size();
    if (quick) return {};
  }
  handle.reset(::archive_read_new());
  archive* a = handle.get();
  enable(a, kind);
  ::archive_read_set_read_callback(a, on_read);
  if (stream.size() && stream.seek(0)) {
    ::archive_read_set_seek_callback(a, on_seek);
    ::archive_read_set_skip_callback(a, on_skip);
  }
  ::archive_read_set_callback_data(a, this);
  if (::archive_read_open1(a) < ARCHIVE_WARN) return std::unexpected(error());
  return {};
}

Result<bool> ArchiveReader::Impl::next_quick(ArchiveMember& member) {
  is_unpacked = is_cut = false;
  if (!quick->next(member)) return false;
  if (auto counted = count(kMemberCost); !counted) {
    return std::unexpected(std::move(counted.error()));
  }
  return true;
}

Result<void> ArchiveReader::Impl::unpack_quick() {
  if (is_unpacked) return {};
  if (auto counted = count(quick->size()); !counted) return counted;
  is_unpacked = true;
  auto unpacked = quick->unpack();
  block = unpacked.bytes;
  is_cut = unpacked.is_damaged;
  return {};
}

// Fills `block`, but at the end.
Result<void> ArchiveReader::Impl::next_block() {
  int empty = 0;
  while (block.empty()) {
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    int status =
        ::archive_read_data_block(handle.get(), &bytes, &size, &offset);
    if (status == ARCHIVE_EOF) return {};
    if (status < ARCHIVE_WARN || ++empty > kMostEmpty) {
      return std::unexpected(error());
    }
    block = {static_cast<const char*>(bytes), size};
    if (auto counted = count(size); !counted) return counted;
  }
  return {};
}

ArchiveReader::ArchiveReader(ByteStream& stream, ArchiveKind kind,
                             const ArchiveLimits& limits, ArchiveUse& use,
                             bool is_outer)
    : impl_(std::make_unique<Impl>(stream, kind, limits, use, is_outer)) {}

ArchiveReader::~ArchiveReader() = default;

Result<bool> ArchiveReader::next(ArchiveMember& member) {
  Utf8Locale locale;
  if (!impl_->is_open) {
    if (auto opened = impl_->open(); !opened) {
      return std::unexpected(std::move(opened.error()));
    }
  }
  impl_->block = {};
  if (impl_->quick) return impl_->next_quick(member);
  archive_entry* entry = nullptr;
  int status = ARCHIVE_RETRY;
  for (int i = 0; status == ARCHIVE_RETRY && i < kMostEmpty; ++i) {
    status = ::archive_read_next_header(impl_->handle.get(), &entry);
    impl_->lost_member |= status == ARCHIVE_RETRY;
  }
  if (status == ARCHIVE_EOF) {
    // libarchive has gone over heads that make no sense, and what they lead.
    if (!std::exchange(impl_->lost_member, false)) return false;
    impl_->is_damaged = true;
    return fail(ErrorKind::kUnreadable,
                fmt::format("is a damaged {}: the head of a member is wrong",
                            to_string(impl_->kind)));
  }
  if (status < ARCHIVE_WARN || entry == nullptr) {
    return std::unexpected(impl_->error());
  }
  fill(impl_->handle.get(), entry, member);
  if (auto counted = impl_->count(kMemberCost); !counted) {
    return std::unexpected(std::move(counted.error()));
  }
  return true;
}

std::optional<std::string_view> ArchiveReader::memory() {
  if (!impl_->quick || !impl_->unpack_quick() || impl_->is_cut) {
    return std::nullopt;
  }
  return impl_->block;
}

Result<std::size_t> ArchiveReader::read(std::span<char> room) {
  auto filled = impl_->quick ? impl_->unpack_quick() : impl_->next_block();
  if (!filled) return std::unexpected(std::move(filled.error()));
  if (impl_->block.empty()) {
    if (!impl_->is_cut) return 0;
    impl_->is_damaged = true;
    return fail(ErrorKind::kUnreadable,
                fmt::format("is a damaged {}: its bytes are not what its "
                            "checksum says",
                            to_string(impl_->kind)));
  }
  std::size_t taken = std::min(room.size(), impl_->block.size());
  std::memcpy(room.data(), impl_->block.data(), taken);
  impl_->block.remove_prefix(taken);
  return taken;
}

bool ArchiveReader::is_damaged() const { return impl_->is_damaged; }

std::string_view ArchiveReader::rest() const {
  if (!impl_->handle) return {};
  auto used = static_cast<std::uint64_t>(
      ::archive_filter_bytes(impl_->handle.get(), 0));
  std::uint64_t left = impl_->position - std::min(impl_->position, used);
  std::string_view last(impl_->buffer.data(), impl_->last_read);
  return last.substr(last.size() - std::min<std::size_t>(last.size(), left));
}

std::uint64_t ArchiveReader::entry_offset() const {
  return static_cast<std::uint64_t>(
      ::archive_read_header_position(impl_->handle.get()));
}

}  // namespace stanch
