// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_forge.h"

#include <filesystem>
#include <stdexcept>

#include <fmt/core.h>

#include "response/json_document.h"

namespace stanch {
namespace {

std::string shown(const std::string& id, const FakeForge::Key& key) {
  // What GitHub, GitLab and Gitea have; each client reads its own.
  return fmt::format(
      R"({{"id":{},"title":{},"key":{},"read_only":{},"can_push":{}}})", id,
      json_quoted(key.title), json_quoted(key.line), key.read_only,
      !key.read_only);
}

}  // namespace

FakeForge::FakeForge() {
  auto listener = HttpListener::open("127.0.0.1:0");
  if (!listener) throw std::runtime_error(listener.error().message);
  base_ = "http://" + listener->address();
  set_reachable(true);
  publish();
  thread_ = std::jthread([this, on = std::move(*listener)]() mutable {
    on.serve([this](const ServedRequest& request) { return answer(request); },
             over_);
  });
}

FakeForge::~FakeForge() { over_ = true; }

void FakeForge::set_reachable(bool reachable) {
  std::string known = folder_.path() / "authorized";
  std::string path = folder_.write(
      "bin/ssh",
      reachable
          ? "#!/bin/sh\nfor key in $(ssh-add -L | cut -d' ' -f2); do\n"
            "grep -qF \"$key\" '" +
                known +
                "' && echo \"Hi! You've successfully authenticated, but there "
                "is no shell\" && exit 1\ndone\n"
                "echo 'git@forge: Permission denied (publickey).'\nexit 255\n"
          : "#!/bin/sh\necho 'ssh: connect: Connection refused'\nexit 255\n");
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
}

void FakeForge::publish() {
  std::string lines;
  for (const auto& [id, key] : keys_) lines += key.line + "\n";
  folder_.write("authorized", lines);
}

std::map<std::string, FakeForge::Key> FakeForge::keys() {
  std::scoped_lock lock(mutex_);
  return keys_;
}

std::string FakeForge::add(const Key& key) {
  std::scoped_lock lock(mutex_);
  std::string id = std::to_string(++last_);
  keys_[id] = key;
  publish();
  return id;
}

void FakeForge::clear() {
  std::scoped_lock lock(mutex_);
  keys_.clear();
  publish();
}

ServedAnswer FakeForge::answer(const ServedRequest& request) {
  auto token = request.headers.find("PRIVATE-TOKEN");
  if (!token) token = request.headers.find("Authorization");
  if (!token || !token->ends_with(kToken)) {
    return {401, R"({"message":"Bad credentials"})"};
  }
  if (request.method == "POST") {
    auto json = JsonDocument::parse(request.body.reveal());
    if (!json) return {400, "{}"};
    Key key{std::string(json->text("/title")), std::string(json->text("/key")),
            json->has("/can_push") ? !json->is_true("/can_push")
                                   : json->is_true("/read_only")};
    return {201, shown(add(key), key)};
  }
  std::scoped_lock lock(mutex_);
  if (request.method == "DELETE") {
    std::string id = request.path.substr(request.path.rfind('/') + 1);
    if (!lies) keys_.erase(id);
    publish();
    return {204, ""};
  }
  std::string rows;
  for (const auto& [id, key] : keys_) {
    rows += (rows.empty() ? "" : ",") + shown(id, key);
  }
  return {200, "[" + rows + "]"};
}

}  // namespace stanch
