// SPDX-License-Identifier: Apache-2.0
//
// Two headers that define a type of the same name break a program in a way that
// no compiler has to see (the one definition rule).
#include <map>
#include <string>
#include <string_view>

#include "tests/support/catch.h"
#include "tests/support/source_tree.h"

namespace stanch {
namespace {

// The name that a line at the left margin defines; empty where it defines none.
std::string_view defined_type(std::string_view line) {
  for (std::string_view word : {"class ", "struct ", "enum class "}) {
    if (!line.starts_with(word)) continue;
    if (line.ends_with(';') || !line.contains('{')) return {};
    line.remove_prefix(word.size());
    std::string_view name = line.substr(0, line.find_first_of(" :{"));
    // The inside of a type that another header names.
    return line.substr(name.size()).starts_with("::") ? std::string_view()
                                                      : name;
  }
  return {};
}

}  // namespace

TEST_CASE("no two headers define a type of the same name", "[repository]") {
  std::map<std::string_view, std::string_view> seen;
  for (const SourceFile& file : source_tree()) {
    if (!file.is_header()) continue;
    for (std::string_view line : lines_of(file.text)) {
      std::string_view name = defined_type(line);
      if (name.empty()) continue;
      auto [place, is_new] = seen.try_emplace(name, file.path);
      INFO(name << " in " << place->second << " and in " << file.path);
      CHECK(is_new);
    }
  }
  CHECK(seen.size() > 50);
}

}  // namespace stanch
