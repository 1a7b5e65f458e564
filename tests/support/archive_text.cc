// SPDX-License-Identifier: Apache-2.0
#include "tests/support/archive_text.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <stdexcept>

namespace stanch {
namespace {

struct ArchiveWriter {
  archive* a = ::archive_write_new();
  std::string out;

  ~ArchiveWriter() { ::archive_write_free(a); }

  void check(int status) const {
    if (status < ARCHIVE_WARN) {
      throw std::runtime_error(::archive_error_string(a));
    }
  }
  void open() {
    ::archive_write_set_bytes_in_last_block(a, 1);
    check(::archive_write_open(a, this, nullptr, on_write, nullptr));
  }
  static la_ssize_t on_write(archive*, void* self, const void* bytes,
                             std::size_t size) {
    static_cast<ArchiveWriter*>(self)->out.append(
        static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
  }
};

void set_form(archive* a, ArchiveForm form) {
  switch (form) {
    case ArchiveForm::kTar:
      ::archive_write_set_format_pax_restricted(a);
      break;
    case ArchiveForm::kZip:
      ::archive_write_set_format_zip(a);
      break;
    case ArchiveForm::kSevenZip:
      ::archive_write_set_format_7zip(a);
      break;
    case ArchiveForm::kCpio:
      ::archive_write_set_format_cpio_newc(a);
      break;
    case ArchiveForm::kAr:
      ::archive_write_set_format_ar_svr4(a);
      break;
    case ArchiveForm::kIso:
      ::archive_write_set_format_iso9660(a);
      break;
  }
}

void write(const ArchiveWriter& writer, const EntryText& text) {
  std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(
      ::archive_entry_new(), ::archive_entry_free);
  archive_entry* e = entry.get();
  ::archive_entry_set_pathname(e, text.path.c_str());
  ::archive_entry_set_perm(e, text.mode);
  ::archive_entry_set_uid(e, 1000);
  ::archive_entry_set_gid(e, 1000);
  ::archive_entry_set_mtime(e, 0, 0);
  ::archive_entry_set_filetype(e, text.is_folder         ? AE_IFDIR
                                  : text.symlink.empty() ? AE_IFREG
                                                         : AE_IFLNK);
  if (!text.symlink.empty()) {
    ::archive_entry_set_symlink(e, text.symlink.c_str());
  }
  if (!text.hardlink.empty()) {
    ::archive_entry_set_hardlink(e, text.hardlink.c_str());
  }
  auto size = static_cast<la_int64_t>(text.hole + text.text.size());
  bool has_bytes = text.symlink.empty() && text.hardlink.empty();
  ::archive_entry_set_size(e, has_bytes ? size : 0);
  for (const auto& [name, value] : text.xattrs) {
    ::archive_entry_xattr_add_entry(e, name.c_str(), value.data(),
                                    value.size());
  }
  if (text.hole > 0) {
    ::archive_entry_sparse_add_entry(e, static_cast<la_int64_t>(text.hole),
                                     static_cast<la_int64_t>(text.text.size()));
  }
  writer.check(::archive_write_header(writer.a, e));
  if (!has_bytes) return;
  std::string bytes = std::string(text.hole, '\0') + text.text;
  if (::archive_write_data(writer.a, bytes.data(), bytes.size()) < 0) {
    throw std::runtime_error(::archive_error_string(writer.a));
  }
}

}  // namespace

std::string archive_text(ArchiveForm form, const std::vector<EntryText>& all,
                         const std::string& password) {
  ArchiveWriter writer;
  set_form(writer.a, form);
  if (!password.empty()) {
    writer.check(
        ::archive_write_set_options(writer.a, "zip:encryption=aes256"));
    writer.check(::archive_write_set_passphrase(writer.a, password.c_str()));
  }
  writer.open();
  for (const EntryText& text : all) write(writer, text);
  writer.check(::archive_write_close(writer.a));
  return writer.out;
}

std::string packed(std::string_view bytes, Packing packing) {
  if (packing == Packing::kPlain) return std::string(bytes);
  if (packing == Packing::kGzipMembers) {
    constexpr std::size_t kMember = 3000;
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += kMember) {
      out += packed(bytes.substr(at, kMember), Packing::kGzip);
    }
    return out;
  }
  ArchiveWriter writer;
  ::archive_write_set_format_raw(writer.a);
  switch (packing) {
    case Packing::kZstd:
      ::archive_write_add_filter_zstd(writer.a);
      break;
    case Packing::kBzip2:
      ::archive_write_add_filter_bzip2(writer.a);
      break;
    case Packing::kXz:
      ::archive_write_add_filter_xz(writer.a);
      break;
    case Packing::kLz4:
      ::archive_write_add_filter_lz4(writer.a);
      break;
    default:
      ::archive_write_add_filter_gzip(writer.a);
  }
  writer.open();
  write(writer, {.path = "data", .text = std::string(bytes)});
  writer.check(::archive_write_close(writer.a));
  return writer.out;
}

}  // namespace stanch
