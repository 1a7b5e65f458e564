// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "core/range.h"

namespace stanch {

// The ways in which a text may stand in another one.
enum class Encoding : std::uint8_t {
  kBase64,           // RFC 4648, both alphabets, padded or not, wrapped or not
  kHex,              // two digits a byte
  kPercent,          // RFC 3986, %41
  kBackslash,        // \u0041 \x41 \" \/ and others: C, JSON, JSON in JSON
  kEntity,           // HTML: &quot; &#34; &#x22;
  kQuotedPrintable,  // RFC 2045, =3D, and lines that end in =
  kGzip,             // RFC 1952
  kZlib,             // RFC 1950
  kUtf16Le,
  kUtf16Be,
};

// As a report names it: "base64".
std::string_view to_string(Encoding encoding);

// A stretch of a text that can be decoded, as decode() takes it.
struct EncodedRun {
  Encoding encoding = Encoding::kBase64;
  Range range;  // what is encoded
  // What stands round it: the name before a value, a closing quote.
  // Contains `range`.
  Range view;

  bool operator==(const EncodedRun&) const = default;
};

// One step on the way from a text to what was found in it: a run, and where the
// match and its secret stand in what it was decoded to.
struct DecodedStep {
  EncodedRun run;
  Range match;
  Range secret;

  bool operator==(const DecodedStep&) const = default;
};

}  // namespace stanch
