// SPDX-License-Identifier: Apache-2.0
#include "reporters/output.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/core.h>

namespace stanch {
namespace {

constexpr std::size_t kBuffer = std::size_t{64} << 10;

std::string reason(int error) { return std::strerror(error); }

// Follows symbolic links, so that a rename replaces what they point at.
std::string real_place(const std::string& path) {
  std::unique_ptr<char, decltype(&std::free)> real(
      ::realpath(path.c_str(), nullptr), std::free);
  return real ? std::string(real.get()) : path;
}

// A descriptor of a new file beside `place`, readable by its owner only
// (mkostemp makes it 0600); its name is left in `name`.
int temporary_beside(const std::string& place, std::string& name) {
  name = place + ".stanch-XXXXXX";
  return ::mkostemp(name.data(), O_CLOEXEC);
}

std::unexpected<Error> refused(const std::string& path, int error) {
  return fail(ErrorKind::kUsage,
              fmt::format("cannot write a report to {}: {}; choose another "
                          "file",
                          path, reason(error)));
}

}  // namespace

Output Output::to_descriptor(int descriptor, std::string name) {
  Output output;
  output.name_ = std::move(name);
  output.descriptor_ = descriptor;
  return output;
}

Result<Output> Output::to_end_of(const std::string& path) {
  Output output;
  output.name_ = path;
  output.descriptor_ = ::open(
      path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
  if (output.descriptor_ < 0) return refused(path, errno);
  output.owned_ = true;
  return output;
}

Result<Output> Output::to_file(const std::string& path) {
  Output output;
  output.name_ = path;
  struct stat status = {};
  bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && !S_ISREG(status.st_mode)) {
    output.descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (output.descriptor_ < 0) return refused(path, errno);
    output.owned_ = true;
    return output;
  }
  // A rename would replace even what its owner has made read-only.
  if (exists && ::access(path.c_str(), W_OK) != 0) return refused(path, errno);
  output.place_ = real_place(path);
  std::string probe;
  int descriptor = temporary_beside(output.place_, probe);
  if (descriptor < 0) return refused(path, errno);
  ::close(descriptor);
  ::unlink(probe.c_str());
  return output;
}

Output::Output(Output&& other) noexcept
    : name_(std::move(other.name_)),
      buffer_(std::move(other.buffer_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      owned_(std::exchange(other.owned_, false)),
      place_(std::move(other.place_)),
      temporary_(std::exchange(other.temporary_, {})) {}

Output::~Output() {
  if (owned_) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Result<void> Output::create() {
  descriptor_ = temporary_beside(place_, temporary_);
  if (descriptor_ < 0) {
    temporary_.clear();
    return fail(
        ErrorKind::kUnwritable,
        fmt::format("cannot write a report to {}: {}", name_, reason(errno)));
  }
  owned_ = true;
  return {};
}

Result<void> Output::write(std::string_view bytes) {
  buffer_ += bytes;
  return buffer_.size() < kBuffer ? Result<void>() : flush();
}

Result<void> Output::flush() {
  if (descriptor_ < 0) {
    if (auto created = create(); !created) return created;
  }
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      return fail(ErrorKind::kClosedPipe,
                  fmt::format("{}: its reader went away", name_));
    } else if (errno != EINTR) {
      return fail(ErrorKind::kUnwritable,
                  fmt::format("cannot write the report to {}: {}; it is not "
                              "whole",
                              name_, reason(errno)));
    }
  }
  buffer_.clear();
  return {};
}

Result<void> Output::commit() {
  if (auto flushed = flush(); !flushed) return flushed;
  if (temporary_.empty()) return {};
  if (::rename(temporary_.c_str(), place_.c_str()) != 0) {
    return fail(
        ErrorKind::kUnwritable,
        fmt::format("cannot write the report to {}: {}", name_, reason(errno)));
  }
  temporary_.clear();
  return {};
}

}  // namespace stanch
