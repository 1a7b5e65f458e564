// SPDX-License-Identifier: Apache-2.0
#include "cli/request_stream.h"

#include <array>
#include <cerrno>
#include <utility>

#include <unistd.h>

#include "core/posix.h"

namespace stanch {

Result<bool> RequestStream::fill() {
  buffer_.erase(0, std::exchange(begin_, 0));
  std::array<char, 65536> bytes;
  while (true) {
    ssize_t size = ::read(descriptor_, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) {
      return fail(ErrorKind::kUnreadable,
                  "cannot read standard input: " + describe_error(errno));
    }
    buffer_.append(bytes.data(), static_cast<std::size_t>(size));
    return size > 0;
  }
}

Result<std::optional<RequestStream::Line>> RequestStream::line() {
  Line out;
  std::size_t looked = 0;  // bytes in which there is no end of a line
  while (true) {
    std::size_t end = buffer_.find('\n', begin_ + looked);
    bool found = end != std::string::npos;
    looked = (found ? end : buffer_.size()) - begin_;
    if (looked > longest_) {
      out.too_long = true;
      begin_ += std::exchange(looked, 0);
    }
    if (!found) {
      auto more = fill();
      if (!more) return std::unexpected(std::move(more.error()));
      if (*more) continue;
      if (looked == 0 && !out.too_long) return std::nullopt;
    }
    if (!out.too_long) out.text = buffer_.substr(begin_, looked);
    begin_ += looked + (found ? 1 : 0);
    return out;
  }
}

Result<std::string> RequestStream::exactly(std::size_t size) {
  while (buffer_.size() - begin_ < size) {
    auto more = fill();
    if (!more) return std::unexpected(std::move(more.error()));
    if (!*more) {
      return fail(ErrorKind::kUnreadable,
                  "standard input ends inside a message");
    }
  }
  std::string out = buffer_.substr(begin_, size);
  begin_ += size;
  return out;
}

}  // namespace stanch
