// SPDX-License-Identifier: Apache-2.0
#include "image/json_texts.h"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "image/blob_store.h"

namespace stanch {
namespace {

using Json = nlohmann::ordered_json;

constexpr unsigned kDeepestValue = 64;
constexpr std::size_t kIdDigits = 64;

bool is_id(std::string_view text) {
  return is_digest(text) ||
         (text.size() == kIdDigits &&
          text.find_first_not_of("0123456789abcdef") == text.npos);
}

// Keys of which the format says what they mean, so that they are no name of
// the value: a command is a command.
bool is_plain(std::string_view key) {
  constexpr std::array<std::string_view, 4> kPlain = {"created_by", "comment",
                                                      "author", "created"};
  return std::ranges::count(kPlain, key) > 0;
}

class Walk {
 public:
  explicit Walk(std::vector<JsonText>& out) : out_(out) {}

  void value(const Json& json, const std::string& path, std::string_view key,
             unsigned depth) {
    if (depth > kDeepestValue) return;
    if (json.is_string()) {
      add(json.get_ref<const std::string&>(), path, key);
    } else if (json.is_object()) {
      for (const auto& [name, inner] : json.items()) {
        value(inner, path + "/" + name, name, depth + 1);
      }
    } else if (json.is_array()) {
      list(json, path, key, depth);
    }
  }

 private:
  void add(const std::string& text, const std::string& path,
           std::string_view key) {
    if (text.empty() || is_id(text)) return;
    bool has_name = !key.empty() && !is_plain(key);
    out_.push_back({path, has_name ? std::string(key) + "=" + text : text});
  }

  void list(const Json& json, const std::string& path, std::string_view key,
            unsigned depth) {
    std::size_t number = 0;
    for (const Json& inner : json) {
      std::string name = std::to_string(number++);
      if (key == "Env" && inner.is_string()) {
        const auto& text = inner.get_ref<const std::string&>();
        if (text.find('=') != text.npos) name = text.substr(0, text.find('='));
      }
      value(inner, path + "/" + name, {}, depth + 1);
    }
  }

  std::vector<JsonText>& out_;
};

}  // namespace

std::vector<JsonText> json_texts(std::string_view json,
                                 std::string_view prefix) {
  std::vector<JsonText> out;
  Json parsed = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (parsed.is_discarded()) return out;
  Walk(out).value(parsed, std::string(prefix), {}, 0);
  for (JsonText& text : out) {
    if (prefix.empty() && text.path.starts_with('/')) text.path.erase(0, 1);
  }
  return out;
}

}  // namespace stanch
