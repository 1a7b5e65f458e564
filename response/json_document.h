// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/secret_text.h"

namespace stanch {

// An answer in JSON, which may hold secrets: its texts are wiped when it goes.
// Places in it are JSON pointers (RFC 6901): "/data/metadata/version". What is
// lent lasts as long as the document.
class JsonDocument {
 public:
  // Nothing where it is no JSON.
  static std::optional<JsonDocument> parse(std::string_view text);

  ~JsonDocument();
  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;

  bool has(std::string_view place) const;
  // Has it, and it is neither null nor an empty text.
  bool is_filled(std::string_view place) const;
  // Whether it is this value, written as JSON; false where that is none.
  bool equals(std::string_view place, std::string_view json) const;
  // Empty, 0 and false where it is missing or of another kind.
  std::string_view text(std::string_view place) const;
  std::int64_t number(std::string_view place) const;
  bool is_true(std::string_view place) const;
  // As it is written in JSON; "null" where it is missing.
  SecretText json(std::string_view place) const;
  // The keys of an object, or the texts of a list.
  std::vector<std::string> keys(std::string_view place) const;
  std::vector<std::string> texts(std::string_view place) const;
  // Every text below, with its place relative to there, "/user/password".
  // Numbers are given as they were written; `visit` keeps no view.
  void each_text(std::string_view place,
                 const std::function<void(const std::string& where,
                                          std::string_view text)>& visit) const;

 private:
  struct Impl;
  explicit JsonDocument(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Appends the text as a JSON string, quotes included (RFC 8259, section 7).
void append_json(SecretText& out, std::string_view text);
std::string json_quoted(std::string_view text);

// An object of texts, whose keys come in this order.
SecretText json_object(
    std::initializer_list<std::pair<std::string_view, std::string_view>> texts);

// One segment of a JSON pointer.
std::string pointer_segment(std::string_view key);

}  // namespace stanch
