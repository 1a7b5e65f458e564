// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/finding.h"

namespace stanch {

// How the text report looks. Colours are the eight of every terminal
// (ECMA-48), so that the user's own palette decides.
struct Paint {
  bool on = false;

  std::string bold(std::string_view text) const { return in("1", text); }
  std::string faint(std::string_view text) const { return in("2", text); }
  std::string place(std::string_view text) const { return in("36", text); }
  std::string good(std::string_view text) const { return in("32", text); }
  std::string bad(std::string_view text) const { return in("1;31", text); }

  // A text that a terminal opens an address for (OSC 8; others pass over it).
  // The address is a URI, so nothing in it ends the sequence.
  static std::string link(std::string_view uri, std::string_view text) {
    std::string out = "\x1b]8;;";
    out.append(uri).append("\x1b\\").append(text);
    return out.append("\x1b]8;;\x1b\\");
  }

  std::string severity(Severity severity, std::string_view text) const {
    switch (severity) {
      case Severity::kCritical:
        return in("1;31", text);
      case Severity::kHigh:
        return in("31", text);
      case Severity::kMedium:
        return in("33", text);
      case Severity::kLow:
        return in("34", text);
    }
    return std::string(text);
  }

 private:
  std::string in(std::string_view style, std::string_view text) const {
    if (!on) return std::string(text);
    std::string out = "\x1b[";
    return out.append(style).append("m").append(text).append("\x1b[0m");
  }
};

}  // namespace stanch
