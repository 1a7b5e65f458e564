// SPDX-License-Identifier: Apache-2.0
#include "history/scan_state.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>

#include <fmt/format.h>

#include "core/posix.h"

namespace stanch {
namespace {

constexpr std::string_view kMagic = "stanch.s";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHead = 8 + 4 + 4 + 32 + 8 + 8;
constexpr std::size_t kSum = std::tuple_size_v<Sha256>;
constexpr std::size_t kKey = sizeof(StateKey);
constexpr std::size_t kBuckets = std::size_t{1} << 16;

std::unexpected<Error> unusable(std::string reason) {
  return fail(ErrorKind::kUnreadable, std::move(reason));
}

StateKey key_of(const ObjectId& id) {
  StateKey key;
  std::copy_n(id.data(), key.size(), key.data());
  return key;
}

std::size_t bucket_of(const StateKey& key) {
  return std::size_t{key[0]} << 8 | key[1];
}

void append_number(std::string& out, std::uint64_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) {
    out += static_cast<char>(number >> (8 * i) & 0xff);
  }
}

std::uint64_t number_at(std::string_view bytes, std::size_t at, int size) {
  std::uint64_t number = 0;
  for (int i = size - 1; i >= 0; --i) {
    number = number << 8 |
             static_cast<std::uint8_t>(bytes[at + static_cast<std::size_t>(i)]);
  }
  return number;
}

// Keys are bytes, so they may stand anywhere.
static_assert(alignof(StateKey) == 1 && sizeof(StateKey) == 16);

std::span<const StateKey> keys_at(const std::string& bytes, std::size_t at,
                                  std::size_t count) {
  return {reinterpret_cast<const StateKey*>(bytes.data() + at), count};
}

bool is_ascending(std::span<const StateKey> keys) {
  return std::ranges::adjacent_find(keys, std::ranges::greater_equal()) ==
         keys.end();
}

void sort_unique(std::vector<StateKey>& keys) {
  std::ranges::sort(keys);
  auto rest = std::ranges::unique(keys);
  keys.erase(rest.begin(), rest.end());
}

void append_keys(std::string& out, std::span<const StateKey> keys) {
  out.append(reinterpret_cast<const char*>(keys.data()), keys.size_bytes());
}

// The bytes of a file; errno where it cannot be read.
std::expected<std::string, int> read_all(const std::string& path) {
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status = {};
  if (!file || ::fstat(file.get(), &status) != 0) return std::unexpected(errno);
  if (!S_ISREG(status.st_mode)) return std::unexpected(EINVAL);
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t have = 0;
  while (have < bytes.size()) {
    ssize_t got = ::read(file.get(), bytes.data() + have, bytes.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::unexpected(errno);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

// Writes all of it to the disk; errno where that fails.
int write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t put = ::write(file, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return ::fsync(file) == 0 ? 0 : errno;
}

// So that the new name outlives a loss of power. Some file systems cannot.
void sync_folder_of(const std::string& path) {
  std::size_t slash = path.rfind('/');
  std::string folder = slash == std::string::npos ? "." : path.substr(0, slash);
  FileDescriptor opened(
      ::open((folder + "/").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened) ::fsync(opened.get());
}

}  // namespace

Result<ScanState> ScanState::read(const std::string& path,
                                  const Sha256& fingerprint) {
  auto bytes = read_all(path);
  if (!bytes && bytes.error() == ENOENT) return ScanState();
  if (!bytes) return unusable(describe_error(bytes.error()));
  return parse(std::move(*bytes), fingerprint);
}

Result<ScanState> ScanState::parse(std::string bytes,
                                   const Sha256& fingerprint) {
  if (!bytes.starts_with(kMagic)) return unusable("it is no state of stanch");
  if (bytes.size() < kHead + kSum) return unusable("it is cut short");
  if (number_at(bytes, 8, 4) != kVersion) {
    return unusable("it was written by another version of stanch");
  }
  const std::uint64_t packs = number_at(bytes, kHead - 16, 8);
  const std::uint64_t objects = number_at(bytes, kHead - 8, 8);
  const std::size_t room = bytes.size() - kHead - kSum;
  if (packs > room / kKey || objects > room / kKey ||
      (packs + objects) * kKey != room ||
      objects > std::numeric_limits<std::uint32_t>::max()) {
    return unusable("it is cut short or damaged");
  }
  std::string_view text(bytes);
  if (as_text(sha256(text.substr(0, text.size() - kSum))) !=
      text.substr(text.size() - kSum)) {
    return unusable("it is damaged: its checksum is wrong");
  }
  if (text.substr(16, 32) != as_text(fingerprint)) {
    return unusable(
        "it was written with other rules, another configuration or another "
        "version of stanch");
  }
  ScanState state;
  state.bytes_ = std::move(bytes);
  state.pack_count_ = packs;
  state.object_count_ = objects;
  if (!is_ascending(state.packs()) || !is_ascending(state.objects())) {
    return unusable("it is damaged: its ids are in no order");
  }
  if (objects == 0) return state;
  state.starts_.resize(kBuckets + 1);
  for (const StateKey& key : state.objects()) {
    ++state.starts_[bucket_of(key) + 1];
  }
  for (std::size_t i = 0; i < kBuckets; ++i) {
    state.starts_[i + 1] += state.starts_[i];
  }
  return state;
}

std::span<const StateKey> ScanState::packs() const {
  return keys_at(bytes_, pack_count_ == 0 ? 0 : kHead, pack_count_);
}

std::span<const StateKey> ScanState::objects() const {
  const std::size_t at = kHead + pack_count_ * kKey;
  return keys_at(bytes_, object_count_ == 0 ? 0 : at, object_count_);
}

bool ScanState::has(const ObjectId& id) const {
  if (object_count_ == 0) return false;
  const StateKey key = key_of(id);
  const std::size_t bucket = bucket_of(key);
  const std::uint32_t begin = starts_[bucket];
  return std::ranges::binary_search(
      objects().subspan(begin, starts_[bucket + 1] - begin), key);
}

bool ScanState::has_pack(const ObjectId& checksum) const {
  return std::ranges::binary_search(packs(), key_of(checksum));
}

void ScanStateWriter::keep(const ScanState& earlier) {
  std::ranges::copy(earlier.packs(), std::back_inserter(packs_));
  std::ranges::copy(earlier.objects(), std::back_inserter(objects_));
}

void ScanStateWriter::add(const ObjectId& id) {
  objects_.push_back(key_of(id));
}

void ScanStateWriter::add_pack(const ObjectId& checksum) {
  packs_.push_back(key_of(checksum));
}

std::string ScanStateWriter::bytes() {
  sort_unique(packs_);
  sort_unique(objects_);
  std::string out;
  out.reserve(kHead + (packs_.size() + objects_.size()) * kKey + kSum);
  out += kMagic;
  append_number(out, kVersion, 4);
  append_number(out, 0, 4);
  out += as_text(fingerprint_);
  append_number(out, packs_.size(), 8);
  append_number(out, objects_.size(), 8);
  append_keys(out, packs_);
  append_keys(out, objects_);
  out += as_text(sha256(out));
  return out;
}

Result<void> ScanStateWriter::write(const std::string& path) {
  const std::string all = bytes();
  // Beside what the path leads to, so that a link stays one.
  std::string place = path;
  if (char* real = ::realpath(path.c_str(), nullptr)) {
    place = real;
    std::free(real);
  }
  auto failed = [&path](const std::string& reason) {
    return fail(ErrorKind::kUnwritable,
                fmt::format("cannot write the state to {}: {}", path, reason));
  };
  struct stat status = {};
  if (::stat(place.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    return failed("it is no regular file");
  }
  std::string temporary = place + ".stanch-XXXXXX";
  FileDescriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  int error = file ? write_all(file.get(), all) : errno;
  if (error == 0 && std::rename(temporary.c_str(), place.c_str()) != 0) {
    error = errno;
  }
  if (error == 0) {
    sync_folder_of(place);
    return {};
  }
  if (file) ::unlink(temporary.c_str());
  return failed(describe_error(error));
}

}  // namespace stanch
