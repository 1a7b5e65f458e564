// SPDX-License-Identifier: Apache-2.0
#include "net/http_date.h"

#include <ctime>
#include <string>

namespace stanch {

std::optional<std::int64_t> http_date(std::string_view text) {
  std::tm date{};
  const char* rest =
      ::strptime(std::string(text).c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date);
  if (rest == nullptr) return std::nullopt;
  return ::timegm(&date);
}

}  // namespace stanch
