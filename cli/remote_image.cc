// SPDX-License-Identifier: Apache-2.0
#include "cli/remote_image.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "image/cached_store.h"
#include "image/engine.h"
#include "image/registry_store.h"
#include "net/http_settings.h"

namespace stanch {
namespace {

bool looks_like_path(std::string_view name) {
  constexpr std::string_view kEndings[] = {".tar", ".tgz", ".gz",  ".zst",
                                           ".xz",  ".bz2", ".zip", ".json"};
  if (name.empty() || name == "-") return true;
  if (name[0] == '/' || name[0] == '.') return true;
  return std::ranges::any_of(kEndings, [&](std::string_view ending) {
    return name.ends_with(ending);
  });
}

Result<RegistryReference> reference_of(const std::string& name,
                                       const RemoteChoice& choice) {
  auto reference =
      choice.catalog ? parse_registry(name) : parse_reference(name);
  if (!reference && !choice.catalog) {
    reference.error().message += "; and there is no such file";
  }
  return reference;
}

Result<std::unique_ptr<HttpClient>> open_engine(EngineKind kind) {
  auto socket = find_engine_socket(kind);
  if (!socket) return std::unexpected(std::move(socket.error()));
  return connect_engine(*socket);
}

}  // namespace

bool is_remote_image(const std::string& name) {
  std::error_code ignored;
  return !looks_like_path(name) && !std::filesystem::exists(name, ignored);
}

bool is_engine_image(const std::string& name) {
  return parse_engine_image(name).has_value();
}

Result<std::unique_ptr<BlobStore>> open_registry_image(
    const std::string& name, const RemoteChoice& choice,
    const ScanRequest& request) {
  auto reference = reference_of(name, choice);
  if (!reference) return std::unexpected(std::move(reference.error()));
  std::string host = reference->api_host();
  std::string login_name = reference->registry;
  if (!choice.mirror.empty()) {
    auto mirror = parse_registry(choice.mirror);
    if (!mirror) {
      return context("--mirror", std::move(mirror.error()));
    }
    host = login_name = mirror->registry;
  }
  HttpSettings settings = http_settings_from_environment();
  settings.cancelled = request.options.interrupted;
  if (!choice.ca_file.empty()) {
    settings.ca_file = choice.ca_file;
    settings.ca_folder.clear();
  }
  if (choice.plain_http) settings.plain_http_hosts = {host};
  auto http = make_http_client(std::move(settings));
  if (!http) return std::unexpected(std::move(http.error()));
  RegistryOptions registry{.logins = login_places_from_environment(),
                           .plain_http = choice.plain_http,
                           .token_hosts = choice.token_hosts};
  if (!choice.auth_file.empty()) registry.logins.files = {choice.auth_file};
  auto client = std::make_unique<RegistryClient>(std::move(*http), login_name,
                                                 host, std::move(registry));
  RegistryChoice wanted{.reference = std::move(*reference),
                        .all_tags = choice.all_tags,
                        .catalog = choice.catalog,
                        .include = choice.include,
                        .exclude = choice.exclude};
  std::unique_ptr<BlobStore> store =
      std::make_unique<RegistryStore>(std::move(client), std::move(wanted));
  if (choice.cache_dir.empty()) return store;
  return std::make_unique<CachedStore>(
      std::move(store), BlobCache{choice.cache_dir, choice.cache_size});
}

Result<std::unique_ptr<ByteStream>> open_engine_stream(
    const std::string& name) {
  auto image = parse_engine_image(name);
  if (!image || image->name.empty()) {
    return fail(ErrorKind::kUsage,
                name + " needs the name of an image, or --containers");
  }
  auto engine = open_engine(image->kind);
  if (!engine) return std::unexpected(std::move(engine.error()));
  return open_engine_image(std::move(*engine), image->name);
}

Result<std::unique_ptr<Source>> open_containers(const std::string& name) {
  auto image = parse_engine_image(name);
  if (!image || !image->name.empty()) {
    return fail(ErrorKind::kUsage,
                "--containers goes with docker:// or podman://, without the "
                "name of an image");
  }
  auto engine = open_engine(image->kind);
  if (!engine) return std::unexpected(std::move(engine.error()));
  return std::make_unique<ContainersSource>(std::move(*engine));
}

}  // namespace stanch
