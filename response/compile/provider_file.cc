// SPDX-License-Identifier: Apache-2.0
#include "response/compile/provider_file.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/core.h>

#include "response/answer_form.h"
#include "rules/table_reader.h"

namespace stanch {
namespace {

constexpr std::int64_t kLongestSettle = 3600;

std::string_view is_request(std::string_view text) {
  std::size_t space = text.find(' ');
  if (space == text.npos || space == 0) return "a method, a space and a path";
  text.remove_prefix(space + 1);
  bool right = text.starts_with('/') || text.starts_with("https://");
  return right ? "" : "a path or, at another host of the vendor, an https URL";
}

std::string_view is_base(std::string_view text) {
  return text.starts_with("https://") && !text.ends_with('/')
             ? ""
             : "an https URL without a slash at its end";
}

std::string_view is_header(std::string_view text) {
  return text.find(": ") == text.npos ? "\"Name: value\"" : "";
}

std::string_view is_auth(std::string_view text) {
  if (text == "bearer" || text.starts_with("basic ")) return {};
  return is_header(text).empty()
             ? ""
             : "\"bearer\", \"basic USER:PASSWORD\" or \"Name: value\"";
}

std::string_view is_read(std::string_view text) {
  return text.find(" /") == text.npos ? "\"name /pointer\"" : "";
}

std::string_view is_match(std::string_view text) {
  std::size_t space = text.find(' ');
  std::string_view words[] = {"whole", "start", "end", "both"};
  bool known =
      std::ranges::find(words, text.substr(0, space)) != std::end(words);
  return known && text.substr(std::min(space, text.size())).starts_with(" /")
             ? ""
             : "\"whole|start|end|both /pointer\"";
}

std::string_view is_pointer(std::string_view text) {
  return text.starts_with('/') ? "" : "a JSON pointer";
}

std::string_view is_form(std::string_view text) {
  return parse_answer_form(text) ? "" : "a form of response/answer_form.h";
}

std::string_view is_verdict(std::string_view text) {
  auto form = parse_answer_form(text);
  if (!form) return is_form(text);
  return fault_of_verdict(*form).empty()
             ? ""
             : "a form that only the issuer answers: more than a status";
}

// "live 200 BODY", "dead 401 [Header: value] BODY".
std::optional<ProviderEntry::Example> example_of(std::string_view text) {
  ProviderEntry::Example out;
  std::size_t space = text.find(' ');
  if (space == text.npos || text.size() < space + 4) return std::nullopt;
  out.taken_as = text.substr(0, space);
  std::string_view words[] = {"live", "limited", "dead", "unknown"};
  if (std::ranges::find(words, out.taken_as) == std::end(words)) {
    return std::nullopt;
  }
  const char* digits = text.data() + space + 1;
  if (std::from_chars(digits, digits + 3, out.status).ptr != digits + 3) {
    return std::nullopt;
  }
  std::string_view rest = text.substr(space + 4);
  if (rest.starts_with(' ')) rest.remove_prefix(1);
  // A list of JSON begins with '[' as well, but not with a word and a colon.
  std::size_t close = rest.find("] ");
  if (rest.starts_with('[') && close != rest.npos &&
      is_header(rest.substr(1, close - 1)).empty() && rest[1] != '{') {
    out.header = rest.substr(1, close - 1);
    rest.remove_prefix(close + 2);
  }
  out.body = rest;
  return out;
}

std::string_view is_example(std::string_view text) {
  return example_of(text) ? ""
                          : "\"live|limited|dead|unknown STATUS [Header: "
                            "value] BODY\"";
}

bool has_example(const ProviderEntry& entry, std::string_view word) {
  return std::ranges::find(entry.examples, word,
                           &ProviderEntry::Example::taken_as) !=
         entry.examples.end();
}

std::string_view what_is_missing(const ProviderEntry& entry) {
  if (entry.rules.empty()) return "'rules' names no rule";
  if (entry.live.empty()) return "'live' has no form";
  if (entry.base.empty() && !entry.elsewhere) {
    return "'base' is missing, or elsewhere = true";
  }
  if (entry.revoke.request.empty() != entry.accepted.empty()) {
    return "'revoke' and 'accepted' come together";
  }
  if (!entry.revoke.request.empty() && entry.by.empty()) {
    return "'revoke' needs 'by': whose word it takes";
  }
  bool lists = !entry.list.request.empty();
  if (lists != !entry.list_match.empty() ||
      lists != !entry.list_reads.empty()) {
    return "'list', 'list_match' and 'list_reads' come together";
  }
  if (lists && (entry.revoke.request.empty() || entry.console.empty())) {
    return "'list' is for 'revoke', and needs a 'console' where it fails";
  }
  if (entry.revoke.request.empty() && entry.console.empty()) {
    return "without 'revoke' there is a 'console'";
  }
  if (!has_example(entry, "live") ||
      (!entry.dead.empty() && !has_example(entry, "dead")) ||
      (!entry.limited.empty() && !has_example(entry, "limited"))) {
    return "'examples' has none of an answer that is told apart";
  }
  return {};
}

ProviderEntry read_entry(const TomlValue& item, Mistakes& mistakes) {
  ProviderEntry out;
  TableReader table(std::get<TomlTable>(item.data), item.place, "[[provider]]",
                    mistakes);
  table.text("id", out.id, rule_id);
  table.text("name", out.name, one_line);
  table.texts("rules", out.rules, rule_id);
  table.text("base", out.base, is_base);
  table.flag("elsewhere", out.elsewhere);
  table.text("confirm", out.confirm.request, is_request);
  table.text("auth", out.confirm.auth, is_auth);
  table.text("body", out.confirm.body, one_line);
  table.texts("headers", out.confirm.headers, is_header);
  table.texts("live", out.live, is_verdict);
  table.texts("limited", out.limited, is_verdict);
  table.texts("dead", out.dead, is_verdict);
  table.text("account", out.account, one_line);
  table.text("scopes", out.scopes, one_line);
  table.texts("reads", out.reads, is_read);
  table.text("list", out.list.request, is_request);
  table.text("list_auth", out.list.auth, is_auth);
  table.texts("list_headers", out.list.headers, is_header);
  table.text("list_rows", out.list_rows, is_pointer);
  table.text("list_match", out.list_match, is_match);
  table.texts("list_reads", out.list_reads, is_read);
  table.text("list_more", out.list_more, is_pointer);
  table.text("revoke", out.revoke.request, is_request);
  table.text("revoke_auth", out.revoke.auth, is_auth);
  table.text("revoke_body", out.revoke.body, one_line);
  table.texts("revoke_headers", out.revoke.headers, is_header);
  table.texts("accepted", out.accepted, is_form);
  table.text("by", out.by, one_line);
  table.whole("settle", out.settle, 1, kLongestSettle);
  table.texts("tears_down", out.tears_down, one_line);
  table.text("console", out.console, one_line);
  std::vector<std::string> examples;
  table.texts("examples", examples, is_example);
  for (const std::string& text : examples) {
    if (auto example = example_of(text)) {
      out.examples.push_back(std::move(*example));
    }
  }
  table.finish({"id", "name", "rules", "confirm", "live", "examples"});
  if (auto missing = what_is_missing(out);
      mistakes.empty() && !missing.empty()) {
    mistakes.add(item.place, fmt::format("[[provider]]: {}", missing));
  }
  return out;
}

}  // namespace

Result<std::vector<ProviderEntry>> parse_provider_file(std::string_view toml,
                                                       std::string_view name) {
  auto document = parse_toml(toml, name);
  if (!document) return std::unexpected(std::move(document.error()));
  Mistakes mistakes(name);
  TableReader table(*document, {}, "the file", mistakes);
  std::vector<ProviderEntry> out;
  for (const TomlValue& item : table.tables("provider")) {
    out.push_back(read_entry(item, mistakes));
  }
  table.finish({});
  if (!mistakes.empty()) return mistakes.error();
  return out;
}

}  // namespace stanch
