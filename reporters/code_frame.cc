// SPDX-License-Identifier: Apache-2.0
//
// The frame shares its columns out: the secret first, up to three quarters;
// then what stands after it gets a third of the rest (more if the front is
// short); then what stands before. So `verylongname.attribute = "REDACTED",
// moretext` keeps the name next to the secret.
#include "reporters/code_frame.h"

#include <algorithm>

#include <fmt/core.h>

#include "reporters/layout.h"
#include "reporters/printable.h"

namespace stanch {
namespace {

// One line of scanned text as it can be shown: a tab takes one column.
std::string shown(std::string text) {
  std::ranges::replace(text, '\t', ' ');
  if (text.ends_with('\r')) text.pop_back();
  return printable(text);
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace

std::string code_frame(const Finding& finding, int redact, const Paint& paint) {
  std::string number = fmt::format("{:>6}", finding.place.start.line);
  std::size_t columns = kColumns - number.size() - 3;

  std::string line_before = finding.line_before;
  line_before.erase(0, line_before.find_first_not_of(" \t"));
  std::string secret =
      head(shown(first_line(finding.secret.redacted(redact))), columns * 3 / 4);
  std::string before = shown(std::move(line_before));
  std::string after = shown(finding.line_after);

  std::size_t room = columns - width(secret);
  std::size_t spare = room - std::min(room, width(before));
  after = head(after, std::max(spare, room / 3));
  before = tail(before, room - width(after));

  return fmt::format("{} {}{}{}\n{} {}{}\n", paint.faint(number + " |"), before,
                     paint.bad(secret), after,
                     paint.faint(std::string(number.size(), ' ') + " |"),
                     std::string(width(before), ' '),
                     paint.bad(std::string(width(secret), '^')));
}

}  // namespace stanch
