// SPDX-License-Identifier: Apache-2.0
#include "inventory/key.h"

#include <cassert>
#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/digest.h"
#include "core/posix.h"
#include "core/seal.h"

namespace stanch {
namespace {

constexpr std::size_t kKeySize = 32;

std::string hex_of(std::string_view bytes) {
  return hex(
      {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

std::optional<std::string> bytes_of_hex(std::string_view text) {
  auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  if (text.size() % 2 != 0) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    int high = digit(text[i]), low = digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high << 4 | low);
  }
  return out;
}

Error unwritable(const std::string& path, int error) {
  return {ErrorKind::kUnwritable, fmt::format("the inventory's key {}: {}",
                                              path, describe_error(error))};
}

}  // namespace

InventoryKey InventoryKey::random() {
  return InventoryKey(random_bytes(kKeySize));
}

InventoryKey InventoryKey::of_text(std::string_view text) {
  return InventoryKey(
      std::string(as_text(hmac_sha256("stanch inventory key", text))));
}

InventoryKey InventoryKey::of_bytes(std::string_view bytes) {
  assert(bytes.size() == kKeySize);
  return InventoryKey(std::string(bytes));
}

InventoryKey::~InventoryKey() { wipe(bytes_.data(), bytes_.size()); }

std::string InventoryKey::derived(std::string_view use) const {
  return std::string(as_text(hmac_sha256(bytes_, use)));
}

Fingerprint InventoryKey::fingerprint(std::string_view value) const {
  return sign("fingerprint", value);
}

std::string InventoryKey::sign(std::string_view use,
                               std::string_view text) const {
  return hex(hmac_sha256(derived(use), text));
}

std::string InventoryKey::seal(std::string_view value,
                               std::string_view purpose) const {
  return hex_of(stanch::seal(derived("seal"), value, purpose));
}

std::optional<Secret> InventoryKey::unseal(std::string_view sealed,
                                           std::string_view purpose) const {
  auto bytes = bytes_of_hex(sealed);
  if (!bytes) return std::nullopt;
  return stanch::unseal(derived("seal"), *bytes, purpose);
}

Result<std::optional<InventoryKey>> read_key_file(const std::string& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    return std::unexpected(Error{ErrorKind::kUnreadable,
                                 fmt::format("the inventory's key {}: {}", path,
                                             describe_error(errno))});
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fail(ErrorKind::kUsage,
                fmt::format("the inventory's key {} can be read by others; "
                            "`chmod 600` it, and take a new one with `stanch "
                            "inventory key rotate` if they did",
                            path));
  }
  auto text = read_small_file(path, LastLink::kFollow);
  if (!text) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("the inventory's key {} cannot be read", path));
  }
  std::string_view line(*text);
  line = line.substr(0, line.find('\n'));
  auto bytes = bytes_of_hex(line);
  wipe(text->data(), text->size());
  if (!bytes || bytes->size() != kKeySize) {
    return fail(ErrorKind::kUsage,
                fmt::format("the inventory's key {} is no key: expected a line "
                            "of 64 hexadecimal digits",
                            path));
  }
  InventoryKey key = InventoryKey::of_bytes(*bytes);
  wipe(bytes->data(), bytes->size());
  return key;
}

Result<bool> write_key_file(const std::string& path, const InventoryKey& key) {
  std::string folder = std::filesystem::path(path).parent_path();
  std::error_code failure;
  if (!folder.empty() && !std::filesystem::exists(folder, failure)) {
    std::filesystem::create_directories(folder, failure);
    ::chmod(folder.c_str(), S_IRWXU);
  }
  FileDescriptor file(::open(path.c_str(),
                             O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                             S_IRUSR | S_IWUSR));
  if (!file && errno == EEXIST) return false;
  if (!file) return std::unexpected(unwritable(path, errno));
  std::string line = hex_of(key.bytes()) + "\n";
  bool done = ::write(file.get(), line.data(), line.size()) ==
                  static_cast<ssize_t>(line.size()) &&
              ::fsync(file.get()) == 0;
  int error = errno;
  wipe(line.data(), line.size());
  if (done) return true;
  ::unlink(path.c_str());
  return std::unexpected(unwritable(path, error));
}

}  // namespace stanch
