// SPDX-License-Identifier: Apache-2.0
//
// Pages that need nothing else: style, script and data stand in them. Their
// content security policy (CSP level 3) allows that style and that script, by
// their hashes, and nothing else, so that a page can load and send nothing. The
// data is JSON in a block that no browser runs; the script (page/) puts it on
// the page as text only.
#pragma once

#include <string>
#include <string_view>

namespace stanch {

// What is the same in each page of a kind: reporters/page/.
struct PageParts {
  std::string_view title;
  std::string_view markup;  // the body, without the data
  std::string_view style;
  std::string_view script;
};

extern const PageParts kFindingsPage;  // the html report of a scan
extern const PageParts kEstatePage;    // `stanch inventory report`

// All that stands before the data, and all after it.
std::string page_head(const PageParts& page, std::string_view version);
std::string page_tail(const PageParts& page);

// JSON, as it may stand between them: with '<', '>' and '&' as escapes, nothing
// in it can end its block.
std::string embedded(std::string_view json);

}  // namespace stanch
