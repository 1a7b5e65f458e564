// SPDX-License-Identifier: Apache-2.0
//
// stanch_compile_providers TABLE EXAMPLES FILE...: reads the files of
// response/providers and writes two C++ files, the providers and the examples
// of their answers. Runs when stanch is built, so a mistake fails the build.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <span>
#include <string>

#include <fmt/format.h>

#include "response/compile/provider_file.h"
#include "rules/compile/table_writer.h"

namespace stanch {
namespace {

using Texts = std::vector<std::string>;

// One translation unit: a list of texts is an array of its own, which the rows
// name.
class TableText {
 public:
  std::string list(const Texts& texts) {
    if (texts.empty()) return "{}";
    std::string name = fmt::format("kTexts{}", count_++);
    lists_ += fmt::format("constexpr std::string_view {}[] = {{", name);
    for (const std::string& text : texts) lists_ += literal_of(text) + ", ";
    lists_ += "};\n";
    return name;
  }
  std::string call(const ProviderEntry::Call& call) {
    return fmt::format("{{{}, {}, {}, {}}}", literal_of(call.request),
                       literal_of(call.auth), literal_of(call.body),
                       list(call.headers));
  }
  void add(const ProviderEntry& each) {
    rows_ += fmt::format(
        "    {{{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {{{}, {}, {}, "
        "{}, {}}}, {}, {}, {}, {}, {}, {}}},\n",
        literal_of(each.id), literal_of(each.name), list(each.rules),
        literal_of(each.base), each.elsewhere, call(each.confirm),
        list(each.live), list(each.limited), list(each.dead),
        literal_of(each.account), literal_of(each.scopes), list(each.reads),
        call(each.list), literal_of(each.list_rows),
        literal_of(each.list_match), list(each.list_reads),
        literal_of(each.list_more), call(each.revoke), list(each.accepted),
        literal_of(each.by), each.settle, list(each.tears_down),
        literal_of(each.console));
  }
  void add(const std::string& id, const ProviderEntry::Example& each) {
    rows_ += fmt::format("    {{{}, {}, {}, {}, {}}},\n", literal_of(id),
                         literal_of(each.taken_as), each.status,
                         literal_of(each.header), literal_of(each.body));
  }
  std::string finish(std::string_view type, std::string_view symbol) const {
    return fmt::format(
        "// Written by stanch_compile_providers.\n"
        "#include \"response/provider_table.h\"\n\n"
        "using namespace std::string_view_literals;\n\n"
        "namespace stanch {{\nnamespace {{\n\n{0}constexpr {1} kRows[] = {{\n"
        "{2}}};\n\n}}  // namespace\n\n"
        "const std::span<const {1}> {3} = kRows;\n\n}}  // namespace stanch\n",
        lists_, type, rows_, symbol);
  }

 private:
  std::string lists_, rows_;
  int count_ = 0;
};

Result<std::string> text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (!in) return fail(ErrorKind::kUnreadable, path + ": cannot be read");
  return text;
}

Result<void> write_file(const std::string& path, std::string_view text) {
  std::ofstream out(path, std::ios::binary);
  out << text << std::flush;
  if (!out) return fail(ErrorKind::kUnwritable, path + ": cannot be written");
  return {};
}

// Sorted by id, so that the order of the files does not show.
Result<std::map<std::string, ProviderEntry>> read_all(std::span<char*> paths) {
  std::map<std::string, ProviderEntry> out;
  std::map<std::string, std::string> owners;  // of rules
  for (const std::string path : paths) {
    auto text = text_of(path);
    if (!text) return std::unexpected(text.error());
    auto entries = parse_provider_file(*text, path);
    if (!entries) return std::unexpected(entries.error());
    for (ProviderEntry& entry : *entries) {
      for (const std::string& rule : entry.rules) {
        if (owners.try_emplace(rule, entry.id).second) continue;
        return fail(ErrorKind::kUsage,
                    fmt::format("{}: rule {} belongs to {} already", path, rule,
                                owners[rule]));
      }
      std::string id = entry.id;
      if (!out.try_emplace(id, std::move(entry)).second) {
        return fail(ErrorKind::kUsage,
                    fmt::format("{}: duplicate id '{}'", path, id));
      }
    }
  }
  return out;
}

Result<void> compile_all(const std::string& table, const std::string& examples,
                         std::span<char*> paths) {
  auto all = read_all(paths);
  if (!all) return std::unexpected(all.error());
  TableText rows, said;
  for (const auto& [id, entry] : *all) {
    rows.add(entry);
    for (const auto& example : entry.examples) said.add(id, example);
  }
  auto written = write_file(table, rows.finish("Provider", "kProviders"));
  if (!written) return written;
  return write_file(examples,
                    said.finish("ProviderExample", "kProviderExamples"));
}

}  // namespace
}  // namespace stanch

int main(int argc, char** argv) {
  if (argc < 4) {
    std::cerr << "usage: stanch_compile_providers TABLE EXAMPLES FILE...\n";
    return 2;
  }
  auto done = stanch::compile_all(argv[1], argv[2], {argv + 3, argv + argc});
  if (!done) std::cerr << done.error().message << '\n';
  return done ? 0 : 2;
}
