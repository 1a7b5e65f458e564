// SPDX-License-Identifier: Apache-2.0
#include "net/exchange.h"

#include <algorithm>
#include <charconv>

namespace stanch {
namespace {

// Ours: real heads have a few KiB, and each of their lines is kept.
constexpr std::size_t kMaxHead = 256 << 10;

std::string_view trimmed(std::string_view text) {
  auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool is_token(std::string_view text) {
  auto may_stand = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) !=
               std::string_view::npos;
  };
  return !text.empty() && std::ranges::all_of(text, may_stand);
}

bool is_one_line(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != 0x7f);
  });
}

int status_of(std::string_view line) {
  int status = 0;
  auto space = line.find(' ');
  if (space == line.npos) return 0;
  std::string_view digits = line.substr(space + 1);
  std::from_chars(digits.data(), digits.data() + digits.size(), status);
  return status;
}

}  // namespace

Exchange::Exchange(const HttpRequest& request,
                   const std::atomic<bool>* cancelled)
    : request_(request),
      cancelled_(cancelled),
      last_byte_(std::chrono::steady_clock::now()) {}

bool Exchange::take_head(std::string_view line) {
  last_byte_ = std::chrono::steady_clock::now();
  head_bytes_ += line.size();
  if (head_bytes_ > kMaxHead) return stop(End::kTooLarge);
  if (body_began_) return true;  // a trailer says nothing that we ask for
  if (line.starts_with("HTTP/")) {
    response_.status = status_of(line);
    response_.headers = {};
  } else if (auto colon = line.find(':'); colon != line.npos) {
    response_.headers.add(trimmed(line.substr(0, colon)),
                          trimmed(line.substr(colon + 1)));
  }
  return true;
}

bool Exchange::take_body(std::string_view bytes) {
  body_began_ = true;
  bool wanted = true;
  if (request_.stream && response_.is_success()) {
    wanted = request_.stream(response_, bytes);
    response_.stopped = !wanted;
  } else if (bytes.size() > request_.max_body - response_.body.size()) {
    return stop(End::kTooLarge);
  } else {
    response_.body.append(bytes);
  }
  // Taken now: what the reader needed is not the server's delay.
  last_byte_ = std::chrono::steady_clock::now();
  return wanted || stop(End::kStopped);
}

bool Exchange::go_on(std::uint64_t uploaded) {
  if (cancelled_ != nullptr && cancelled_->load(std::memory_order_relaxed)) {
    return stop(End::kCancelled);
  }
  auto now = std::chrono::steady_clock::now();
  if (uploaded != uploaded_) last_byte_ = now;
  uploaded_ = uploaded;
  bool has_limit = request_.stall_timeout.count() > 0;
  if (has_limit && now - last_byte_ >= request_.stall_timeout) {
    return stop(End::kStalled);
  }
  return true;
}

std::optional<std::string_view> fault_of(const HttpRequest& request) {
  if (!is_token(request.method)) return "the method is not a word";
  for (const HttpHeader& header : request.headers) {
    if (!is_token(header.name)) return "the name of a header is not a word";
    if (!is_one_line(header.value.reveal())) {
      return "the value of a header holds a line break or a control character";
    }
  }
  return std::nullopt;
}

}  // namespace stanch
