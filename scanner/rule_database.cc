// SPDX-License-Identifier: Apache-2.0
#include "scanner/rule_database.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <hs.h>
#include <re2/re2.h>

#include "scanner/checksums.h"
#include "scanner/compiled_rules.h"

namespace stanch {
namespace {

// A literal as a Hyperscan expression: every byte that is not plainly a letter
// or digit is written in hexadecimal.
std::string quoted(std::string_view literal) {
  std::string out;
  for (unsigned char byte : literal) {
    bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                 (byte >= 'a' && byte <= 'z');
    if (plain) {
      out += static_cast<char>(byte);
    } else {
      out += fmt::format("\\x{:02x}", byte);
    }
  }
  return out;
}

// Each distinct trigger once, with the rules that it wakes.
std::map<std::string, std::vector<std::uint32_t>> gather_triggers(
    const std::vector<Rule>& rules) {
  std::map<std::string, std::vector<std::uint32_t>> triggers;
  for (std::uint32_t i = 0; i < rules.size(); ++i) {
    auto add = [&](std::string expression) {
      auto& woken = triggers[std::move(expression)];
      if (woken.empty() || woken.back() != i) woken.push_back(i);
    };
    for (const auto& literal : rules[i].triggers) add(quoted(literal));
    for (const auto& expression : rules[i].trigger_expressions) add(expression);
  }
  return triggers;
}

Error trigger_error(const RuleDatabase::Impl& impl, const hs_compile_error& e,
                    std::span<const char* const> expressions) {
  if (e.expression < 0) {
    return {ErrorKind::kUsage,
            fmt::format("cannot compile the triggers: {}", e.message)};
  }
  const Rule& rule = impl.rules[impl.woken_by[e.expression].front()];
  return {ErrorKind::kUsage,
          fmt::format("rule {}: trigger '{}' does not compile: {}", rule.id,
                      expressions[e.expression], e.message)};
}

Result<void> compile_triggers(RuleDatabase::Impl& impl) {
  auto triggers = gather_triggers(impl.rules);
  std::vector<const char*> expressions;
  std::vector<unsigned> ids;
  for (auto& [expression, rules] : triggers) {
    ids.push_back(static_cast<unsigned>(expressions.size()));
    expressions.push_back(expression.c_str());
    impl.woken_by.push_back(std::move(rules));
  }
  if (expressions.empty()) return {};
  hs_database_t* compiled = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_multi(expressions.data(), nullptr, ids.data(),
                       static_cast<unsigned>(expressions.size()), HS_MODE_BLOCK,
                       nullptr, &compiled,
                       &error) != HS_SUCCESS) {
    auto failure = trigger_error(impl, *error, expressions);
    hs_free_compile_error(error);
    return std::unexpected(std::move(failure));
  }
  impl.triggers.reset(compiled);
  return {};
}

Result<void> compile_allows(RuleDatabase::Impl& impl,
                            const std::vector<Allow>& allows) {
  for (const Allow& allow : allows) {
    CompiledAllow compiled;
    compiled.rules = allow.rules;
    compiled.fingerprints = allow.fingerprints;
    for (auto [sources, target] : {std::pair{&allow.paths, &compiled.paths},
                                   std::pair{&allow.values, &compiled.values}}) {
      for (const std::string& source : *sources) {
        auto expression = compile_expression(source);
        if (!expression) {
          return context(fmt::format("allow \"{}\"", allow.reason),
                         std::move(expression.error()));
        }
        target->push_back(std::move(*expression));
      }
    }
    impl.allows.push_back(std::move(compiled));
  }
  return {};
}

Error in_rule(const Rule& rule, std::string_view key, const Error& error) {
  return {ErrorKind::kUsage,
          fmt::format("rule {}: {}: {}", rule.id, key, error.message)};
}

Result<CompiledRule> compile_rule(const Rule& rule) {
  CompiledRule out;
  auto expression = compile_expression(rule.expression);
  if (!expression) {
    return std::unexpected(in_rule(rule, "expression", expression.error()));
  }
  out.expression = std::move(*expression);
  int groups = out.expression->NumberOfCapturingGroups();
  out.group = rule.secret_group >= 0 ? rule.secret_group : (groups > 0 ? 1 : 0);
  if (out.group > groups) {
    return fail(ErrorKind::kUsage,
                fmt::format("rule {}: secret_group: the expression has {} "
                            "groups, not {}",
                            rule.id, groups, out.group));
  }
  if (!rule.path.empty()) {
    auto path = compile_expression(rule.path);
    if (!path) return std::unexpected(in_rule(rule, "path", path.error()));
    out.path = std::move(*path);
  }
  for (const std::string& source : rule.placeholders) {
    auto placeholder = compile_expression(source);
    if (!placeholder) {
      return std::unexpected(
          in_rule(rule, "placeholders", placeholder.error()));
    }
    out.placeholders.push_back(std::move(*placeholder));
  }
  if (!rule.checksum.empty()) {
    out.checksum = find_checksum(rule.checksum);
    if (out.checksum == nullptr) {
      return fail(ErrorKind::kUsage,
                  fmt::format("rule {}: checksum: there is none named '{}'",
                              rule.id, rule.checksum));
    }
  }
  return out;
}

}  // namespace

