// SPDX-License-Identifier: Apache-2.0
//
// A row is an aggregate of literals. A list of texts is an array of its own,
// which the row names:
//
//   constexpr std::string_view kList0[] = {"ghp_"sv};
//   constexpr RuleRow kRules[] = {{"github-pat"sv, ..., kList0, {}, ...}};
//
// Literals write every byte that is not printable ASCII as three octal digits:
// unlike hexadecimal, these end by themselves, so a digit may follow. `?` is
// escaped too, for `??=` and its like are trigraphs to older compilers.
#include "rules/compile/table_writer.h"

#include <iterator>
#include <vector>

#include <fmt/format.h>

#include "rules/builtin_table.h"

namespace stanch {
namespace {

// What the C++ standard asks every compiler to take (annex B).
constexpr std::size_t kLongestText = 65535;

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::kLow:
      return "kLow";
    case Severity::kMedium:
      return "kMedium";
    case Severity::kHigh:
      return "kHigh";
    case Severity::kCritical:
      return "kCritical";
  }
  return {};
}

std::string_view name_of(Boundary boundary) {
  switch (boundary) {
    case Boundary::kNone:
      return "kNone";
    case Boundary::kAlnum:
      return "kAlnum";
    case Boundary::kWord:
      return "kWord";
    case Boundary::kBase64:
      return "kBase64";
    case Boundary::kBase64Url:
      return "kBase64Url";
  }
  return {};
}

std::string_view name_of(Specificity specificity) {
  switch (specificity) {
    case Specificity::kGeneric:
      return "kGeneric";
    case Specificity::kContextual:
      return "kContextual";
    case Specificity::kExact:
      return "kExact";
  }
  return {};
}

class TableWriter {
 public:
  void add(const Rule& rule) {
    owner_ = rule.id;
    // In the order of RuleRow; arguments alone would not be evaluated in it.
    std::vector<std::string> members = {
        text(rule.id),
        text(rule.title),
        text(rule.provider),
        fmt::format("Severity::{}", name_of(rule.severity)),
        text(rule.grants),
        text(rule.next),
        list(rule.triggers),
        list(rule.trigger_expressions),
        text(rule.expression),
        fmt::format("{}", rule.secret_group),
        fmt::format("{}", rule.max_length),
        list(rule.names),
        text(rule.value),
        fmt::format("Boundary::{}", name_of(rule.boundary)),
        text(rule.checksum),
        // The shortest digits that read back as the same number.
        fmt::format("{}", rule.entropy),
        list(rule.context),
        text(rule.path),
        fmt::format("Specificity::{}", name_of(rule.specificity)),
        list(rule.placeholders),
        parts(rule.parts),
        fmt::format("Severity::{}", name_of(rule.joined_severity)),
    };
    rules_ += row(members);
  }

  void add(const RuleExamples& examples) {
    owner_ = examples.rule_id;
    std::vector<std::string> members = {text(examples.rule_id),
                                        list(parted(examples.matching)),
                                        list(parted(examples.not_matching))};
    examples_ += row(members);
  }

  Result<std::string> finish(std::string_view symbol) const {
    if (!too_long_.empty()) {
      return fail(ErrorKind::kUsage,
                  fmt::format("rule '{}' holds a text of more than {} bytes",
                              too_long_, kLongestText));
    }
    return fmt::format(
        "// Written by stanch_compile_rules. Do not edit.\n"
        "#include \"rules/builtin_table.h\"\n\n"
        "namespace stanch {{\nnamespace {{\n\n"
        "using namespace std::literals;\n\n"
        "{}{}{}\n"
        "}}  // namespace\n\n"
        "extern const RuleTable {};\n"
        "const RuleTable {} = {{{}, {}}};\n\n"
        "}}  // namespace stanch\n",
        lists_, array("RuleRow", "kRules", rules_),
        array("ExamplesRow", "kExamples", examples_), symbol, symbol,
        rules_.empty() ? "{}" : "kRules",
        examples_.empty() ? "{}" : "kExamples");
  }

 private:
  static std::string row(const std::vector<std::string>& members) {
    std::string out;
    for (const std::string& member : members) {
      out += (out.empty() ? "    {" : ",\n     ") + member;
    }
    return out + "},\n";
  }

  static std::vector<std::string> parted(std::vector<std::string> texts) {
    for (std::string& text : texts) text = stanch::parted(text);
    return texts;
  }

  // An array must not be empty.
  static std::string array(std::string_view type, std::string_view name,
                           std::string_view rows) {
    if (rows.empty()) return {};
    return fmt::format("\nconstexpr {} {}[] = {{\n{}}};\n", type, name, rows);
  }

  std::string text(std::string_view bytes) {
    if (bytes.size() > kLongestText) too_long_ = owner_;
    return literal_of(bytes);
  }

  std::string list(const std::vector<std::string>& texts) {
    if (texts.empty()) return "{}";
    std::string name = fmt::format("kList{}", list_count_++);
    std::string rows;
    for (const std::string& each : texts) rows += "    " + text(each) + ",\n";
    lists_ += fmt::format("constexpr std::string_view {}[] = {{\n{}}};\n", name,
                          rows);
    return name;
  }

  std::string parts(const std::vector<RulePart>& all) {
    if (all.empty()) return "{}";
    std::string name = fmt::format("kParts{}", list_count_++);
    std::string rows;
    for (const RulePart& part : all) {
      rows += fmt::format("    {{{}, {}, {}, {}, {}}},\n", text(part.name),
                          text(part.rule), text(part.expression), part.lines,
                          part.optional);
    }
    lists_ += fmt::format("constexpr PartRow {}[] = {{\n{}}};\n", name, rows);
    return name;
  }

  std::string owner_;     // the id of the rule being written
  std::string too_long_;  // the id of one that cannot be
  std::string lists_;
  std::string rules_;
  std::string examples_;
  int list_count_ = 0;
};

}  // namespace

std::string literal_of(std::string_view bytes) {
  std::string out = "\"";
  for (char c : bytes) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\' || c == '?') {
      out += {'\\', c};
    } else if (byte >= 0x20 && byte < 0x7f) {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "\\{:03o}", byte);
    }
  }
  return out + "\"sv";
}

Result<std::string> write_table(const RuleFile& file, std::string_view symbol) {
  TableWriter writer;
  for (const Rule& rule : file.rules) writer.add(rule);
  for (const RuleExamples& examples : file.examples) writer.add(examples);
  return writer.finish(symbol);
}

}  // namespace stanch
