// SPDX-License-Identifier: Apache-2.0
#include "response/vault/wrap_store.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include "core/posix.h"

namespace stanch {
namespace {

constexpr std::string_view kWrapPath = "sys/wrapping/wrap";
constexpr std::string_view kNotThere =
    "wrapping token is not valid or does not exist";

// Nothing where the file is not there, or empty.
std::optional<Secret> token_in(const std::string& file) {
  auto text = read_small_file(file, LastLink::kRefuse);
  if (!text || text->empty()) return std::nullopt;
  Secret out(*text);
  wipe(text->data(), text->size());
  return out;
}

// A new file that only we can read.
Answer<void> write_token(const std::string& file, std::string_view token) {
  FileDescriptor out(
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
             S_IRUSR | S_IWUSR));
  bool done = out &&
              ::write(out.get(), token.data(), token.size()) ==
                  static_cast<ssize_t>(token.size()) &&
              ::fsync(out.get()) == 0;
  if (done) return {};
  return call_error(CallFault::kUnavailable,
                    fmt::format("write {}: {}", file, describe_error(errno)));
}

}  // namespace

std::optional<WrapPlace> wrap_place(std::string_view store) {
  if (!store.starts_with(kWrapStore)) return std::nullopt;
  store.remove_prefix(kWrapStore.size());
  std::size_t colon = std::min(store.find(':'), store.size());
  WrapPlace out{.seconds = std::strtoll(
                    std::string(store.substr(0, colon)).c_str(), nullptr, 10),
                .file = std::string(store.substr(colon))};
  if (out.seconds <= 0 || !out.file.starts_with(":/")) return std::nullopt;
  out.file.erase(0, 1);
  return out;
}

std::string to_store(const WrapPlace& place) {
  return fmt::format("{}{}:{}", kWrapStore, place.seconds, place.file);
}

std::string VaultWrapStore::place() const {
  return fmt::format("{}/{}", vault_.name(), kWrapPath);
}

std::vector<std::string> VaultWrapStore::calls(Step step) const {
  if (step != Step::kStore) return {};
  return {
      fmt::format("POST {} for {} s: a token that opens the new value once "
                  "is written to {}",
                  kWrapPath, wrap_.seconds, wrap_.file)};
}

Answer<std::vector<std::string>> VaultWrapStore::preflight(
    std::span<const Step>) {
  auto out = vault_.missing_rights({{std::string(kWrapPath), "update"},
                                    {"sys/wrapping/lookup", "update"},
                                    {"auth/token/revoke", "update"}});
  if (!out) return out;
  std::string folder = wrap_.file.substr(0, wrap_.file.rfind('/') + 1);
  if (::access(wrap_.file.c_str(), F_OK) == 0) {
    out->push_back(wrap_.file + " is there already");
  } else if (::access(folder.c_str(), W_OK) != 0) {
    out->push_back(fmt::format("{}: {}", folder, describe_error(errno)));
  }
  return out;
}

Answer<bool> VaultWrapStore::waits(const Secret& token) {
  auto reply = vault_.send("POST", "sys/wrapping/lookup",
                           json_object({{"token", token.reveal()}}));
  if (!reply) return std::unexpected(std::move(reply.error()));
  if (reply->status == 400 && reply->first_error() == kNotThere) return false;
  if (!reply->is_success()) {
    return std::unexpected(vault_.error_of("look up a wrapped value", *reply));
  }
  if (reply->body.text("/data/creation_path") == kWrapPath &&
      reply->body.number("/data/creation_ttl") == wrap_.seconds) {
    return true;
  }
  return call_error(CallFault::kProtocol,
                    fmt::format("{}: what {} opens was made at {} for {} s, "
                                "not by us",
                                vault_.name(), wrap_.file,
                                reply->body.text("/data/creation_path"),
                                reply->body.number("/data/creation_ttl")));
}

// A token of an attempt that was interrupted.
Answer<void> VaultWrapStore::take_back() {
  if (auto token = token_in(wrap_.file)) {
    auto reply =
        vault_.ask("take a wrapped value back", "POST", "auth/token/revoke",
                   json_object({{"token", token->reveal()}}));
    if (!reply) return std::unexpected(std::move(reply.error()));
  }
  if (::unlink(wrap_.file.c_str()) == 0 || errno == ENOENT) return {};
  return call_error(
      CallFault::kUnavailable,
      fmt::format("remove {}: {}", wrap_.file, describe_error(errno)));
}

Answer<std::string> VaultWrapStore::perform(Step step, const StepInput& input) {
  if (step != Step::kStore) return std::string();
  if (auto gone = take_back(); !gone) {
    return std::unexpected(std::move(gone.error()));
  }
  auto reply = vault_.send("POST", std::string(kWrapPath),
                           json_object({{"value", input.fresh->reveal()},
                                        {"identity", input.successor}}),
                           wrap_.seconds);
  if (!reply) return std::unexpected(std::move(reply.error()));
  Secret token(reply->body.text("/wrap_info/token"));
  if (!reply->is_success() || token.empty()) {
    return std::unexpected(vault_.error_of("wrap the new value", *reply));
  }
  if (auto done = write_token(wrap_.file, token.reveal()); !done) {
    return std::unexpected(std::move(done.error()));
  }
  auto there = waits(token);
  if (!there) return std::unexpected(std::move(there.error()));
  if (*there) {
    return fmt::format("accessor {}, opens the new value once, for {} s",
                       reply->body.text("/wrap_info/accessor"), wrap_.seconds);
  }
  return call_error(
      CallFault::kConflict,
      fmt::format("{}: somebody opened the wrapped value at once", place()));
}

Answer<std::string> VaultWrapStore::undo(Step step, const StepInput&) {
  if (step != Step::kStore) return std::string();
  if (auto gone = take_back(); !gone) {
    return std::unexpected(std::move(gone.error()));
  }
  return std::string("the wrapped value is taken back");
}

Answer<std::vector<std::string>> VaultWrapStore::readers() {
  return std::vector<std::string>{
      fmt::format("whoever has {}, once", wrap_.file)};
}

Answer<std::vector<std::string>> VaultWrapStore::evidence(const Secret&) {
  std::vector<std::string> out;
  auto token = token_in(wrap_.file);
  if (!token) return out;
  auto there = waits(*token);
  if (!there) return std::unexpected(std::move(there.error()));
  out.push_back(*there ? fmt::format("nobody has opened the new value yet: {} "
                                     "does",
                                     wrap_.file)
                       : "the new value was opened, or its time is over");
  return out;
}

}  // namespace stanch
