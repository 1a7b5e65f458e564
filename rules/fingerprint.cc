// SPDX-License-Identifier: Apache-2.0
#include "rules/fingerprint.h"

#include <string>
#include <string_view>
#include <vector>

namespace stanch {
namespace {

// Every value with its length, so that no two lists have the same bytes.
class Bytes {
 public:
  void add(std::string_view text) {
    add(text.size());
    bytes_ += text;
  }
  void add(std::size_t number) {
    bytes_.append(reinterpret_cast<const char*>(&number), sizeof(number));
  }
  void add(double number) {
    bytes_.append(reinterpret_cast<const char*>(&number), sizeof(number));
  }
  void add(const std::vector<std::string>& list) {
    add(list.size());
    for (const std::string& text : list) add(text);
  }

  void add(const Rule& rule) {
    for (const std::string* text :
         {&rule.id, &rule.title, &rule.provider, &rule.grants, &rule.next,
          &rule.expression, &rule.value, &rule.checksum, &rule.path}) {
      add(*text);
    }
    for (const auto* list : {&rule.triggers, &rule.trigger_expressions,
                             &rule.names, &rule.context, &rule.placeholders}) {
      add(*list);
    }
    add(static_cast<std::size_t>(rule.severity));
    add(static_cast<std::size_t>(rule.secret_group));
    add(static_cast<std::size_t>(rule.max_length));
    add(static_cast<std::size_t>(rule.boundary));
    add(static_cast<std::size_t>(rule.specificity));
    add(rule.entropy);
    add_of_gitleaks(rule);
  }

  void add_of_gitleaks(const Rule& rule) {
    add(static_cast<std::size_t>(rule.dialect));
    add(rule.keywords);
    add(rule.tags);
    add(rule.required.size());
    for (const RequiredRule& required : rule.required) {
      add(required.id);
      for (const auto& reach :
           {required.within_lines, required.within_columns}) {
        add(static_cast<std::size_t>(reach.has_value()));
        add(static_cast<std::size_t>(reach.value_or(0)));
      }
    }
    add(static_cast<std::size_t>(rule.is_component));
  }

  void add(const Allow& allow) {
    for (const auto* list :
         {&allow.rules, &allow.paths, &allow.commits, &allow.values,
          &allow.stopwords, &allow.fingerprints}) {
      add(*list);
    }
    add(static_cast<std::size_t>(allow.target));
    add(allow.folder);
  }

  Sha256 hash() const { return sha256(bytes_); }

 private:
  std::string bytes_;
};

}  // namespace

Sha256 fingerprint_of(std::span<const Rule> rules,
                      std::span<const Allow> allows) {
  Bytes bytes;
  bytes.add(rules.size());
  for (const Rule& rule : rules) bytes.add(rule);
  bytes.add(allows.size());
  for (const Allow& allow : allows) bytes.add(allow);
  return bytes.hash();
}

}  // namespace stanch
