// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "core/base64.h"
#include "core/digest.h"
#include "reporters/markup.h"
#include "reporters/page.h"

namespace stanch {
namespace {

// Of a policy (CSP level 3, "hash-source").
std::string hash_source(std::string_view text) {
  return fmt::format("'sha256-{}'",
                     base64_text(as_text(sha256(text))).reveal());
}

}  // namespace

std::string page_head(const PageParts& page, std::string_view version) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
      "'none'; style-src {}; script-src {}; base-uri 'none'; form-action "
      "'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<meta name=\"generator\" content=\"stanch {}\">\n"
      "<title>{} - stanch</title>\n<style>{}</style>\n</head>\n"
      "<body>\n{}<script type=\"application/json\" id=\"data\">",
      hash_source(page.style), hash_source(page.script), xml_text(version),
      page.title, page.style, page.markup);
}

std::string page_tail(const PageParts& page) {
  return fmt::format("</script>\n<script>{}</script>\n</body>\n</html>\n",
                     page.script);
}

std::string embedded(std::string_view json) {
  std::string out;
  for (char c : json) {
    if (c == '<' || c == '>' || c == '&') {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace stanch
