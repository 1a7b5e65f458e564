// SPDX-License-Identifier: Apache-2.0
//
// stanch_compile_rules SYMBOL OUTPUT [RULE-FILE...]: reads the rule files and
// writes one C++ file that defines them all. Runs when stanch is built, so a
// mistake in a rule fails the build, with its place.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <string>

#include "rules/compile/joined_files.h"
#include "rules/compile/table_writer.h"

namespace stanch {
namespace {

Result<std::string> contents_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (!in) return fail(ErrorKind::kUnreadable, path + ": cannot be read");
  return text;
}

Result<void> write(const std::string& path, std::string_view text) {
  std::ofstream out(path, std::ios::binary);
  out << text << std::flush;
  if (!out) return fail(ErrorKind::kUnwritable, path + ": cannot be written");
  return {};
}

Result<void> compile(std::string_view symbol, const std::string& output,
                     std::span<char*> paths) {
  JoinedFiles joined;
  // The order of the files must not show in the output.
  std::ranges::sort(paths, {}, [](char* path) { return std::string(path); });
  for (const std::string path : paths) {
    Result<std::string> text = contents_of(path);
    if (!text) return std::unexpected(text.error());
    if (auto added = joined.add(*text, path); !added) return added;
  }
  Result<std::string> table = write_table(joined.take(), symbol);
  if (!table) return std::unexpected(table.error());
  return write(output, *table);
}

}  // namespace
}  // namespace stanch

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: stanch_compile_rules SYMBOL OUTPUT [RULE-FILE...]\n";
    return 2;
  }
  auto done = stanch::compile(argv[1], argv[2], {argv + 3, argv + argc});
  if (!done) std::cerr << done.error().message << '\n';
  return done ? 0 : 2;
}
