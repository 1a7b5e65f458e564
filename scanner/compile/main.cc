// SPDX-License-Identifier: Apache-2.0
//
// stanch_compile_triggers FILE [packed]: writes the C++ file that defines
// kBuiltinTriggers and its like, what wakes the built-in rules, as serialized
// Hyperscan databases. Run while stanch is built, so that no scan compiles
// them.
#include <cstdio>
#include <fstream>
#include <utility>

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

// The definition of one PrecompiledTriggers, `symbol`.
Result<std::string> write_table(std::string_view symbol,
                                std::vector<Trigger> triggers, bool packed) {
  std::vector<std::string> expressions;
  for (Trigger& trigger : triggers) {
    expressions.push_back(std::move(trigger.expression));
  }
  auto database = serialize_triggers(expressions);
  if (!database) return std::unexpected(std::move(database.error()));
  const std::string bytes = packed ? pack_triggers(*database) : *database;
  std::string list;
  for (const auto& expression : expressions) {
    list += "    " + literal_of(expression) + ",\n";
  }
  return fmt::format(
      "static constexpr std::string_view {0}Expressions[] = {{\n{1}    "
      "\"\"sv}};\n\n"
      "static constexpr std::uint64_t {0}Database[] = {{\n{2}0}};\n\n"
      "const PrecompiledTriggers {0} = {{\n"
      "    {{{0}Expressions, {3}}},\n"
      "    {{reinterpret_cast<const char*>({0}Database), {4}}},\n"
      "    {5},\n    {6}}};\n\n",
      symbol, list, words_of(bytes), expressions.size(), bytes.size(),
      database->size(), widest_match(expressions));
}

Result<std::string> write_triggers(bool packed) {
  Triggers triggers = gather_triggers(builtin_rules().rules);
  std::string tables;
  for (auto [symbol, gathered] :
       {std::pair{"kBuiltinTriggers", &triggers.anywhere},
        std::pair{"kBuiltinRunTriggers", &triggers.in_runs},
        std::pair{"kBuiltinNames", &triggers.names}}) {
    auto table = write_table(symbol, std::move(*gathered), packed);
    if (!table) return std::unexpected(std::move(table.error()));
    tables += *table;
  }
  return fmt::format(
      "#include \"scanner/triggers.h\"\n\n"
      "namespace stanch {{\n\nusing namespace std::string_view_literals;\n\n"
      "{}}}  // namespace stanch\n",
      tables);
}

}  // namespace
}  // namespace stanch

int main(int argc, char** argv) {
  bool packed = argc == 3 && std::string_view(argv[2]) == "packed";
  if (argc != 2 && !packed) {
    std::fputs("usage: stanch_compile_triggers FILE [packed]\n", stderr);
    return 2;
  }
  auto text = stanch::write_triggers(packed);
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
