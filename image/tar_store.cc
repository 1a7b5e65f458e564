// SPDX-License-Identifier: Apache-2.0
//
// A member is found again by the offset of its head: a tar that begins there is
// a tar too. So its bytes are read by the same reader that read the heads.
#include "image/tar_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <utility>

#include <fmt/core.h>

#include "core/posix.h"
#include "files/archive_reader.h"
#include "image/layout_names.h"

namespace stanch {
namespace {

constexpr unsigned kMostLinks = 40;
constexpr std::size_t kMostMembers = 1'000'000;
// What lies in a tar is as large as it is there.
constexpr ArchiveLimits kNoLimits = {.ratio = UINT64_MAX, .total = UINT64_MAX};

// A file from one of its bytes on, read by several threads at once.
class PartStream final : public ByteStream {
 public:
  PartStream(int file, std::uint64_t from, std::uint64_t end)
      : file_(file), from_(from), end_(end), at_(from) {}

  Result<std::size_t> read(std::span<char> room) override {
    while (true) {
      ssize_t got =
          ::pread(file_, room.data(), room.size(), static_cast<off_t>(at_));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return fail(ErrorKind::kUnreadable, describe_error(errno));
      at_ += static_cast<std::uint64_t>(got);
      return static_cast<std::size_t>(got);
    }
  }
  std::optional<std::uint64_t> size() const override { return end_ - from_; }
  bool seek(std::uint64_t offset) override {
    at_ = from_ + offset;
    return true;
  }

 private:
  int file_;
  std::uint64_t from_, end_, at_;
};

// The bytes of one member.
class MemberStream final : public ByteStream {
 public:
  MemberStream(int file, std::uint64_t from, std::uint64_t end)
      : part_(file, from, end),
        archive_(part_, ArchiveKind::kTar, kNoLimits, use_, false) {}

  Result<void> begin() {
    ArchiveMember member;
    auto found = archive_.next(member);
    if (!found) return std::unexpected(std::move(found.error()));
    return {};
  }
  Result<std::size_t> read(std::span<char> room) override {
    return archive_.read(room);
  }

 private:
  PartStream part_;
  ArchiveUse use_;
  ArchiveReader archive_;
};

class TarStore final : public BlobStore {
 public:
  TarStore(FileDescriptor file, std::uint64_t size)
      : file_(std::move(file)), size_(size) {}

  // Reads the heads.
  Result<void> index() {
    PartStream stream(file_.get(), 0, size_);
    ArchiveUse use;
    ArchiveReader archive(stream, ArchiveKind::kTar, kNoLimits, use, false);
    ArchiveMember member;
    while (true) {
      auto more = archive.next(member);
      if (!more) return std::unexpected(std::move(more.error()));
      if (!*more) return {};
      note(member, archive.entry_offset());
      if (members_.size() + links_.size() > kMostMembers) {
        return fail(ErrorKind::kUnreadable,
                    fmt::format("has more than {} blobs", kMostMembers));
      }
    }
  }

  Result<std::vector<BlobRef>> roots() override {
    std::vector<BlobRef> out;
    for (std::string_view name : kRootNames) {
      if (find(std::string(name))) out.push_back({.name = std::string(name)});
    }
    return out;
  }

  Result<std::unique_ptr<ByteStream>> open(const BlobRef& blob) override {
    auto offset = find(blob.name);
    if (!offset) {
      return fail(ErrorKind::kUnreadable, blob.name + ": is not there");
    }
    auto stream = std::make_unique<MemberStream>(file_.get(), *offset, size_);
    if (auto begun = stream->begin(); !begun) {
      return context(blob.name, std::move(begun.error()));
    }
    return stream;
  }

  bool has(const BlobRef& blob) override { return find(blob.name).has_value(); }

 private:
  void note(const ArchiveMember& member, std::uint64_t offset) {
    std::string path = normal_path(member.path);
    if (!is_layout_name(path)) return;
    switch (member.type) {
      case ArchiveMember::Type::kFile:
        links_.erase(path);
        members_[std::move(path)] = offset;  // the last one counts
        break;
      case ArchiveMember::Type::kHardLink:
        links_[std::move(path)] = normal_path(member.link);
        break;
      case ArchiveMember::Type::kSymlink:
        links_[path] = normal_path(path + "/../" + member.link);
        break;
      default:
        break;
    }
  }

  std::optional<std::uint64_t> find(const std::string& name) const {
    for (std::string place : places_of(name)) {
      for (unsigned i = 0; i < kMostLinks; ++i) {
        auto link = links_.find(place);
        if (link == links_.end()) break;
        place = link->second;
      }
      auto member = members_.find(place);
      if (member != members_.end()) return member->second;
    }
    return std::nullopt;
  }

  FileDescriptor file_;
  std::uint64_t size_;
  std::map<std::string, std::uint64_t> members_;  // path to offset of the head
  std::map<std::string, std::string> links_;      // path to path
};

}  // namespace

Result<std::unique_ptr<BlobStore>> open_tar_store(const std::string& file) {
  FileDescriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!opened) return fail(ErrorKind::kUnreadable, describe_error(errno));
  off_t size = ::lseek(opened.get(), 0, SEEK_END);
  if (size < 0) return fail(ErrorKind::kUnreadable, describe_error(errno));
  auto store = std::make_unique<TarStore>(std::move(opened),
                                          static_cast<std::uint64_t>(size));
  auto indexed = store->index();
  auto roots = store->roots();
  if (roots && !roots->empty()) {
    if (!indexed) return std::unexpected(std::move(indexed.error()));
    return store;
  }
  return nullptr;
}

}  // namespace stanch
