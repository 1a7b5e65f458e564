// SPDX-License-Identifier: Apache-2.0
#include "net/http_stream.h"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace stanch {
namespace {

constexpr std::size_t kRoom = 4 << 20;
constexpr unsigned kFruitless = 3;  // tries in a row that bring nothing

bool is_passing(HttpErrorKind kind) {
  return kind == HttpErrorKind::kBroken || kind == HttpErrorKind::kStalled ||
         kind == HttpErrorKind::kConnect || kind == HttpErrorKind::kResolve;
}

// "bytes 200-510/511": 200.
std::optional<std::uint64_t> first_byte(const HttpResponse& head) {
  if (head.status != 206) return 0;
  auto range = head.headers.find("Content-Range");
  if (!range || !range->starts_with("bytes ")) return std::nullopt;
  std::uint64_t first = 0;
  auto [end, error] =
      std::from_chars(range->data() + 6, range->data() + range->size(), first);
  if (error != std::errc() || end == range->data() + range->size() ||
      *end != '-') {
    return std::nullopt;
  }
  return first;
}

class HttpStream final : public ByteStream {
 public:
  explicit HttpStream(HttpDownload download)
      : download_(std::move(download)), thread_([this] { fetch(); }) {}

  ~HttpStream() override {
    {
      std::scoped_lock lock(mutex_);
      is_closed_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  Result<std::size_t> read(std::span<char> room) override {
    if (taken_ == taking_.size() && !take_what_is_ready()) {
      if (error_) return std::unexpected(to_error(*error_));
      return 0;
    }
    std::size_t size = std::min(room.size(), taking_.size() - taken_);
    std::copy_n(taking_.data() + taken_, size, room.data());
    taken_ += size;
    return size;
  }

  std::optional<std::uint64_t> size() const override { return download_.size; }

 private:
  // Two buffers: while one is read the other is filled. False at the end.
  bool take_what_is_ready() {
    taking_.clear();
    taken_ = 0;
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !ready_.empty() || is_done_; });
    std::swap(taking_, ready_);
    changed_.notify_all();
    return !taking_.empty();
  }

  // The thread's work.
  void fetch() {
    std::optional<HttpError> error;
    for (unsigned fruitless = 0; fruitless < kFruitless;) {
      std::uint64_t before = received_;
      std::optional<std::uint64_t> at;  // where the next bytes belong
      std::optional<HttpError> wrong;
      HttpResult result = download_.ask(
          received_, [&](const HttpResponse& head, std::string_view bytes) {
            if (!at) at = first_byte(head);
            if (!at || *at > received_) {
              wrong = HttpError{HttpErrorKind::kProtocol,
                                "the server sent other bytes than asked for"};
              return false;
            }
            // A server that knows no ranges begins again.
            auto known = static_cast<std::size_t>(
                std::min<std::uint64_t>(received_ - *at, bytes.size()));
            *at += bytes.size();
            return put(bytes.substr(known));
          });
      error = wrong;
      if (!error && !result) error = std::move(result.error());
      if (!error || !download_.resumes || !is_passing(error->kind)) break;
      fruitless = received_ == before ? fruitless + 1 : 0;
    }
    std::scoped_lock lock(mutex_);
    error_ = std::move(error);
    is_done_ = true;
    changed_.notify_all();
  }

  bool put(std::string_view bytes) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ready_.size() < kRoom || is_closed_; });
    if (is_closed_) return false;
    ready_.append(bytes);
    received_ += bytes.size();
    changed_.notify_all();
    return true;
  }

  const HttpDownload download_;
  std::uint64_t received_ = 0;  // the thread's own
  std::string taking_;          // the reader's own
  std::size_t taken_ = 0;       // of it

  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::string ready_;
  std::optional<HttpError> error_;
  bool is_done_ = false;
  bool is_closed_ = false;

  std::thread thread_;  // last: it uses all above
};

}  // namespace

std::unique_ptr<ByteStream> open_http_stream(HttpDownload download) {
  return std::make_unique<HttpStream>(std::move(download));
}

}  // namespace stanch
