// SPDX-License-Identifier: Apache-2.0
#include "response/json_document.h"

#include <cstdio>

#include <nlohmann/json.hpp>

namespace stanch {
namespace {

using Json = nlohmann::json;

void wipe_texts(Json& value) {
  if (auto* text = value.get_ptr<Json::string_t*>()) {
    wipe(text->data(), text->size());
  } else if (auto* list = value.get_ptr<Json::array_t*>()) {
    for (Json& part : *list) wipe_texts(part);
  } else if (auto* object = value.get_ptr<Json::object_t*>()) {
    for (auto& [key, part] : *object) wipe_texts(part);
  }
}

void visit_texts(
    const Json& value, const std::string& where,
    const std::function<void(const std::string&, std::string_view)>& visit) {
  if (value.is_string()) {
    visit(where, value.get_ref<const std::string&>());
  } else if (value.is_object()) {
    for (const auto& [key, part] : value.items()) {
      visit_texts(part, where + "/" + pointer_segment(key), visit);
    }
  } else if (value.is_array()) {
    std::size_t index = 0;
    for (const Json& part : value) {
      visit_texts(part, where + "/" + std::to_string(index++), visit);
    }
  } else if (value.is_number()) {
    std::string text = value.dump();
    visit(where, text);
    wipe(text.data(), text.size());
  }
}

// What a byte needs to stand in a string; empty where it can as it is.
std::string escape_of(char c) {
  if (c == '"') return "\\\"";
  if (c == '\\') return "\\\\";
  if (static_cast<unsigned char>(c) >= 0x20) return {};
  char code[8];
  std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
  return code;
}

}  // namespace

struct JsonDocument::Impl {
  Json json;
  ~Impl() { wipe_texts(json); }

  const Json* at(std::string_view place) const {
    try {
      Json::json_pointer pointer{std::string(place)};
      return json.contains(pointer) ? &json.at(pointer) : nullptr;
    } catch (const Json::exception&) {
      return nullptr;
    }
  }
};

JsonDocument::JsonDocument(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}
JsonDocument::~JsonDocument() = default;
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;

std::optional<JsonDocument> JsonDocument::parse(std::string_view text) {
  auto impl = std::make_unique<Impl>();
  impl->json = Json::parse(text, nullptr, false);
  if (impl->json.is_discarded()) return std::nullopt;
  return JsonDocument(std::move(impl));
}

bool JsonDocument::has(std::string_view place) const {
  return impl_->at(place) != nullptr;
}

bool JsonDocument::is_filled(std::string_view place) const {
  const Json* value = impl_->at(place);
  if (value == nullptr || value->is_null()) return false;
  return !value->is_string() || !text(place).empty();
}

bool JsonDocument::equals(std::string_view place, std::string_view json) const {
  const Json* value = impl_->at(place);
  return value != nullptr && *value == Json::parse(json, nullptr, false);
}

std::string_view JsonDocument::text(std::string_view place) const {
  const Json* value = impl_->at(place);
  if (value == nullptr || !value->is_string()) return {};
  return value->get_ref<const std::string&>();
}

std::int64_t JsonDocument::number(std::string_view place) const {
  const Json* value = impl_->at(place);
  if (value == nullptr || !value->is_number()) return 0;
  return value->get<std::int64_t>();
}

bool JsonDocument::is_true(std::string_view place) const {
  const Json* value = impl_->at(place);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

SecretText JsonDocument::json(std::string_view place) const {
  const Json* value = impl_->at(place);
  std::string text = value == nullptr ? "null" : value->dump();
  SecretText out(text);
  wipe(text.data(), text.size());
  return out;
}

std::vector<std::string> JsonDocument::keys(std::string_view place) const {
  std::vector<std::string> out;
  const Json* value = impl_->at(place);
  if (value == nullptr || !value->is_object()) return out;
  for (const auto& [key, part] : value->items()) out.push_back(key);
  return out;
}

std::vector<std::string> JsonDocument::texts(std::string_view place) const {
  std::vector<std::string> out;
  const Json* value = impl_->at(place);
  if (value == nullptr || !value->is_array()) return out;
  for (const Json& part : *value) {
    if (part.is_string()) out.push_back(part.get<std::string>());
  }
  return out;
}

void JsonDocument::each_text(
    std::string_view place,
    const std::function<void(const std::string&, std::string_view)>& visit)
    const {
  if (const Json* value = impl_->at(place)) visit_texts(*value, "", visit);
}

void append_json(SecretText& out, std::string_view text) {
  out.append("\"");
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string escaped = escape_of(text[i]);
    if (escaped.empty()) continue;
    out.append(text.substr(plain, i - plain)).append(escaped);
    plain = i + 1;
  }
  out.append(text.substr(plain)).append("\"");
}

SecretText json_object(
    std::initializer_list<std::pair<std::string_view, std::string_view>>
        texts) {
  SecretText out = "{";
  for (const auto& [key, value] : texts) {
    if (out.size() > 1) out.append(",");
    append_json(out, key);
    out.append(":");
    append_json(out, value);
  }
  return std::move(out.append("}"));
}

std::string json_quoted(std::string_view text) {
  SecretText out;
  append_json(out, text);
  return std::string(out.reveal());
}

std::string pointer_segment(std::string_view key) {
  std::string out;
  for (char c : key) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

}  // namespace stanch
