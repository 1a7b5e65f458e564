// SPDX-License-Identifier: Apache-2.0
#include "image/registry_reference.h"

#include <algorithm>

#include <fmt/format.h>

#include "image/blob_store.h"

namespace stanch {
namespace {

constexpr std::string_view kHub = "docker.io";

bool is_low(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool is_word(char c) { return is_low(c) || (c >= 'A' && c <= 'Z') || c == '_'; }

// Low letters and digits, joined by one '.', one or two '_', or any '-'.
bool is_component(std::string_view text) {
  bool after_joint = true;
  for (std::size_t i = 0; i < text.size();) {
    if (is_low(text[i])) {
      after_joint = false;
      ++i;
      continue;
    }
    auto joint = text.substr(i, text.find_first_not_of("._-", i) - i);
    bool is_joint =
        joint == "." || joint == "_" || joint == "__" ||
        (!joint.empty() && joint.find_first_not_of('-') == joint.npos);
    if (after_joint || !is_joint) return false;
    after_joint = true;
    i += joint.size();
  }
  return !after_joint;
}

bool is_repository(std::string_view text) {
  if (text.size() > 255) return false;
  for (;;) {
    auto slash = text.find('/');
    if (!is_component(text.substr(0, slash))) return false;
    if (slash == text.npos) return true;
    text.remove_prefix(slash + 1);
  }
}

bool is_tag(std::string_view text) {
  auto may_follow = [](char c) { return is_word(c) || c == '.' || c == '-'; };
  return !text.empty() && text.size() <= 128 && is_word(text[0]) &&
         std::ranges::all_of(text, may_follow);
}

bool is_host(std::string_view text) {
  auto port = text.substr(std::min(text.size(), text.rfind(':')));
  if (text.starts_with('[')) {
    port = text.substr(std::min(text.size(), text.find(']') + 1));
  }
  bool good_port =
      port.empty() || (port.size() > 1 && port.size() < 7 &&
                       port.find_first_not_of("0123456789", 1) == port.npos);
  text.remove_suffix(port.size());
  if (text.starts_with('[')) {
    return good_port && text.size() > 2 &&
           text.find_first_not_of("0123456789abcdefABCDEF:", 1) ==
               text.size() - 1;
  }
  return good_port && !text.empty() && text[0] != '-' &&
         std::ranges::all_of(
             text, [](char c) { return is_word(c) || c == '.' || c == '-'; });
}

std::unexpected<Error> wrong(std::string_view text, std::string_view what) {
  return fail(ErrorKind::kUsage,
              fmt::format("{} is not the name of an image: {}", text, what));
}

}  // namespace

std::string RegistryReference::text() const {
  std::string out = registry;
  if (!repository.empty()) out += "/" + repository;
  if (!tag.empty()) out += ":" + tag;
  if (!digest.empty()) out += "@" + digest;
  return out;
}

std::string RegistryReference::api_host() const {
  return registry == kHub ? "registry-1.docker.io" : registry;
}

Result<RegistryReference> parse_reference(std::string_view text) {
  RegistryReference out;
  std::string_view rest = text;
  if (auto at = rest.find('@'); at != rest.npos) {
    out.digest = rest.substr(at + 1);
    rest = rest.substr(0, at);
    if (!is_digest(out.digest)) {
      return wrong(text, "after @ comes sha256: and 64 digits");
    }
  }
  auto slash = rest.find('/');
  std::string_view first = rest.substr(0, slash);
  bool has_host =
      slash != rest.npos &&
      (first == "localhost" || first.find_first_of(".:[") != first.npos);
  out.registry = has_host ? first : kHub;
  if (has_host) rest.remove_prefix(slash + 1);
  if (!is_host(out.registry)) return wrong(text, "its host is none");
  if (out.registry == "index.docker.io") out.registry = kHub;

  if (auto colon = rest.rfind(':'); colon != rest.npos) {
    out.tag = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
    if (!is_tag(out.tag)) {
      return wrong(text,
                   "a tag has up to 128 letters, digits, '_', '.' and '-'");
    }
  }
  out.repository = rest;
  if (!is_repository(out.repository)) {
    return wrong(text,
                 "a repository has lower-case letters and digits, joined by "
                 "'.', '_', '-' and '/'");
  }
  if (out.registry == kHub && rest.find('/') == rest.npos) {
    out.repository.insert(0, "library/");
  }
  if (out.tag.empty() && out.digest.empty()) out.tag = "latest";
  return out;
}

Result<RegistryReference> parse_registry(std::string_view text) {
  if (!is_host(text)) {
    return fail(ErrorKind::kUsage,
                fmt::format("{} is not the host of a registry", text));
  }
  RegistryReference out;
  out.registry = text;
  return out;
}

}  // namespace stanch
