// SPDX-License-Identifier: Apache-2.0
//
// A name, perhaps more words up to one that says what kind of secret it is,
// then whatever languages and formats put between a name and its value:
//
//   ACME_API_KEY=v   acme.api.key: v   "acmeKey": "v"   setAcmeKey("v")
//   acme_client(token="v")   <acme><token>v</token>   key="acme" value="v"
//   - name: ACME_TOKEN\n  value: v   acme --token v   [acme]\nsecret = v
//   string AcmeKey { get; set; } = "v"   variable "acme_key" { default = "v" }
#include "rules/assignment.h"

#include <algorithm>

#include <fmt/format.h>

namespace stanch {
namespace {

// A shorter name is also the end of other words: box in inbox.
constexpr std::size_t kShortName = 5;

// What these match at the most is in kNameReach.
constexpr std::string_view kUsualKinds =
    "key|token|secret|pass|pwd|auth|cred|bearer|access|api|pat|"
    R"(client\(|\s-[kpt]\b)";
constexpr std::string_view kGap = R"([\w\s.\-"'{(\[\]:=,/?&<>$]{0,60}?)";
constexpr std::string_view kRestOfName = R"([\w.\-]{0,20})";
constexpr std::string_view kBetween = R"(["'`\s:=>,(|?&\\\])}<[@]{1,20})";
constexpr std::string_view kHops =
    "value|bearer|basic|token|/?key|text|/?name|string|str|char|const|default|"
    "is|[bruf]";
// What stands between a property's name in C# and its value, or a variable's
// in HCL: in place of the hops.
constexpr std::string_view kDeclaration =
    R"(\{ ?get; ?(?:(?:private )?(?:set|init); ?)?\}|)"
    R"(\{\s{1,4}(?:type\s{1,8}=\s?string\s{1,4})?default)";

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_letter_or_digit(char c) {
  return is_letter(c) || (c >= '0' && c <= '9');
}

// In Hyperscan's dialect as in RE2's.
std::string spelt(std::string_view words) {
  std::string out;
  for (char c : words) {
    if (c == ' ') {
      out += R"([ _.\-]?)";
    } else {
      if (c == '.') out += '\\';
      out += c;
    }
  }
  return out;
}

std::string alternatives(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& each : words) {
    if (!out.empty()) out += '|';
    out += spelt(each);
  }
  return out;
}

std::string name_expression(const std::string& name) {
  std::string anywhere = fmt::format("(?i:{})", spelt(name));
  if (name.size() > kShortName) return anywhere;
  std::string whole = fmt::format(R"((?:\b|[0-9_]){})", anywhere);
  if (!is_letter(name.front())) return whole;
  return fmt::format("{}|[a-z]{}(?i:{})", whole,
                     static_cast<char>(name.front() & ~0x20),
                     spelt(std::string_view(name).substr(1)));
}

}  // namespace

std::string_view assigned_name(std::string_view name) {
  bool right =
      name.size() >= 2 && name.size() <= kLongestName && name.front() != ' ' &&
      name.back() != ' ' && !name.contains("  ") &&
      std::ranges::all_of(name, [](char c) {
        return is_letter_or_digit(c) || c == ' ' || c == '.' || c == '-';
      });
  return right ? ""
               : "2 to 30 letters, digits, '.' and '-', with single blanks";
}

std::string assignment_expression(const Assignment& assignment) {
  std::string names;
  for (const std::string& name : assignment.names) {
    if (!names.empty()) names += '|';
    names += name_expression(name);
  }
  const bool usual = assignment.kinds.empty();
  std::string kind =
      fmt::format("(?:{}(?i:{}){}){}", kGap,
                  usual ? kUsualKinds : alternatives(assignment.kinds),
                  kRestOfName, usual ? "?" : "");
  return fmt::format("(?:{}){}{}(?:(?:(?i:{}){}){{0,2}}|(?:{}){})({})", names,
                     kind, kBetween, kHops, kBetween, kDeclaration, kBetween,
                     assignment.value);
}

std::vector<std::string> name_expressions(const Assignment& assignment) {
  std::vector<std::string> out;
  for (const std::string& name : assignment.names) {
    out.push_back(name_expression(name));
  }
  return out;
}

std::vector<std::string> name_triggers(const Assignment& assignment) {
  std::vector<std::string> out;
  for (const std::string& name : assignment.names) {
    out.push_back(fmt::format("(?i:{})", spelt(name)));
  }
  return out;
}

}  // namespace stanch
