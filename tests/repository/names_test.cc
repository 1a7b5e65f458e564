// SPDX-License-Identifier: Apache-2.0
//
// Two headers that define a type of the same name break a program in a way that
// no compiler has to see (the one definition rule).
#include <map>
#include <regex>
#include <string>

#include "tests/support/catch.h"
#include "tests/support/source_tree.h"

namespace stanch {

TEST_CASE("no two headers define a type of the same name", "[repository]") {
  const std::regex definition(
      "(^|\n)(?:class|struct|enum class) ([A-Za-z0-9]+)[^;{]*\\{");
  std::map<std::string, std::string> seen;
  for (const SourceFile& file : source_tree()) {
    if (!file.is_header()) continue;
    for (std::sregex_iterator
             it(file.text.begin(), file.text.end(), definition),
         end;
         it != end; ++it) {
      auto [place, is_new] = seen.try_emplace((*it)[2], file.path);
      INFO((*it)[2] << " in " << place->second << " and in " << file.path);
      CHECK(is_new);
    }
  }
  CHECK(seen.size() > 50);
}

}  // namespace stanch
