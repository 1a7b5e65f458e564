// SPDX-License-Identifier: Apache-2.0
//
// Cheapest first where the order is free; it is the order of docs/rules.md.
#include "scanner/questions.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>
#include <re2/re2.h>

#include "rules/run.h"
#include "rules/words.h"
#include "scanner/base64.h"
#include "scanner/boundary.h"
#include "scanner/compiled_rules.h"
#include "scanner/entropy.h"
#include "scanner/placeholder.h"

namespace stanch {
namespace {

bool too_wide(const Case& one) {
  return one.candidate.match.size() > one.rule.max_length;
}

std::string tell_width(const Case& one) {
  return fmt::format("{} bytes, {} allowed", one.candidate.match.size(),
                     one.rule.max_length);
}

bool is_part_of_more(const Case& one) {
  return !stands_alone(one.text, one.candidate.secret, one.rule.boundary);
}

std::string tell_boundary(const Case& one) {
  if (one.rule.boundary == Boundary::kNone) return {};
  return fmt::format("no byte beside the secret may be of its alphabet ({})",
                     word_of(kBoundaries, one.rule.boundary));
}

// The first context word near the match; empty where there is none.
std::string_view context_word(const Case& one, std::string_view text,
                              Range match) {
  std::uint64_t begin =
      match.begin - std::min<std::uint64_t>(match.begin, kContextBefore);
  std::uint64_t end =
      std::min<std::uint64_t>(text.size(), match.end + kContextAfter);
  std::string near(text.substr(begin, end - begin));
  std::ranges::transform(near, near.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  auto word = std::ranges::find_if(
      one.rule.context,
      [&](const std::string& each) { return near.find(each) != near.npos; });
  return word == one.rule.context.end() ? std::string_view() : *word;
}

std::string_view context_word(const Case& one) {
  std::string_view word = context_word(one, one.text, one.candidate.match);
  if (!word.empty() || one.around == nullptr) return word;
  return context_word(one, one.around->text, one.around->match);
}

bool lacks_context(const Case& one) {
  return !one.rule.context.empty() && context_word(one).empty();
}

std::string tell_context(const Case& one) {
  if (one.rule.context.empty()) return {};
  std::string_view word = context_word(one);
  if (!word.empty()) return fmt::format("\"{}\" stands near", word);
  return fmt::format("none of its {} words stands near",
                     one.rule.context.size());
}

// A value that a name announces begins with a run (rules/run.h). Asked before
// the checksum: where there is no run the rule was not woken, and must not hide
// what others find.
bool lacks_run(const Case& one) {
  return !one.rule.names.empty() &&
         run_of_value(one.text.substr(one.candidate.secret.begin)) == 0;
}

std::string tell_run(const Case& one) {
  if (one.rule.names.empty()) return {};
  return lacks_run(one) ? "letters and digits do not take turns in it"
                        : "letters and digits take turns in it";
}

bool breaks_checksum(const Case& one) {
  return one.compiled.checksum && !one.compiled.checksum(one.secret());
}

std::string tell_checksum(const Case& one) { return one.rule.checksum; }

bool is_too_regular(const Case& one) {
  return one.rule.entropy > 0 &&
         shannon_entropy(one.secret()) < one.rule.entropy;
}

std::string tell_entropy(const Case& one) {
  if (one.rule.entropy <= 0) return {};
  return fmt::format("{:.2f} bits a byte, {:.2f} asked",
                     shannon_entropy(one.secret()), one.rule.entropy);
}

bool is_rule_placeholder(const Case& one) {
  std::string_view secret = one.secret();
  re2::StringPiece piece(secret.data(), secret.size());
  return std::ranges::any_of(one.compiled.placeholders,
                             [&](const auto& expression) {
                               return re2::RE2::FullMatch(piece, *expression);
                             });
}

// The seam of an example in a rule file stands in the value, or beside it where
// a rule that goes by the name takes what is left of the value for the whole.
bool is_seamed(const Case& one) {
  constexpr std::string_view kSeam = "<>";
  Range secret = one.candidate.secret;
  std::uint64_t reach = one.rule.specificity == Specificity::kExact ? 0 : 2;
  std::uint64_t begin = secret.begin - std::min(secret.begin, reach);
  std::uint64_t end =
      std::min<std::uint64_t>(one.text.size(), secret.end + reach);
  return one.text.substr(begin, end - begin).find(kSeam) !=
         std::string_view::npos;
}

// `ENC(` opens what an application's key enciphers; expressions pass over it as
// they pass over the name of a function. The other names a .NET assembly's key.
bool is_marked(const Case& one) {
  if (one.rule.specificity == Specificity::kExact) return false;
  std::string_view before = one.text.substr(0, one.candidate.secret.begin);
  return before.ends_with("ENC(") || before.ends_with("PublicKeyToken=");
}

// `SESSION_SECRET=` without a value, and on the next line `PORT=8080`.
bool is_next_assignment(const Case& one) {
  auto [begin, end] = one.candidate.secret;
  if (one.rule.specificity == Specificity::kExact || begin == 0) return false;
  auto before = one.text.substr(0, begin).find_last_not_of(" \t");
  if (before == one.text.npos || one.text[before] != '\n' ||
      before < one.candidate.match.begin) {
    return false;
  }
  auto is_of_name = [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '.' || c == '-';
  };
  std::string_view line = one.text.substr(begin);
  line = line.substr(0, line.find_first_of("\r\n"));
  auto name = static_cast<std::size_t>(
      std::ranges::find_if_not(line, is_of_name) - line.begin());
  auto sign = std::min(line.find_first_not_of(' ', name), line.size());
  if (name == 0 || sign == line.size()) return false;
  // What base64 ends with is no sign.
  return line[sign] == ':' ||
         (line[sign] == '=' && sign + 1 < line.size() && line[sign + 1] != '=');
}

// "ZXhhbXBsZS1hcHA=" is "example-app".
bool encodes_filler(const Case& one) {
  constexpr std::size_t kLongest = 96;
  std::string_view secret = one.secret();
  if (one.rule.specificity == Specificity::kExact || secret.size() > kLongest) {
    return false;
  }
  auto text = decode_base64(secret);
  return text &&
         std::ranges::all_of(
             *text, [](unsigned char c) { return c >= ' ' && c < 127; }) &&
         is_placeholder(*text);
}

bool is_filler(const Case& one) {
  return is_rule_placeholder(one) || is_placeholder(one.secret()) ||
         is_seamed(one) || is_marked(one) || is_next_assignment(one) ||
         encodes_filler(one);
}

std::string tell_placeholder(const Case& one) {
  if (is_rule_placeholder(one)) return "a value that the rule lists";
  std::string_view kind = placeholder_class(one.secret());
  if (!kind.empty()) return std::string(kind);
  if (is_seamed(one)) return "the seam of an example";
  if (is_marked(one)) return "what stands before it says so";
  if (is_next_assignment(one)) return "the next line's assignment";
  return encodes_filler(one) ? "what it encodes" : "none";
}

// gitleaks asks for nothing but entropy, and for more than the rule says.
bool is_too_regular_for_gitleaks(const Case& one) {
  return one.rule.entropy != 0 &&
         character_entropy(one.secret()) <= one.rule.entropy;
}

std::string tell_entropy_of_gitleaks(const Case& one) {
  if (one.rule.entropy == 0) return {};
  return fmt::format("{:.2f} bits a character, more than {:.2f} asked",
                     character_entropy(one.secret()), one.rule.entropy);
}

constexpr auto kQuestions = std::to_array<Question>({
    {Reason::kWidth, too_wide, tell_width},
    {Reason::kBoundary, is_part_of_more, tell_boundary},
    {Reason::kContext, lacks_context, tell_context},
    {Reason::kEntropy, lacks_run, tell_run},
    {Reason::kChecksum, breaks_checksum, tell_checksum},
    {Reason::kEntropy, is_too_regular, tell_entropy},
    {Reason::kPlaceholder, is_filler, tell_placeholder},
});

constexpr auto kQuestionsOfGitleaks = std::to_array<Question>({
    {Reason::kWidth, too_wide, tell_width},
    {Reason::kEntropy, is_too_regular_for_gitleaks, tell_entropy_of_gitleaks},
});

}  // namespace

std::span<const Question> questions_of(Dialect dialect) {
  if (dialect == Dialect::kGitleaks) return kQuestionsOfGitleaks;
  return kQuestions;
}

}  // namespace stanch
