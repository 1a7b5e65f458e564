// SPDX-License-Identifier: Apache-2.0
#include "response/stored_text.h"

#include <nlohmann/json.hpp>

namespace stanch {
namespace {

// Keeps the order of members.
using OrderedJson = nlohmann::ordered_json;

// Its texts are wiped when it goes.
struct WipedObject {
  OrderedJson json;

  explicit WipedObject(std::string_view text)
      : json(OrderedJson::parse(text, nullptr, false)) {}
  ~WipedObject() {
    auto* members = json.get_ptr<OrderedJson::object_t*>();
    if (members == nullptr) return;
    for (auto& [key, value] : *members) {
      if (auto* bytes = value.get_ptr<std::string*>()) {
        wipe(bytes->data(), bytes->size());
      }
    }
  }
  WipedObject(const WipedObject&) = delete;
  WipedObject& operator=(const WipedObject&) = delete;

  bool is_object() const { return json.is_object(); }
};

}  // namespace

std::optional<TextMatch> match_text(std::string_view text,
                                    const LeakMatcher& matcher) {
  WipedObject object(text);
  if (object.is_object()) {
    for (const auto& [key, value] : object.json.items()) {
      if (!value.is_string()) continue;
      auto found = matcher.match(value.get_ref<const std::string&>());
      if (found) return TextMatch{key, std::move(*found)};
    }
  }
  auto found = matcher.match(text);
  if (!found) return std::nullopt;
  return TextMatch{"", std::move(*found)};
}

std::optional<SecretText> text_field(std::string_view text,
                                     const std::string& field) {
  if (field.empty()) return SecretText(text);
  WipedObject object(text);
  if (!object.is_object()) return std::nullopt;
  auto found = object.json.find(field);
  if (found == object.json.end() || !found->is_string()) return std::nullopt;
  return SecretText(found->get_ref<const std::string&>());
}

std::optional<SecretText> with_fields(
    std::string_view text,
    const std::vector<std::pair<std::string, std::string_view>>& fields) {
  if (fields.empty()) return SecretText(text);
  if (fields.front().first.empty()) return SecretText(fields.front().second);
  WipedObject object(text);
  if (!object.is_object()) return std::nullopt;
  for (const auto& [key, value] : fields) {
    if (!key.empty()) object.json[key] = std::string(value);
  }
  std::string written =
      object.json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
  SecretText out(written);
  wipe(written.data(), written.size());
  return out;
}

}  // namespace stanch
