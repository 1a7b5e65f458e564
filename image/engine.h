// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/byte_stream.h"
#include "core/result.h"
#include "core/source.h"
#include "net/http_client.h"

namespace stanch {

// Which program runs containers on this machine. Both speak Docker's API
// (version 1.24 and later) through a Unix socket.
enum class EngineKind { kDocker, kPodman };

// An image that an engine has: "docker://team/app:1.2".
struct EngineImage {
  EngineKind kind = EngineKind::kDocker;
  std::string name;
};

// None where the text begins with neither docker:// nor podman://.
std::optional<EngineImage> parse_engine_image(std::string_view text);

// Where an engine listens: DOCKER_HOST or CONTAINER_HOST (unix:// only; kUsage
// with a hint for tcp:// and ssh://), else the first usual place where a socket
// is.
Result<std::string> find_engine_socket(EngineKind kind);

// A client of that socket. It waits as long as an engine needs to pack an
// image.
Result<std::unique_ptr<HttpClient>> connect_engine(const std::string& socket);

// The image as `docker save` writes it. Owns the client.
std::unique_ptr<ByteStream> open_engine_image(
    std::unique_ptr<HttpClient> engine, const std::string& name);

// What `docker inspect` shows of every running container, to anybody who may
// ask the engine: variables, commands, labels. Origin "container", the path
// is NAME/Config/Env/VARIABLE.
class ContainersSource final : public Source {
 public:
  explicit ContainersSource(std::unique_ptr<HttpClient> engine)
      : engine_(std::move(engine)) {}

  void split(TaskContext& context) override;

 private:
  void scan_container(const std::string& id, TaskContext& context);

  std::unique_ptr<HttpClient> engine_;
};

}  // namespace stanch
