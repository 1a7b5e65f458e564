// SPDX-License-Identifier: Apache-2.0
//
// stanch_compile_triggers FILE: writes the C++ file that defines
// kBuiltinTriggers, the triggers of the built-in rules as a serialized
// Hyperscan database. Run while stanch is built, so that no scan compiles them.
#include <cstdio>
#include <fstream>

#include <fmt/format.h>

#include "rules/builtin.h"
#include "rules/compile/table_writer.h"
#include "scanner/triggers.h"

namespace stanch {
namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);

// The bytes as words, because compilers read few large numbers faster than many
// small ones, and Hyperscan wants its input aligned.
std::string words_of(std::string bytes) {
  bytes.resize((bytes.size() + kWord - 1) / kWord * kWord);
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += kWord) {
    std::uint64_t word = 0;
    bytes.copy(reinterpret_cast<char*>(&word), kWord, i);
    out += fmt::format("{:#x},{}", word, i / kWord % 4 == 3 ? "\n" : " ");
  }
  return out;
}

Result<std::string> write_triggers() {
  std::vector<std::string> expressions;
  for (Trigger& trigger : gather_triggers(builtin_rules().rules)) {
    expressions.push_back(std::move(trigger.expression));
  }
  auto database = serialize_triggers(expressions);
  if (!database) return std::unexpected(std::move(database.error()));
  std::string list;
  for (const auto& expression : expressions) {
    list += "    " + literal_of(expression) + ",\n";
  }
  return fmt::format(
      "#include \"scanner/triggers.h\"\n\n"
      "namespace stanch {{\n\nusing namespace std::string_view_literals;\n\n"
      "static constexpr std::string_view kExpressions[] = {{\n{}    "
      "\"\"sv}};\n\n"
      "static constexpr std::uint64_t kDatabase[] = {{\n{}0}};\n\n"
      "const PrecompiledTriggers kBuiltinTriggers = {{\n"
      "    {{kExpressions, {}}},\n"
      "    {{reinterpret_cast<const char*>(kDatabase), {}}},\n"
      "    {}}};\n\n"
      "}}  // namespace stanch\n",
      list, words_of(*database), expressions.size(), database->size(),
      widest_match(expressions));
}

}  // namespace
}  // namespace stanch

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: stanch_compile_triggers FILE\n", stderr);
    return 2;
  }
  auto text = stanch::write_triggers();
  if (!text) {
    fmt::print(stderr, "stanch_compile_triggers: {}\n", text.error().message);
    return 2;
  }
  std::ofstream out(argv[1], std::ios::binary);
  out << *text;
  out.close();
  if (!out) {
    fmt::print(stderr, "stanch_compile_triggers: cannot write {}\n", argv[1]);
    return 2;
  }
  return 0;
}
