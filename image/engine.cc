// SPDX-License-Identifier: Apache-2.0
#include "image/engine.h"

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <sys/stat.h>
#include <nlohmann/json.hpp>

#include "core/environment.h"
#include "image/json_texts.h"
#include "net/http_settings.h"
#include "net/http_stream.h"
#include "net/url.h"

namespace stanch {
namespace {

using Json = nlohmann::ordered_json;

bool is_socket(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode);
}

std::string_view name_of(EngineKind kind) {
  return kind == EngineKind::kDocker ? "docker" : "podman";
}

std::vector<std::string> usual_sockets(EngineKind kind) {
  std::vector<std::string> out;
  std::string run = environment("XDG_RUNTIME_DIR");
  if (kind == EngineKind::kDocker) {
    out = {"/var/run/docker.sock"};
    if (!run.empty()) out.push_back(run + "/docker.sock");
  } else {
    if (!run.empty()) out.push_back(run + "/podman/podman.sock");
    out.emplace_back("/run/podman/podman.sock");
  }
  return out;
}

// The host of these URLs is the socket's other end, whatever it is called.
std::string url_of(std::string_view path) {
  return fmt::format("http://localhost{}", path);
}

HttpResult ask(HttpClient& engine, HttpRequest request) {
  // It packs an image before the first byte comes.
  request.stall_timeout = std::chrono::minutes(10);
  request.total_timeout = {};
  request.compressed = false;
  HttpResult result = engine.send(request);
  if (!result || result->is_success()) return result;
  return std::unexpected(
      HttpError{HttpErrorKind::kProtocol,
                fmt::format("the engine says {} ({})",
                            result->status == 404 ? "that it has none" : "no",
                            result->status)});
}

// The answer of an engine, which it owns.
class EngineStream final : public ByteStream {
 public:
  EngineStream(std::unique_ptr<HttpClient> engine, const std::string& name)
      : engine_(std::move(engine)),
        stream_(open_http_stream(
            {.ask =
                 [this, path = "/images/" + url_encoded(name) + "/get"](
                     std::uint64_t, const auto& stream) {
                   return ask(*engine_,
                              {.url = url_of(path), .stream = stream});
                 },
             .resumes = false})) {}

  Result<std::size_t> read(std::span<char> room) override {
    return stream_->read(room);
  }

 private:
  std::unique_ptr<HttpClient> engine_;
  std::unique_ptr<ByteStream> stream_;
};

}  // namespace

std::optional<EngineImage> parse_engine_image(std::string_view text) {
  for (EngineKind kind : {EngineKind::kDocker, EngineKind::kPodman}) {
    std::string scheme = std::string(name_of(kind)) + "://";
    if (text.starts_with(scheme)) {
      return EngineImage{kind, std::string(text.substr(scheme.size()))};
    }
  }
  return std::nullopt;
}

Result<std::string> find_engine_socket(EngineKind kind) {
  const char* name =
      kind == EngineKind::kDocker ? "DOCKER_HOST" : "CONTAINER_HOST";
  std::string host = environment(name);
  if (host.starts_with("unix://")) return host.substr(7);
  if (!host.empty()) {
    return fail(ErrorKind::kUsage,
                fmt::format("{} names no Unix socket; there, run "
                            "`{} save IMAGE | stanch image -`",
                            name, name_of(kind)));
  }
  std::vector<std::string> places = usual_sockets(kind);
  auto found = std::ranges::find_if(places, is_socket);
  if (found != places.end()) return *found;
  return fail(ErrorKind::kUnreadable,
              fmt::format("{} does not run here: no socket at {} (or set {})",
                          name_of(kind), fmt::join(places, " or "), name));
}

Result<std::unique_ptr<HttpClient>> connect_engine(const std::string& socket) {
  // It is here or it is not: waiting does not help.
  return make_http_client({.unix_socket = socket, .manners = {.attempts = 1}});
}

std::unique_ptr<ByteStream> open_engine_image(
    std::unique_ptr<HttpClient> engine, const std::string& name) {
  return std::make_unique<EngineStream>(std::move(engine), name);
}

void ContainersSource::split(TaskContext& context) {
  auto unreadable = [&](const std::string& what, std::string reason) {
    context.skip({what, std::move(reason), Skipped::Why::kUnreadable});
  };
  auto list = ask(*engine_, {.url = url_of("/containers/json")});
  if (!list) return unreadable("containers", list.error().message);
  Json json = Json::parse(list->body.reveal(), nullptr, false);
  if (!json.is_array()) return unreadable("containers", "not a list in JSON");
  std::vector<std::string> ids;
  for (const Json& container : json) {
    if (container.is_object() && container.contains("Id") &&
        container["Id"].is_string()) {
      ids.push_back(container["Id"].get<std::string>());
    }
  }
  std::ranges::sort(ids);
  for (const std::string& id : ids) scan_container(id, context);
}

void ContainersSource::scan_container(const std::string& id,
                                      TaskContext& context) {
  auto answer = ask(
      *engine_, {.url = url_of("/containers/" + url_encoded(id) + "/json")});
  if (!answer) {
    return context.skip(
        {id, answer.error().message, Skipped::Why::kUnreadable});
  }
  Json json = Json::parse(answer->body.reveal(), nullptr, false);
  if (!json.is_object()) {
    return context.skip(
        {id, "not an object in JSON", Skipped::Why::kUnreadable});
  }
  std::string name = json.value("Name", id);
  if (name.starts_with('/')) name.erase(0, 1);
  for (const JsonText& text : json_texts(answer->body.reveal(), name)) {
    Provenance provenance{"container", text.path, {}};
    context.scan({text.text, provenance});
  }
}

}  // namespace stanch
