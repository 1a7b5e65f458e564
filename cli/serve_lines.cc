// SPDX-License-Identifier: Apache-2.0
#include "cli/serve_lines.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "cli/request_stream.h"
#include "core/base64.h"
#include "core/nearest.h"
#include "reporters/json_string.h"

namespace stanch {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 4> kKeys = {"id", "text", "base64",
                                                   "path"};

std::string refusal(const std::string& id, std::string_view why) {
  return fmt::format("{{\"id\":{},\"error\":{}}}\n", id, json_string(why));
}

// What is wrong with the keys of a request, or nothing.
std::optional<std::string> mistake_in(const Json& request) {
  for (const auto& [key, value] : request.items()) {
    if (key == "id") {
      if (value.is_primitive()) continue;
      return "\"id\" must be a number or a string";
    }
    if (std::ranges::count(kKeys, key) > 0) {
      if (value.is_string()) continue;
      return fmt::format("\"{}\" must be a string", key);
    }
    std::string near = nearest(key, kKeys);
    return near.empty()
               ? "unknown key; there are id, text, base64 and path"
               : fmt::format("unknown key \"{}\"; did you mean \"{}\"?", key,
                             near);
  }
  if (request.contains("text") == request.contains("base64")) {
    return "give what to scan as \"text\", or as \"base64\" for any bytes";
  }
  return std::nullopt;
}

}  // namespace

std::string answer_line(BufferService& service, std::string_view line) {
  Json request = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!request.is_object()) {
    return refusal("null", "a request is a JSON object on one line, in UTF-8");
  }
  std::string id = "null";
  // Lists in each other without end would be written by a recursion.
  if (request.contains("id") && request["id"].is_primitive()) {
    id = request["id"].dump(-1, ' ', true);
  }
  if (auto mistake = mistake_in(request)) return refusal(id, *mistake);

  std::optional<SecretText> decoded;
  std::string_view bytes;
  if (request.contains("base64")) {
    decoded = base64_bytes(request["base64"].get_ref<const std::string&>());
    if (!decoded) return refusal(id, "\"base64\" is not base64 (RFC 4648)");
    bytes = decoded->reveal();
  } else {
    bytes = request["text"].get_ref<const std::string&>();
  }
  std::string out = fmt::format("{{\"id\":{},\"findings\":[", id);
  bool first = true;
  for (const Finding& finding :
       service.scan(bytes, request.value("path", std::string()))) {
    if (!std::exchange(first, false)) out += ',';
    out += finding_json(finding, service.redact());
  }
  return out + "]}\n";
}

std::string answer_too_long() {
  return refusal("null", fmt::format("a line of more than {} MiB was passed by",
                                     RequestStream::kLongest >> 20U));
}

}  // namespace stanch
