// SPDX-License-Identifier: Apache-2.0
#include "scanner/reference.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace stanch {
namespace {

// In small letters; any case counts.
constexpr auto kStores = std::to_array<std::string_view>(
    // Where: 1Password, AWS, HashiCorp Vault, vals, Doppler, system keyrings,
    // Docker, Azure, Google, and a program's own surroundings.
    {"op://", "arn:", "vault:", "ssm:", "secretsmanager:", "ref+", "secret://",
     "doppler://", "keyring:", "keychain:", "/run/secrets/",
     "/var/run/secrets/", "@microsoft.keyvault(", "sm://", "gcpsm://", "akv://",
     "awssm://", "env:", "file:", "!ref", "!sub", "!getatt", "!secret", "!env",
     "!importvalue",
     // Encrypted: sops and hiera-eyaml, Jasypt, Ansible, Spring Cloud Config,
     // dotenvx, Travis.
     "enc[", "enc(", "!vault", "$ansible_vault;", "{cipher}",
     "encrypted:", "secure:"});

// What AWS KMS encrypts begins with these, in base64.
constexpr auto kKms =
    std::to_array<std::string_view>({"AQICAH", "AQECAH", "AQIDAH"});
constexpr std::size_t kShortestKms = 150;

// A Sealed Secret begins with the length, 512, of the key that RSA encrypts.
constexpr std::string_view kSealed = "Ag";
constexpr std::size_t kShortestSealed = 4 * 512 / 3;

constexpr auto kRoots = std::to_array<std::string_view>(
    {"process.env.", "os.environ", "ENV[", "System.", "self.", "this.",
     "config.", "settings.", "secrets.", "var.", "env.", "params.", "local.",
     "module.", "data.", "each.", "random_password."});

bool starts_with_any_case(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() &&
         std::ranges::equal(text.substr(0, lower.size()), lower, {},
                            [](unsigned char c) { return std::tolower(c); });
}

bool is_in_store(std::string_view value) {
  return std::ranges::any_of(kStores,
                             [&](std::string_view store) {
                               return starts_with_any_case(value, store);
                             }) ||
         (value.starts_with("projects/") && value.contains("/secrets/"));
}

bool is_ciphertext(std::string_view value) {
  if (value.size() >= kShortestKms &&
      std::ranges::any_of(kKms, [&](std::string_view mark) {
        return value.starts_with(mark);
      })) {
    return true;
  }
  return value.size() >= kShortestSealed && value.starts_with(kSealed) &&
         value[2] >= 'A' && value[2] <= 'D';
}

bool is_word(std::string_view text) {
  return is_identifier(text) && std::ranges::none_of(text, [](unsigned char c) {
           return std::isdigit(c);
         });
}

// `algorithm=HS_DEFAULT`: the next argument of a call.
bool is_argument(std::string_view value) {
  auto equals = value.find('=');
  return equals != value.npos && is_word(value.substr(0, equals)) &&
         is_word(value.substr(equals + 1));
}

// `s/SECRET=.*/SECRET=$NEW_SECRET/`: what a script puts in place.
bool is_in_script(std::string_view value) {
  if (value.starts_with(".*") || value.starts_with("[^")) return true;
  auto dollar = value.find('$');
  if (dollar == value.npos) return false;
  std::string_view name = value.substr(dollar + 1);
  name = name.substr(0, name.find_first_of("/}|,:;"));
  return name.contains('_') && is_word(name) &&
         std::ranges::none_of(name,
                              [](unsigned char c) { return std::islower(c); });
}

// `config.api.token`, `os.environ["X"]`, `get_token()`, `Foo::bar`: names
// joined by access operators, perhaps called or indexed, or cut off there.
bool is_in_code(std::string_view value) {
  if (value.starts_with("!!") && is_identifier(value.substr(2))) return true;
  if (is_argument(value) || is_in_script(value)) return true;
  auto call = value.find_first_of("([");
  if (call != value.npos && call > 0) {
    char last = value.back();
    std::string_view callee = value.substr(0, call);
    bool closes =
        call + 1 == value.size() || last == ')' || last == ']' || last == ';';
    return closes && std::ranges::all_of(callee, [](unsigned char c) {
             return std::isalnum(c) || std::string_view("_.:->").contains(c);
           });
  }
  if (std::ranges::none_of(kRoots, [&](std::string_view root) {
        return value.starts_with(root);
      })) {
    return false;
  }
  std::size_t from = 0;
  while (from <= value.size()) {
    std::size_t dot = std::min(value.find('.', from), value.size());
    if (!is_identifier(value.substr(from, dot - from))) return false;
    from = dot + 1;
  }
  return true;
}

}  // namespace

bool is_identifier(std::string_view text) {
  return !text.empty() &&
         !std::isdigit(static_cast<unsigned char>(text.front())) &&
         std::ranges::all_of(
             text, [](unsigned char c) { return std::isalnum(c) || c == '_'; });
}

bool is_reference(std::string_view value) {
  return is_in_store(value) || is_ciphertext(value) || is_in_code(value);
}

}  // namespace stanch
