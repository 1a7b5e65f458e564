// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "core/result.h"

namespace stanch {

// What programs write to `stanch serve`: lines, or headers and bodies. Reads a
// descriptor that it borrows, as much at once as there is.
class RequestStream {
 public:
  // No request is longer: 64 MiB, but in tests.
  static constexpr std::size_t kLongest = std::size_t{64} << 20U;

  explicit RequestStream(int descriptor, std::size_t longest = kLongest)
      : descriptor_(descriptor), longest_(longest) {}

  struct Line {
    std::string text;       // without its end
    bool too_long = false;  // then the text is empty; it was passed over
  };
  // The next line; the last one may lack its end. None at the end of all.
  Result<std::optional<Line>> line();

  // So many bytes. kUnreadable where the stream ends before.
  Result<std::string> exactly(std::size_t size);

 private:
  // Whether there was more.
  Result<bool> fill();

  int descriptor_;
  std::size_t longest_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what was not yet given out
};

}  // namespace stanch
