// SPDX-License-Identifier: Apache-2.0
//
// One file a blob, "sha256-<digits>". A new one is written beside it and
// renamed, so what has the name is whole. The time of its last change is that
// of its last use.
#include "image/cached_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "core/posix.h"
#include "files/descriptor_stream.h"
#include "image/checked_stream.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUnfinished = ".new-";
// What an interrupted run left is nobody's after so long.
constexpr std::chrono::hours kAbandoned{24};

// A copy from the cache.
class CopyStream final : public ByteStream {
 public:
  CopyStream(std::unique_ptr<ByteStream> file, const BlobRef& blob,
             std::string path)
      : file_(std::move(file)),
        checked_(*file_, blob.name, blob.size),
        path_(std::move(path)) {}

  Result<std::size_t> read(std::span<char> room) override {
    auto got = checked_.read(room);
    if (got) return got;
    ::unlink(path_.c_str());
    return context("the copy in the cache, which was removed",
                   std::move(got.error()));
  }
  std::optional<std::uint64_t> size() const override { return checked_.size(); }

 private:
  std::unique_ptr<ByteStream> file_;
  CheckedStream checked_;
  std::string path_;
};

// Writes down what it passes on.
class KeepingStream final : public ByteStream {
 public:
  KeepingStream(std::unique_ptr<ByteStream> inner, const BlobRef& blob,
                std::string path, std::function<void()> kept)
      : inner_(std::move(inner)),
        checked_(*inner_, blob.name, blob.size),
        path_(std::move(path)),
        temporary_(path_.substr(0, path_.rfind('/') + 1)),
        kept_(std::move(kept)) {
    temporary_ += kUnfinished;
    temporary_ += "XXXXXX";
    file_ = FileDescriptor(::mkostemp(temporary_.data(), O_CLOEXEC));
  }
  ~KeepingStream() override { drop(); }
  KeepingStream(const KeepingStream&) = delete;
  KeepingStream& operator=(const KeepingStream&) = delete;

  Result<std::size_t> read(std::span<char> room) override {
    auto got = checked_.read(room);
    if (!got) {
      drop();
    } else if (*got == 0) {
      finish();
    } else {
      write(room.first(*got));
    }
    return got;
  }
  std::optional<std::uint64_t> size() const override { return checked_.size(); }

 private:
  void write(std::span<const char> bytes) {
    while (file_ && !bytes.empty()) {
      ssize_t put = ::write(file_.get(), bytes.data(), bytes.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return drop();
      bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
  }
  void drop() {
    if (!file_) return;
    file_ = FileDescriptor();
    ::unlink(temporary_.c_str());
  }
  void finish() {
    if (!file_) return;
    if (std::rename(temporary_.c_str(), path_.c_str()) != 0) return drop();
    file_ = FileDescriptor();
    kept_();
  }

  std::unique_ptr<ByteStream> inner_;
  CheckedStream checked_;
  std::string path_, temporary_;
  std::function<void()> kept_;
  FileDescriptor file_;
};

}  // namespace

CachedStore::CachedStore(std::unique_ptr<BlobStore> inner, BlobCache cache)
    : inner_(std::move(inner)), cache_(std::move(cache)) {
  std::error_code ignored;
  fs::path folder(cache_.folder);
  if (folder.has_parent_path()) {
    fs::create_directories(folder.parent_path(), ignored);
  }
  ::mkdir(cache_.folder.c_str(), S_IRWXU);
}

std::string CachedStore::file_of(const BlobRef& blob) const {
  std::string name = blob.name;
  std::ranges::replace(name, ':', '-');
  return cache_.folder + "/" + name;
}

Result<std::unique_ptr<ByteStream>> CachedStore::open(const BlobRef& blob) {
  if (!is_digest(blob.name)) return inner_->open(blob);
  std::string path = file_of(blob);
  if (auto copy = open_file_stream(path)) {
    ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0);
    return std::make_unique<CopyStream>(std::move(*copy), blob, path);
  }
  auto stream = inner_->open(blob);
  if (!stream || blob.size.value_or(0) > cache_.most) return stream;
  return std::make_unique<KeepingStream>(std::move(*stream), blob,
                                         std::move(path), [this] { trim(); });
}

void CachedStore::trim() {
  std::scoped_lock lock(mutex_);
  struct Kept {
    fs::file_time_type used;
    fs::path path;
    std::uintmax_t size;
  };
  std::vector<Kept> all;
  std::uintmax_t total = 0;
  std::error_code error;
  auto now = fs::file_time_type::clock::now();
  for (fs::directory_iterator at(cache_.folder, error), end;
       !error && at != end; at.increment(error)) {
    std::string name = at->path().filename();
    std::error_code gone;
    auto used = at->last_write_time(gone);
    std::uintmax_t size = gone ? 0 : at->file_size(gone);
    if (gone) continue;
    if (name.starts_with(kUnfinished)) {
      if (now - used > kAbandoned) fs::remove(at->path(), gone);
    } else if (name.starts_with("sha")) {
      all.push_back({used, at->path(), size});
      total += size;
    }
  }
  std::ranges::sort(all, {}, [](const Kept& kept) {
    return std::pair(kept.used, kept.path);
  });
  for (const Kept& kept : all) {
    if (total <= cache_.most) return;
    std::error_code gone;
    if (fs::remove(kept.path, gone)) total -= kept.size;
  }
}

}  // namespace stanch
