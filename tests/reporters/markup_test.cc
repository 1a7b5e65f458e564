// SPDX-License-Identifier: Apache-2.0
#include "reporters/markup.h"

#include "reporters/places.h"
#include "tests/support/catch.h"

namespace stanch {

TEST_CASE("nothing in a text ends an element or an attribute", "[reporters]") {
  CHECK(xml_text("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&apos;");
  CHECK(xml_text("]]>") == "]]&gt;");
  CHECK(xml_text("\x01\x1b\n\xff") == "\\x01\\x1b\\x0a\\xff");
  CHECK(xml_text("\xef\xbf\xbe-\xef\xbf\xbf") == "\xef\xbf\xbd-\xef\xbf\xbd");
}

TEST_CASE("a spreadsheet takes no cell for a formula", "[reporters]") {
  CHECK(csv_cell("plain.txt") == "plain.txt");
  CHECK(csv_cell("a,b") == "\"a,b\"");
  CHECK(csv_cell("say \"x\"") == "\"say \"\"x\"\"\"");
  CHECK(csv_cell("=1+1") == "\"'=1+1\"");
  CHECK(csv_cell("  =1+1") == "\"'  =1+1\"");
  for (std::string sign : {"+", "-", "@", "|", "%", "\xef\xbc\x9d"}) {
    CHECK(csv_cell(sign + "x") == "\"'" + sign + "x\"");
  }
  CHECK(csv_cell("\t=1") == "\\x09=1");
  CHECK(csv_cell("\r\n") == "\\x0d\\x0a");
  CHECK(csv_cell("").empty());
}

TEST_CASE("text in Markdown means nothing but itself", "[reporters]") {
  CHECK(markdown_text("plain, with a dot.") == "plain, with a dot.");
  CHECK(markdown_text("<b>|[x](y)`") == "\\<b\\>\\|\\[x\\]\\(y\\)\\`");
  CHECK(markdown_text("@all") ==
        "@\xe2\x81\xa0"
        "all");
  CHECK(markdown_text("https://example.org") == "https\\://example.org");
}

TEST_CASE("code in Markdown is fenced by more than it holds", "[reporters]") {
  CHECK(markdown_code("a.py:1") == "`a.py:1`");
  CHECK(markdown_code("a``b`c") == "```a``b`c```");
  CHECK(markdown_code("`a") == "`` `a ``");
  CHECK(markdown_code("a|b") == "`a\\|b`");
  CHECK(markdown_code("") == "`  `");
}

TEST_CASE("a place is linked as its forge shows it", "[reporters]") {
  Occurrence place;
  place.provenance = {.origin = "commit",
                      .path = "src/a b#.py",
                      .attributes = {{"commit", "c0ffee"}}};
  place.match_start.line = 3;
  place.match_end.line = 5;
  RepositoryNote note{.web = "https://x.org/r"};
  auto link = [&](std::string forge) {
    note.forge = std::move(forge);
    return link_to(note, place);
  };
  const std::string path = "src/a%20b%23.py";
  CHECK(link("github") == "https://x.org/r/blob/c0ffee/" + path + "#L3-L5");
  CHECK(link("gitlab") == "https://x.org/r/-/blob/c0ffee/" + path + "#L3-5");
  CHECK(link("bitbucket") ==
        "https://x.org/r/src/c0ffee/" + path + "#lines-3:5");
  CHECK(link("gitea") ==
        "https://x.org/r/src/commit/c0ffee/" + path + "#L3-L5");
  CHECK(link("azuredevops") == "https://x.org/r/commit/c0ffee?path=/" + path +
                                   "&line=3&lineEnd=5&_a=contents");
  CHECK(link("none").empty());
  CHECK(link("").empty());
  place.provenance.path = "README.md";
  CHECK(link("github") ==
        "https://x.org/r/blob/c0ffee/README.md?plain=1#L3-L5");
  place.provenance.attributes.clear();
  CHECK(link("github").empty());
  CHECK(link_to(std::nullopt, place).empty());
}

}  // namespace stanch
