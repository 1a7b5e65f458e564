// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "core/byte_stream.h"
#include "net/http_client.h"

namespace stanch {

// A long answer, read as it is needed: a thread of its own asks, some 8 MiB
// lie ready at most. A connection that breaks or stalls is taken up again where
// it ended (RFC 9110, section 14), as long as each try brings something; so
// what is read must not change meanwhile, as what has a digest does not.
struct HttpDownload {
  // Asks for the bytes from `offset` on, to be given to `stream`. What is no
  // success comes back as an error. Called on the stream's thread.
  std::function<HttpResult(
      std::uint64_t offset,
      const std::function<bool(const HttpResponse&, std::string_view)>& stream)>
      ask;
  std::optional<std::uint64_t> size = std::nullopt;  // where it is known
  // False: what broke is not asked for again.
  bool resumes = true;
};

// Deleting it ends the download.
std::unique_ptr<ByteStream> open_http_stream(HttpDownload download);

}  // namespace stanch
