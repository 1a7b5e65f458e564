// SPDX-License-Identifier: Apache-2.0
//
// In which form an issuer gives an answer, in one line of text:
//
//   200 /login                               there, and neither null nor empty
//   401 /message = "Bad credentials"         that JSON value
//   403 /errors/0/message ~ "not allowed"    a text that contains this
//   401 body ~ "Invalid API key"             the whole body contains it
//   403 header WWW-Authenticate ~ "Vendor"   a header does
//   200 /ok = true & /user                   both
//
// Places are JSON pointers (RFC 6901). A status alone is a form only where it
// is asked for: anybody between us and an issuer can answer one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "net/http_client.h"
#include "response/json_document.h"

namespace stanch {

struct AnswerTerm {
  enum class Part { kJson, kBody, kHeader };
  enum class Test { kFilled, kEquals, kContains };

  Part part = Part::kJson;
  std::string place;  // a pointer, or a header's name
  Test test = Test::kFilled;
  std::string value;  // for kEquals as JSON
};

struct AnswerForm {
  int status = 0;
  std::vector<AnswerTerm> terms;

  // `body` is null where the answer is no JSON.
  bool fits(const HttpResponse& answer, const JsonDocument* body) const;
};

// kUsage with what is wrong, without a place.
Result<AnswerForm> parse_answer_form(std::string_view text);

// Why a form may not decide between life and death; empty where it may: a
// status that others than the issuer answer, or nothing but a status.
std::string_view fault_of_verdict(const AnswerForm& form);

}  // namespace stanch