void FreeExpression::operator()(re2::RE2* expression) const {
  delete expression;
}

void FreeTriggers::operator()(hs_database* database) const {
  hs_free_database(database);
}

bool occurs(const Expression& expression, std::string_view text) {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()),
                                *expression);
}

Result<Expression> compile_expression(std::string_view source) {
  re2::RE2::Options options;
  options.set_encoding(re2::RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  Expression expression(new re2::RE2(
      re2::StringPiece(source.data(), source.size()), options));
  if (!expression->ok()) {
    std::string_view argument = expression->error_arg();
    auto at = source.find(argument);
    return fail(ErrorKind::kUsage,
                fmt::format("'{}' does not compile at position {}: {}", source,
                            at == source.npos ? 1 : at + 1,
                            expression->error()));
  }
  return expression;
}

const CompiledRule& RuleDatabase::Impl::compiled(std::size_t rule) const {
  LazyRule& lazy = lazy_rules[rule];
  std::call_once(lazy.once, [&] {
    auto result = compile_rule(rules[rule]);
    if (result) {
      lazy.rule = std::move(*result);
    } else {
      lazy.error = std::move(result.error());
    }
  });
  return lazy.rule;
}

RuleDatabase::RuleDatabase(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}
RuleDatabase::RuleDatabase(RuleDatabase&&) noexcept = default;
RuleDatabase& RuleDatabase::operator=(RuleDatabase&&) noexcept = default;
RuleDatabase::~RuleDatabase() = default;

Result<RuleDatabase> RuleDatabase::compile(RuleSet rules,
                                           std::vector<Allow> allows) {
  auto impl = std::make_unique<Impl>();
  impl->rules = std::move(rules.rules);
  impl->lazy_rules = std::make_unique<LazyRule[]>(impl->rules.size());
  if (auto done = compile_triggers(*impl); !done) {
    return std::unexpected(std::move(done.error()));
  }
  if (auto done = compile_allows(*impl, allows); !done) {
    return std::unexpected(std::move(done.error()));
  }
  return RuleDatabase(std::move(impl));
}

std::span<const Rule> RuleDatabase::rules() const { return impl_->rules; }

Result<void> RuleDatabase::check() const {
  for (std::size_t i = 0; i < impl_->rules.size(); ++i) {
    impl_->compiled(i);
    if (const auto& error = impl_->lazy_rules[i].error) {
      return std::unexpected(*error);
    }
  }
  return {};
}

std::size_t RuleDatabase::longest_match() const {
  std::size_t longest = 0;
  for (const Rule& rule : impl_->rules) {
    longest = std::max<std::size_t>(longest, rule.max_length);
  }
  return longest;
}

}  // namespace stanch
