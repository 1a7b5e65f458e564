// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "net/http_client.h"
#include "tests/support/image_builder.h"
#include "tests/support/server_process.h"
#include "tests/support/temp_dir.h"

namespace stanch {

// A registry of Debian's docker-registry on loopback, its blobs in a folder
// that goes with it. Ask wanted_program("docker-registry") first.
class TestRegistry {
 public:
  // With a user it wants Basic authentication (bcrypt, as it insists).
  explicit TestRegistry(const std::string& user = {},
                        const std::string& password = {});

  // From now on it wants a token of this server, signed by what the
  // certificate is of (tests/support/token_server.py).
  void want_tokens(const std::string& realm, const std::string& certificate);

  std::string host() const;  // "127.0.0.1:5000"
  unsigned port() const { return port_; }
  // Pushes an OCI layout (ImageBuilder::oci()) under a tag.
  void push(const std::string& repository, const std::string& tag,
            const ImageBuilder::Files& layout);
  // Where a blob lies on the disk.
  std::string blob_file(const std::string& digest) const;
  // The Authorization header that it wants; may be empty.
  const std::string& authorization() const { return authorization_; }

 private:
  void start(const std::string& auth);
  HttpResponse send(HttpRequest request);
  void push_blob(const std::string& repository, const std::string& digest,
                 const std::string& bytes);
  void push_manifest(const std::string& repository, const std::string& name,
                     const std::string& text,
                     const ImageBuilder::Files& layout);

  TempDir folder_;
  std::string authorization_;
  std::unique_ptr<HttpClient> http_;
  unsigned port_ = 0;
  std::optional<ServerProcess> server_;
};

}  // namespace stanch
