// SPDX-License-Identifier: Apache-2.0
#include "tests/support/test_registry.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include <crypt.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base64.h"
#include "net/http_settings.h"
#include "net/url.h"

namespace stanch {
namespace {

using Json = nlohmann::json;

constexpr const char* kIndexType = "application/vnd.oci.image.index.v1+json";
constexpr const char* kImageType = "application/vnd.oci.image.manifest.v1+json";

const std::string& file_of(const ImageBuilder::Files& layout,
                           const std::string& path) {
  auto found =
      std::ranges::find(layout, path, &ImageBuilder::Files::value_type::first);
  if (found == layout.end()) throw std::runtime_error("no file " + path);
  return found->second;
}

const std::string& blob_of(const ImageBuilder::Files& layout,
                           const std::string& digest) {
  return file_of(layout, "blobs/sha256/" + digest.substr(7));
}

std::string bcrypt(const std::string& password) {
  crypt_data data{};
  // The lowest cost: a test waits for each login.
  const char* salt = "$2y$04$abcdefghijklmnopqrstuu";
  return ::crypt_r(password.c_str(), salt, &data);
}

}  // namespace

TestRegistry::TestRegistry(const std::string& user, const std::string& password)
    : port_(free_port()) {
  std::string auth;
  if (!user.empty()) {
    std::string file =
        folder_.write("htpasswd", user + ":" + bcrypt(password) + "\n");
    auth = fmt::format("auth: {{htpasswd: {{realm: test, path: {}}}}}\n", file);
    authorization_ = "Basic ";
    authorization_ += base64_text(user + ":" + password).reveal();
  }
  auto http = make_http_client({});
  if (!http) throw std::runtime_error(http.error().message);
  http_ = std::move(*http);
  start(auth);
}

void TestRegistry::start(const std::string& auth) {
  std::string config = fmt::format(
      "version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: "
      "{{rootdirectory: {}}}}}\nhttp: {{addr: '127.0.0.1:{}'}}\n{}",
      (folder_.path() / "data").string(), port_, auth);
  server_.reset();
  server_.emplace(
      ServerCommand{.words = {"docker-registry", "serve",
                              folder_.write("registry.yml", config)},
                    .is_ready = [this] { return accepts_connections(port_); }});
}

void TestRegistry::want_tokens(const std::string& realm,
                               const std::string& certificate) {
  start(
      fmt::format("auth: {{token: {{realm: '{}', service: test, issuer: "
                  "'stanch test', rootcertbundle: {}}}}}\n",
                  realm, certificate));
}

std::string TestRegistry::host() const {
  return fmt::format("127.0.0.1:{}", port_);
}

std::string TestRegistry::blob_file(const std::string& digest) const {
  std::string digits = digest.substr(7);
  return folder_.path() / "data/docker/registry/v2/blobs/sha256" /
         digits.substr(0, 2) / digits / "data";
}

HttpResponse TestRegistry::send(HttpRequest request) {
  if (!authorization_.empty()) {
    request.headers.push_back({"Authorization", authorization_});
  }
  auto response = http_->send(request);
  if (!response) throw std::runtime_error(response.error().message);
  if (response->status >= 300) {
    throw std::runtime_error(fmt::format(
        "the registry says {}: {}", response->status, response->body.reveal()));
  }
  return std::move(*response);
}

void TestRegistry::push_blob(const std::string& repository,
                             const std::string& digest,
                             const std::string& bytes) {
  auto begun = send({.method = "POST",
                     .url = fmt::format("http://{}/v2/{}/blobs/uploads/",
                                        host(), repository)});
  std::string where(begun.headers.find("Location").value());
  where += (where.find('?') == where.npos ? "?" : "&");
  where += "digest=" + url_encoded(digest);
  HttpRequest put{.method = "PUT", .url = where, .body = bytes};
  put.headers.push_back({"Content-Type", "application/octet-stream"});
  send(std::move(put));
}

void TestRegistry::push_manifest(const std::string& repository,
                                 const std::string& name,
                                 const std::string& text,
                                 const ImageBuilder::Files& layout) {
  Json json = Json::parse(text);
  bool is_index = json.contains("manifests");
  if (is_index) {
    for (const Json& child : json["manifests"]) {
      std::string digest = child["digest"];
      push_manifest(repository, digest, blob_of(layout, digest), layout);
    }
  } else {
    std::set<std::string> digests = {json["config"]["digest"]};
    for (const Json& layer : json["layers"]) digests.insert(layer["digest"]);
    for (const std::string& digest : digests) {
      push_blob(repository, digest, blob_of(layout, digest));
    }
  }
  HttpRequest put{.method = "PUT",
                  .url = fmt::format("http://{}/v2/{}/manifests/{}", host(),
                                     repository, name),
                  .body = text};
  std::string type =
      json.value("mediaType", is_index ? kIndexType : kImageType);
  put.headers.push_back({"Content-Type", type});
  send(std::move(put));
}

void TestRegistry::push(const std::string& repository, const std::string& tag,
                        const ImageBuilder::Files& layout) {
  push_manifest(repository, tag, file_of(layout, "index.json"), layout);
}

}  // namespace stanch
