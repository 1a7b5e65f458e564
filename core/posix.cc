// SPDX-License-Identifier: Apache-2.0
#include "core/posix.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace stanch {
namespace {

constexpr std::size_t kSmall = std::size_t{16} << 20;

}  // namespace

FileDescriptor::~FileDescriptor() {
  if (number_ >= 0) ::close(number_);
}

std::string describe_error(int error) {
  if (error == ENOENT || error == ENOTDIR) return "no such file or folder";
  // Not strerror: two threads may ask at once.
  const char* text = ::strerrordesc_np(error);
  if (text == nullptr) return "error " + std::to_string(error);
  std::string description = text;
  bool is_word = description.size() > 1 && description[1] >= 'a';
  if (is_word && description[0] >= 'A' && description[0] <= 'Z') {
    description[0] = static_cast<char>(description[0] - 'A' + 'a');
  }
  return description;
}

std::optional<std::string> read_small_file(const std::string& path,
                                           LastLink last_link) {
  int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  if (last_link == LastLink::kRefuse) flags |= O_NOFOLLOW;
  FileDescriptor file(::open(path.c_str(), flags));
  struct stat status = {};
  if (!file || ::fstat(file.get(), &status) != 0) return std::nullopt;
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  std::string bytes;
  char chunk[16384];
  while (true) {
    ssize_t got = ::read(file.get(), chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 || bytes.size() > kSmall) return std::nullopt;
    if (got == 0) return bytes;
    bytes.append(chunk, static_cast<std::size_t>(got));
  }
}

}  // namespace stanch
