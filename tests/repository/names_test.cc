// SPDX-License-Identifier: Apache-2.0
//
// Two headers that define a type of the same name break a program in a way that
// no compiler has to see (the one definition rule). Two sources of a folder may
// be compiled as one file, in units that are larger for pip than for the tests.
#include <cctype>
#include <map>
#include <string>
#include <string_view>
#include <utility>

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

// What a line at the left margin of an anonymous namespace defines, so that a
// second one like it could not stand in the same file: a type, a constant, or a
// function with these first parameters.
std::string_view defined_inside(std::string_view line) {
  if (const auto type = defined_type(line); !type.empty()) return type;
  const bool is_name =
      !line.empty() && (std::isalpha(static_cast<unsigned char>(line[0])) != 0);
  if (!is_name || line.starts_with("namespace") || line.starts_with("using ") ||
      line.starts_with("template")) {
    return {};
  }
  const std::size_t constant = line.find(" k");
  if (line.starts_with("const") && constant != line.npos) {
    line.remove_prefix(constant + 1);
    return line.substr(0, line.find_first_of(" [={;"));
  }
  const bool is_function = line.contains('(') && !line.ends_with(';');
  return is_function ? line : std::string_view();
}

}  // namespace

TEST_CASE("no two sources of a folder define the same for themselves",
          "[repository]") {
  std::map<std::pair<std::string_view, std::string_view>, std::string_view>
      seen;
  for (const SourceFile& file : source_tree()) {
    // Of these each is compiled alone, or as CI does it.
    const bool is_alone = file.area() == "fuzz" || file.area() == "tests" ||
                          file.path.contains("/compile/");
    if (!file.path.ends_with(".cc") || is_alone) continue;
    bool is_inside = false;
    for (std::string_view line : lines_of(file.text)) {
      if (line == "namespace {") is_inside = true;
      if (line == "}  // namespace") is_inside = false;
      const auto name = is_inside ? defined_inside(line) : std::string_view();
      if (name.empty()) continue;
      auto [place, is_new] = seen.try_emplace({file.area(), name}, file.path);
      INFO(name << " in " << place->second << " and in " << file.path);
      CHECK((is_new || place->second == file.path));
    }
  }
  CHECK(seen.size() > 500);
}

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
