// SPDX-License-Identifier: Apache-2.0
#include "scanner/rule_database.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>
#include <re2/re2.h>

#include "rules/assignment.h"
#include "rules/leading.h"
#include "rules/run.h"
#include "scanner/checksums.h"
#include "scanner/compiled_rules.h"

namespace stanch {
namespace {

// Bytes that an expression may take where RE2's default is too little.
constexpr std::int64_t kMostMemory = std::int64_t{64} << 20;
// With less, what RE2 learns of a text that is made for it is thrown away time
// and again; other texts need a tenth of it.
constexpr std::int64_t kUsualMemory = std::int64_t{32} << 20;

// The gathered expressions as databases: what was compiled when stanch was
// built is taken as it is; only what is not among it, of custom rules, is
// compiled now.
Result<std::vector<TriggerSet>> make_sets(std::vector<Trigger> gathered,
                                          const PrecompiledTriggers& known,
                                          std::span<const Rule> rules) {
  std::vector<TriggerSet> out;
  TriggerSet builtin{unpack_triggers(known), {}, known.widest};
  builtin.woken_by.resize(known.expressions.size());
  bool uses_builtin = false;
  TriggerSet custom;
  std::vector<std::string> expressions;
  for (Trigger& trigger : gathered) {
    auto at = std::ranges::lower_bound(known.expressions, trigger.expression);
    if (builtin.database && at != known.expressions.end() &&
        *at == trigger.expression) {
      builtin.woken_by[at - known.expressions.begin()] =
          std::move(trigger.rules);
      uses_builtin = true;
    } else {
      expressions.push_back(std::move(trigger.expression));
      custom.woken_by.push_back(std::move(trigger.rules));
    }
  }
  if (uses_builtin) out.push_back(std::move(builtin));
  if (expressions.empty()) return out;
  int which = -1;
  auto database = compile_triggers(expressions, which);
  if (!database) {
    if (which < 0) return context("triggers", std::move(database.error()));
    const Rule& rule = rules[custom.woken_by[which].front()];
    return fail(
        ErrorKind::kUsage,
        fmt::format("rule {}: trigger '{}' does not compile: {}", rule.id,
                    expressions[which], database.error().message));
  }
  custom.database = std::move(*database);
  custom.widest = widest_match(expressions);
  out.push_back(std::move(custom));
  return out;
}

std::size_t widest_of(std::span<const TriggerSet> sets) {
  std::size_t widest = 0;
  for (const TriggerSet& set : sets) widest = std::max(widest, set.widest);
  return widest;
}

Result<void> compile_allows(RuleDatabase::Impl& impl,
                            const std::vector<Allow>& allows) {
  for (const Allow& allow : allows) {
    CompiledAllow& compiled = impl.allows.emplace_back();
    compiled.rules = allow.rules;
    compiled.fingerprints = allow.fingerprints;
    compiled.folder = allow.folder;
    compiled.commits = allow.commits;
    compiled.target = allow.target;
    compiled.stopwords = allow.stopwords;
    for (auto [sources, target] :
         {std::pair{&allow.paths, &compiled.paths},
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
  }
  return {};
}

Error in_rule(const Rule& rule, std::string_view key, const Error& error) {
  return {ErrorKind::kUsage,
          fmt::format("rule {}: {}: {}", rule.id, key, error.message)};
}

// The expression of a rule and the group that counts.
Result<void> compile_shape(const Rule& rule, CompiledRule& out) {
  bool gitleaks = rule.dialect == Dialect::kGitleaks;
  out.as_gitleaks = gitleaks;
  if (gitleaks && rule.expression.empty()) return {};
  auto expression = compile_expression(rule.expression);
  if (!expression) {
    return std::unexpected(
        in_rule(rule, gitleaks ? "regex" : "expression", expression.error()));
  }
  out.expression = std::move(*expression);
  int groups = out.expression->NumberOfCapturingGroups();
  out.group = rule.secret_group >= 0 ? rule.secret_group : (groups > 0 ? 1 : 0);
  if (out.group > groups) {
    return fail(ErrorKind::kUsage,
                fmt::format("rule {}: {}: the expression has {} groups, not {}",
                            rule.id, gitleaks ? "secretGroup" : "secret_group",
                            groups, out.group));
  }
  return {};
}

Result<CompiledRule> compile_rule(const Rule& rule) {
  CompiledRule out;
  if (auto shaped = compile_shape(rule, out); !shaped) {
    return std::unexpected(std::move(shaped.error()));
  }
  out.heads = heads_of(rule);
  if (!rule.value.empty()) {
    auto value = compile_expression(rule.value);
    if (!value) return std::unexpected(in_rule(rule, "value", value.error()));
    out.value = std::move(*value);
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
  for (const RulePart& part : rule.parts) {
    Expression& compiled = out.parts.emplace_back();
    if (part.expression.empty()) continue;
    auto expression = compile_expression(part.expression);
    if (!expression) {
      return std::unexpected(
          in_rule(rule, "[[rule.part]] expression", expression.error()));
    }
    compiled = std::move(*expression);
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

bool occurs(const Expression& expression, std::string_view text) {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()),
                                *expression);
}

bool is_of_characters(std::string_view source) {
  return source.contains("\\p") || source.contains("\\P") ||
         std::ranges::any_of(source, [](unsigned char c) { return c > 0x7f; });
}

Result<Expression> compile_expression(std::string_view source) {
  re2::RE2::Options options;
  options.set_encoding(re2::RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  options.set_max_mem(kUsualMemory);
  if (is_of_characters(source)) {
    options.set_encoding(re2::RE2::Options::EncodingUTF8);
  }
  re2::StringPiece piece(source.data(), source.size());
  Expression expression(new re2::RE2(piece, options));
  if (expression->error_code() == re2::RE2::ErrorPatternTooLarge) {
    options.set_max_mem(kMostMemory);
    expression.reset(new re2::RE2(piece, options));
  }
  if (!expression->ok()) {
    std::string_view argument = expression->error_arg();
    auto at = source.find(argument);
    return fail(
        ErrorKind::kUsage,
        fmt::format("'{}' does not compile at position {}: {}", source,
                    at == source.npos ? 1 : at + 1, expression->error()));
  }
  return expression;
}

Result<void> check_rule(const Rule& rule) {
  auto compiled = compile_rule(rule);
  if (!compiled) return std::unexpected(std::move(compiled.error()));
  return {};
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
                                           const std::vector<Allow>& allows) {
  auto impl = std::make_unique<Impl>();
  impl->rules = std::move(rules.rules);
  impl->unbound = bind_rules(impl->rules);
  impl->unbound.like_gitleaks = rules.like_gitleaks;
  impl->lazy_rules = std::make_unique<LazyRule[]>(impl->rules.size());
  Triggers gathered = gather_triggers(impl->rules);
  for (auto [to, from, known] :
       {std::tuple{&impl->triggers, &gathered.anywhere, &kBuiltinTriggers},
        std::tuple{&impl->run_triggers, &gathered.in_runs,
                   &kBuiltinRunTriggers},
        std::tuple{&impl->names, &gathered.names, &kBuiltinNames}}) {
    auto sets = make_sets(std::move(*from), *known, impl->rules);
    if (!sets) return std::unexpected(std::move(sets.error()));
    *to = std::move(*sets);
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

void RuleDatabase::measure(RuleCosts& costs) { impl_->costs = &costs; }

std::size_t RuleDatabase::widest_trigger() const {
  if (needs_whole_texts()) return SIZE_MAX;
  return widest_of(impl_->triggers);
}

std::size_t RuleDatabase::run_reach() const {
  std::size_t reach = impl_->names.empty() ? 0 : kNameReach + kRunLooked;
  if (!impl_->run_triggers.empty()) {
    reach = std::max(reach, widest_run_trigger() + kShortestRun);
  }
  return reach;
}

std::size_t RuleDatabase::widest_run_trigger() const {
  return widest_of(impl_->run_triggers);
}

bool RuleDatabase::needs_whole_texts() const {
  // A line of gitleaks may be all of the text.
  return impl_->unbound.any_whole || impl_->unbound.any_required ||
         impl_->unbound.like_gitleaks;
}

std::vector<std::string_view> RuleDatabase::costly_rules() const {
  std::vector<std::string_view> out;
  for (std::uint32_t rule : impl_->unbound.always) {
    out.push_back(impl_->rules[rule].id);
  }
  return out;
}

std::vector<bool> RuleDatabase::used_allows() const {
  std::vector<bool> out;
  for (const CompiledAllow& allow : impl_->allows) {
    out.push_back(allow.used.load(std::memory_order_relaxed));
  }
  return out;
}

std::size_t RuleDatabase::longest_match() const {
  std::size_t longest = 0;
  for (const Rule& rule : impl_->rules) {
    longest = std::max<std::size_t>(longest, rule.max_length);
  }
  return longest;
}

}  // namespace stanch
