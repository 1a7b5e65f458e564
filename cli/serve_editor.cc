// SPDX-License-Identifier: Apache-2.0
#include "cli/serve_editor.h"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "core/utf8.h"

namespace stanch {
namespace {

using Json = nlohmann::json;

constexpr int kUnknownMethod = -32601;  // JSON-RPC 2.0, section 5.1
constexpr int kParseError = -32700;
constexpr int kInvalidRequest = -32600;
constexpr int kWholeTexts = 1;  // TextDocumentSyncKind.Full
constexpr std::string_view kFile = "file://";

std::string dumped(const Json& json) { return json.dump(-1, ' ', true); }

std::string reply(const Json& id, const char* key, Json value) {
  return dumped({{"jsonrpc", "2.0"}, {"id", id}, {key, std::move(value)}});
}

// The text at a pointer of a message; empty where there is none.
std::string text_at(const Json& json, const char* pointer) {
  Json::json_pointer place(pointer);
  if (!json.contains(place) || !json.at(place).is_string()) return {};
  return json.at(place).get<std::string>();
}

// RFC 8089, with RFC 3986's escapes; other addresses stay as they are.
std::string path_of(std::string_view uri) {
  if (!uri.starts_with(kFile)) return std::string(uri);
  uri.remove_prefix(kFile.size());
  std::string out;
  for (std::size_t i = 0; i < uri.size(); ++i) {
    unsigned char byte = 0;
    const char* digits = uri.data() + i + 1;
    if (uri[i] == '%' && i + 2 < uri.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += uri[i];
    }
  }
  return out;
}

std::string_view line_of(std::string_view text, std::uint64_t number) {
  while (--number > 0) text.remove_prefix(text.find('\n') + 1);
  return text.substr(0, text.find('\n'));
}

// How many UTF-16 units so many bytes of UTF-8 are: one for each character's
// first byte, and one more where the character has four.
std::size_t utf16_units(std::string_view bytes) {
  std::size_t out = 0;
  for (unsigned char byte : bytes) {
    out += ((byte & 0xC0U) != 0x80U ? 1 : 0) + (byte >= 0xF0U ? 1 : 0);
  }
  return out;
}

Json position(std::string_view text, const Position& place, std::size_t beyond,
              bool in_bytes) {
  std::size_t column = place.column - 1 + beyond;
  if (!in_bytes) {
    column = utf16_units(line_of(text, place.line).substr(0, column));
  }
  return {{"line", place.line - 1}, {"character", column}};
}

// DiagnosticSeverity: 1 error, 2 warning, 3 information.
int severity_of(const Finding& finding) {
  if (finding.severity >= Severity::kHigh) return 1;
  return finding.severity == Severity::kMedium ? 2 : 3;
}

}  // namespace

std::string EditorSession::diagnostics(const std::string& uri,
                                       std::string_view text) {
  std::string path = path_of(uri);
  if (!folder_.empty() && path.starts_with(folder_)) {
    path.erase(0, folder_.size());
  }
  Json found = Json::array();
  for (const Finding& finding : service_.scan(text, path)) {
    auto add = [&](const Occurrence& place) {
      if (place.start.line == 0) return;  // the file itself, by its name
      found.push_back({{"range",
                        {{"start", position(text, place.start, 0, in_bytes_)},
                         {"end", position(text, place.end, 1, in_bytes_)}}},
                       {"severity", severity_of(finding)},
                       {"code", utf8(finding.rule_id)},
                       {"source", "stanch"},
                       {"message", utf8(finding.title + ". " + finding.next)}});
    };
    add(finding.place);
    std::ranges::for_each(finding.other_places, add);
  }
  return dumped({{"jsonrpc", "2.0"},
                 {"method", "textDocument/publishDiagnostics"},
                 {"params", {{"uri", uri}, {"diagnostics", found}}}});
}

std::vector<std::string> EditorSession::answer(std::string_view message) {
  Json request = Json::parse(message, nullptr, /*allow_exceptions=*/false);
  if (!request.is_object()) {
    return {reply(nullptr, "error",
                  {{"code", kParseError}, {"message", "this is no JSON"}})};
  }
  // Lists in each other without end would be written by a recursion.
  if (request.contains("id") && !request["id"].is_primitive()) {
    return {reply(nullptr, "error",
                  {{"code", kInvalidRequest},
                   {"message", "an id is a number or a string"}})};
  }
  std::string method = text_at(request, "/method");
  std::string uri = text_at(request, "/params/textDocument/uri");
  if (method == "initialize") {
    folder_ = path_of(text_at(request, "/params/rootUri"));
    if (!folder_.empty() && !folder_.ends_with('/')) folder_ += '/';
    Json::json_pointer offered(
        "/params/capabilities/general/positionEncodings");
    in_bytes_ = request.contains(offered) &&
                std::ranges::count(request.at(offered), Json("utf-8")) > 0;
    return {reply(request["id"], "result",
                  {{"serverInfo", {{"name", "stanch"}}},
                   {"capabilities",
                    {{"positionEncoding", in_bytes_ ? "utf-8" : "utf-16"},
                     {"textDocumentSync",
                      {{"openClose", true}, {"change", kWholeTexts}}}}}})};
  }
  if (method == "textDocument/didOpen") {
    return {diagnostics(uri, text_at(request, "/params/textDocument/text"))};
  }
  if (method == "textDocument/didChange") {
    // The last of several whole texts is the one that counts.
    Json::json_pointer changes("/params/contentChanges");
    bool any = request.contains(changes) && request.at(changes).is_array() &&
               !request.at(changes).empty();
    if (!any) return {};
    return {diagnostics(uri, text_at(request.at(changes).back(), "/text"))};
  }
  if (method == "textDocument/didClose") return {diagnostics(uri, "")};
  if (method == "shutdown") {
    shut_down_ = true;
    return {reply(request["id"], "result", nullptr)};
  }
  if (method == "exit") ended_ = true;
  // Notifications that mean nothing to us are passed by; a request waits.
  if (method.empty() || !request.contains("id")) return {};
  return {reply(
      request["id"], "error",
      {{"code", kUnknownMethod}, {"message", "stanch has diagnostics only"}})};
}

}  // namespace stanch
