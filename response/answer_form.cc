// SPDX-License-Identifier: Apache-2.0
#include "response/answer_form.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/core.h>

namespace stanch {
namespace {

// A text that short stands in pages that anybody answers.
constexpr std::size_t kShortestText = 8;

std::string_view stripped(std::string_view text) {
  auto first = text.find_first_not_of(' ');
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// The text up to a mark that stands outside quotes, which is taken away with
// it.
std::string_view cut(std::string_view& text, std::string_view mark) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (quoted || !text.substr(i).starts_with(mark)) continue;
    std::string_view out = text.substr(0, i);
    text.remove_prefix(i + mark.size());
    return out;
  }
  return std::exchange(text, {});
}

std::string_view unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return text;
  return text.substr(1, text.size() - 2);
}

Result<AnswerTerm> parse_term(std::string_view text) {
  AnswerTerm out;
  std::string_view rest = text;
  std::string_view place = cut(rest, " = ");
  out.test = AnswerTerm::Test::kEquals;
  if (rest.empty()) {
    rest = text;
    place = cut(rest, " ~ ");
    out.test = AnswerTerm::Test::kContains;
  }
  if (rest.empty()) out.test = AnswerTerm::Test::kFilled;
  place = stripped(place);
  rest = stripped(rest);
  out.value = out.test == AnswerTerm::Test::kContains ? unquoted(rest) : rest;
  if (place == "body") {
    out.part = AnswerTerm::Part::kBody;
  } else if (place.starts_with("header ")) {
    out.part = AnswerTerm::Part::kHeader;
    out.place = stripped(place.substr(7));
  } else if (place.starts_with('/')) {
    out.place = place;
  } else {
    return fail(ErrorKind::kUsage,
                fmt::format("'{}' is no /pointer, body or header NAME", place));
  }
  if (out.test == AnswerTerm::Test::kEquals &&
      (out.part != AnswerTerm::Part::kJson ||
       !JsonDocument::parse(out.value))) {
    return fail(ErrorKind::kUsage,
                fmt::format("after '{} =' comes a JSON value", place));
  }
  if (out.part == AnswerTerm::Part::kBody &&
      (out.test != AnswerTerm::Test::kContains ||
       out.value.size() < kShortestText)) {
    return fail(ErrorKind::kUsage,
                fmt::format("after 'body' comes ~ and a text of at least {} "
                            "bytes",
                            kShortestText));
  }
  return out;
}

bool fits_term(const AnswerTerm& term, const HttpResponse& answer,
               const JsonDocument* body) {
  using enum AnswerTerm::Test;
  if (term.part == AnswerTerm::Part::kBody) {
    return answer.body.reveal().find(term.value) != std::string_view::npos;
  }
  if (term.part == AnswerTerm::Part::kHeader) {
    auto value = answer.headers.find(term.place);
    if (!value) return false;
    return term.test == kContains
               ? value->find(term.value) != std::string_view::npos
               : !value->empty();
  }
  if (body == nullptr) return false;
  switch (term.test) {
    case kFilled:
      return body->is_filled(term.place);
    case kEquals:
      return body->equals(term.place, term.value);
    case kContains:
      break;
  }
  return body->text(term.place).find(term.value) != std::string_view::npos;
}

}  // namespace

Result<AnswerForm> parse_answer_form(std::string_view text) {
  AnswerForm out;
  text = stripped(text);
  std::string_view digits = text.substr(0, 3);
  auto read =
      std::from_chars(digits.data(), digits.data() + digits.size(), out.status);
  if (read.ec != std::errc() || out.status < 100 ||
      (text.size() > 3 && text[3] != ' ')) {
    return fail(ErrorKind::kUsage, "expected a status of three digits first");
  }
  text = stripped(text.substr(3));
  while (!text.empty()) {
    auto term = parse_term(stripped(cut(text, " & ")));
    if (!term) return std::unexpected(std::move(term.error()));
    out.terms.push_back(std::move(*term));
  }
  return out;
}

bool AnswerForm::fits(const HttpResponse& answer,
                      const JsonDocument* body) const {
  return answer.status == status &&
         std::ranges::all_of(terms, [&](const AnswerTerm& term) {
           return fits_term(term, answer, body);
         });
}

std::string_view fault_of_verdict(const AnswerForm& form) {
  if (form.terms.empty()) {
    return "a status alone is no verdict: say what else the answer has";
  }
  if (form.status == 407 || form.status == 429 || form.status >= 500 ||
      form.status < 200 || (form.status >= 300 && form.status < 400)) {
    return "this status says nothing of a credential";
  }
  return {};
}

}  // namespace stanch
