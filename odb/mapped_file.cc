// SPDX-License-Identifier: Apache-2.0
#include "odb/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/posix.h"

namespace stanch {
namespace {

std::unexpected<Error> cannot_read(int error) {
  return fail(ErrorKind::kUnreadable, describe_error(error));
}

}  // namespace

Result<MappedFile> MappedFile::open(const std::string& path) {
  auto file = open_if_there(path);
  if (!file) return std::unexpected(file.error());
  if (!*file) return cannot_read(ENOENT);
  return std::move(**file);
}

Result<std::optional<MappedFile>> MappedFile::open_if_there(
    const std::string& path) {
  FileDescriptor file(
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  struct stat status = {};
  if (!file || ::fstat(file.get(), &status) != 0) {
    return cannot_read(errno);
  }
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorKind::kUnreadable, "it is no regular file");
  }
  MappedFile mapped;
  if (status.st_size == 0) return mapped;
  const auto size = static_cast<std::size_t>(status.st_size);
  void* start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (start == MAP_FAILED) return cannot_read(errno);
  mapped.bytes_ = {static_cast<const char*>(start), size};
  mapped.owned_ = true;
  return mapped;
}

MappedFile MappedFile::borrow(std::string_view bytes) {
  MappedFile file;
  file.bytes_ = bytes;
  return file;
}

MappedFile::~MappedFile() {
  if (owned_) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

void MappedFile::forget(std::uint64_t begin, std::uint64_t end) const {
  static const auto kPage = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  end = std::min<std::uint64_t>(end, bytes_.size());
  begin = (begin + kPage - 1) / kPage * kPage;
  if (!owned_ || begin >= end) return;
  ::madvise(const_cast<char*>(bytes_.data()) + begin, end - begin,
            MADV_DONTNEED);
}

}  // namespace stanch
