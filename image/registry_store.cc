// SPDX-License-Identifier: Apache-2.0
#include "image/registry_store.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fnmatch.h>

#include "core/digest.h"
#include "net/http_stream.h"

namespace stanch {
namespace {

constexpr const char* kManifestTypes[] = {
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
};

bool is_manifest(std::string_view media_type) {
  return std::ranges::find(kManifestTypes, media_type) !=
         std::end(kManifestTypes);
}

std::string digest_like(std::string_view wanted, std::string_view bytes) {
  bool is_512 = wanted.starts_with("sha512:");
  DigestStream sum(is_512 ? DigestStream::Kind::kSha512
                          : DigestStream::Kind::kSha256);
  sum.add(bytes);
  return (is_512 ? "sha512:" : "sha256:") + sum.end();
}

class TextStream final : public ByteStream {
 public:
  explicit TextStream(std::string text) : text_(std::move(text)) {}

  Result<std::size_t> read(std::span<char> room) override {
    std::size_t size = text_.copy(room.data(), room.size(), at_);
    at_ += size;
    return size;
  }
  std::optional<std::uint64_t> size() const override { return text_.size(); }

 private:
  const std::string text_;
  std::size_t at_ = 0;
};

bool matches_one(const std::vector<std::string>& globs,
                 const std::string& name) {
  return std::ranges::any_of(globs, [&](const std::string& glob) {
    return ::fnmatch(glob.c_str(), name.c_str(), 0) == 0;
  });
}

}  // namespace

RegistryStore::RegistryStore(std::unique_ptr<RegistryClient> client,
                             RegistryChoice choice)
    : client_(std::move(client)), choice_(std::move(choice)) {}

Result<std::vector<std::string>> RegistryStore::repositories() {
  if (!choice_.catalog) return std::vector{choice_.reference.repository};
  auto names =
      client_->list({.path = "/v2/_catalog", .repository = ""}, "repositories");
  if (!names) return names;
  std::erase_if(*names, [&](const std::string& name) {
    bool wanted = choice_.include.empty() || matches_one(choice_.include, name);
    // A name that is none would lead the request somewhere else.
    return !wanted || matches_one(choice_.exclude, name) ||
           !parse_reference("localhost/" + name);
  });
  std::ranges::sort(*names);
  return names;
}

Result<std::vector<BlobRef>> RegistryStore::roots() {
  auto names = repositories();
  if (!names) return std::unexpected(std::move(names.error()));
  std::vector<BlobRef> out;
  for (const std::string& name : *names) {
    if (!choice_.all_tags && !choice_.catalog) {
      BlobRef only = root(name, choice_.reference.version());
      auto failed = failed_.find(only.name);
      if (failed != failed_.end()) return std::unexpected(failed->second);
      out.push_back(std::move(only));
      continue;
    }
    auto tags = client_->list(
        {.path = "/v2/" + name + "/tags/list", .repository = name}, "tags");
    if (!tags) {
      failed_.insert_or_assign(name, std::move(tags.error()));
      out.push_back({.name = name, .tag = name});
      continue;
    }
    std::ranges::sort(*tags);
    for (const std::string& tag : *tags) out.push_back(root(name, tag));
  }
  return out;
}

BlobRef RegistryStore::root(const std::string& repository,
                            const std::string& version) {
  RegistryReference reference{choice_.reference.registry, repository, {}, {}};
  (is_digest(version) ? reference.digest : reference.tag) = version;
  BlobRef out{.name = reference.text(), .tag = reference.text()};
  auto text = manifest(repository, version, &out.media_type);
  std::scoped_lock lock(mutex_);
  if (!text) {
    failed_.insert_or_assign(out.name, std::move(text.error()));
    return out;
  }
  out.name = digest_like(version, *text);
  out.size = text->size();
  manifests_.insert_or_assign(out.name, std::move(*text));
  return out;
}

Result<std::string> RegistryStore::manifest(const std::string& repository,
                                            const std::string& version,
                                            std::string* media_type) {
  // A tag comes from the registry and is made a part of a path.
  RegistryClient::Question question{
      .path = fmt::format("/v2/{}/manifests/{}", repository,
                          is_digest(version) ? version : url_encoded(version)),
      .repository = repository,
      .accept = fmt::format("{}", fmt::join(kManifestTypes, ", ")),
      .max_body = kLongestManifest};
  auto response = client_->get(question);
  if (!response) return std::unexpected(to_error(response.error()));
  std::string text(response->body.reveal());
  auto said = response->headers.find("Docker-Content-Digest");
  if (said && is_digest(*said) && digest_like(*said, text) != *said) {
    return fail(ErrorKind::kUnreadable,
                "the manifest is not what its digest promises");
  }
  if (media_type != nullptr) {
    auto type = response->headers.find("Content-Type").value_or("");
    *media_type = type.substr(0, type.find(';'));
  }
  note_home(repository, text);
  return text;
}

void RegistryStore::note_home(const std::string& repository,
                              std::string_view manifest) {
  std::scoped_lock lock(mutex_);
  for (auto [algorithm, digits] : {std::pair{"sha256:", std::size_t{64}},
                                   std::pair{"sha512:", std::size_t{128}}}) {
    for (auto at = manifest.find(algorithm); at != manifest.npos;
         at = manifest.find(algorithm, at + 1)) {
      std::string digest(manifest.substr(at, 7 + digits));
      if (is_digest(digest)) homes_.try_emplace(std::move(digest), repository);
    }
  }
}

Result<std::unique_ptr<ByteStream>> RegistryStore::open(const BlobRef& blob) {
  std::string repository = choice_.reference.repository;
  {
    std::scoped_lock lock(mutex_);
    if (auto failed = failed_.find(blob.name); failed != failed_.end()) {
      return std::unexpected(failed->second);
    }
    if (auto known = manifests_.find(blob.name); known != manifests_.end()) {
      return std::make_unique<TextStream>(known->second);
    }
    auto home = homes_.find(blob.name);
    if (home != homes_.end()) repository = home->second;
  }
  if (!is_digest(blob.name)) {
    return fail(ErrorKind::kUnreadable, "it has no digest");
  }
  if (is_manifest(blob.media_type)) {
    auto text = manifest(repository, blob.name);
    if (!text) return std::unexpected(std::move(text.error()));
    return std::make_unique<TextStream>(std::move(*text));
  }
  return open_http_stream(
      {.ask =
           [this, repository, digest = blob.name](std::uint64_t offset,
                                                  const auto& stream) {
             return client_->get(
                 {.path = fmt::format("/v2/{}/blobs/{}", repository, digest),
                  .repository = repository,
                  .offset = offset,
                  .stream = stream});
           },
       .size = blob.size});
}

}  // namespace stanch
