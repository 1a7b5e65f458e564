// SPDX-License-Identifier: Apache-2.0
#include "files/descriptor_stream.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace stanch {

DescriptorStream::DescriptorStream(FileDescriptor file)
    : owned_(std::move(file)), file_(owned_.get()) {
  struct stat status = {};
  if (::fstat(file_, &status) == 0 && S_ISREG(status.st_mode)) {
    size_ = static_cast<std::uint64_t>(status.st_size);
  }
}

Result<std::size_t> DescriptorStream::read(std::span<char> room) {
  while (true) {
    ssize_t got = ::read(file_, room.data(), room.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno == EINTR) continue;
    if (errno != EAGAIN) {
      return fail(ErrorKind::kUnreadable, describe_error(errno));
    }
    pollfd ready = {file_, POLLIN, 0};
    ::poll(&ready, 1, -1);
  }
}

bool DescriptorStream::seek(std::uint64_t offset) {
  return size_ && ::lseek(file_, static_cast<off_t>(offset), SEEK_SET) >= 0;
}

Result<std::unique_ptr<ByteStream>> open_file_stream(const std::string& path) {
  FileDescriptor file(
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file) return fail(ErrorKind::kUnreadable, describe_error(errno));
  auto stream = std::make_unique<DescriptorStream>(std::move(file));
  if (!stream->size()) return fail(ErrorKind::kUnreadable, "is no file");
  return stream;
}

}  // namespace stanch
