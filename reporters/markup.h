// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace stanch {

// Each makes bytes from outside into text that a reader of the format takes for
// text and nothing else. All pass printable() first: no control character is
// left.

// Between tags and in attributes (XML 1.0): & < > " ' as entities, so that
// "]]>" and a quote end nothing.
std::string xml_text(std::string_view bytes);

// A cell of CSV (RFC 4180), quoted where it must be. What a spreadsheet would
// take for a formula gets an apostrophe in front.
std::string csv_cell(std::string_view bytes);

// Prose in Markdown (CommonMark): punctuation that could mean something is
// escaped; '@' and '#' are kept from notifying anybody.
std::string markdown_text(std::string_view bytes);

// A code span in Markdown that may stand in a table's cell: the bytes as they
// are, fenced by more backquotes than they hold.
std::string markdown_code(std::string_view bytes);

}  // namespace stanch
