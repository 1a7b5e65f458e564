// SPDX-License-Identifier: Apache-2.0
#include "net/http_stream.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tests/support/catch.h"
#include "tests/support/fake_http.h"
#include "tests/support/served.h"

namespace stanch {
namespace {

using Sink = std::function<bool(const HttpResponse&, std::string_view)>;

struct ReadAll {
  std::string text;
  std::string error;
};

ReadAll read_all(HttpDownload download) {
  auto stream = open_http_stream(std::move(download));
  ReadAll out;
  std::array<char, 1000> room;
  for (;;) {
    auto size = stream->read(room);
    if (!size) {
      out.error = size.error().message;
      return out;
    }
    if (*size == 0) return out;
    out.text.append(room.data(), *size);
  }
}

std::string wanted(std::size_t size) {
  std::string out;
  for (std::size_t i = 0; out.size() < size; ++i) {
    out += fmt::format("{:07}\n", i);
  }
  out.resize(size);
  return out;
}

// Serves `text`; each answer but the last breaks after `piece` bytes.
struct Breaking {
  std::string text = wanted(10000);
  std::size_t piece = 3000;
  bool knows_ranges = true;
  std::vector<std::uint64_t> asked = {};

  HttpResult operator()(std::uint64_t offset, const Sink& stream) {
    asked.push_back(offset);
    HttpResponse head = fake_response(200);
    std::uint64_t from = knows_ranges ? offset : 0;
    if (from > 0) {
      head = fake_response(
          206, "", {{"Content-Range", fmt::format("bytes {}-9/10", from)}});
    }
    std::string_view rest = std::string_view(text).substr(from);
    std::size_t most = piece + (knows_ranges ? 0 : offset);
    bool breaks = rest.size() > most;
    rest = rest.substr(0, most);
    for (; !rest.empty();
         rest.remove_prefix(std::min<std::size_t>(700, rest.size()))) {
      if (!stream(head, rest.substr(0, 700))) return head;
    }
    if (!breaks) return head;
    return std::unexpected(HttpError{HttpErrorKind::kBroken, "it broke"});
  }
};

}  // namespace

TEST_CASE("a broken download goes on where it ended", "[net]") {
  for (bool knows_ranges : {true, false}) {
    Breaking server{.knows_ranges = knows_ranges};
    ReadAll got = read_all({.ask = std::ref(server)});
    CHECK(got.error.empty());
    CHECK(got.text == server.text);
    CHECK(server.asked == std::vector<std::uint64_t>{0, 3000, 6000, 9000});
  }
}

TEST_CASE("a download that brings nothing more ends", "[net]") {
  Breaking server{.piece = 0};
  ReadAll got = read_all({.ask = std::ref(server)});
  CHECK(got.error == "it broke");
  CHECK(server.asked.size() == 3);
  Breaking once;
  got = read_all({.ask = std::ref(once), .resumes = false});
  CHECK(got.error == "it broke");
  CHECK(got.text == once.text.substr(0, 3000));
}

TEST_CASE("bytes from somewhere else are not taken for the rest", "[net]") {
  for (const char* range :
       {"bytes 5000-9999/10000", "items 3-4/5", "bytes x"}) {
    ReadAll got = read_all(
        {.ask = [&](std::uint64_t offset, const Sink& sink) -> HttpResult {
          if (offset == 0) {
            sink(fake_response(200), "head");
            return std::unexpected(HttpError{HttpErrorKind::kBroken, "broke"});
          }
          sink(fake_response(206, "", {{"Content-Range", range}}), "tail");
          return fake_response(206);
        }});
    CHECK(got.text == "head");
    CHECK(got.error == "the server sent other bytes than asked for");
  }
}

TEST_CASE("a download that nobody reads to the end stops", "[net]") {
  ServerProcess server(misbehaving_server());
  auto client = impatient_client();
  auto stream = open_http_stream({.ask = [&](std::uint64_t, const Sink& sink) {
    HttpRequest request{.url = url_of(server, "/endless")};
    request.stream = sink;
    return client->send(request);
  }});
  std::array<char, 10> room;
  CHECK(stream->read(room).value() == 10);
  stream.reset();  // hangs where it does not
}

}  // namespace stanch
