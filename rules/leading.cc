// SPDX-License-Identifier: Apache-2.0
#include "rules/leading.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <utility>

namespace stanch {
namespace {

constexpr std::size_t kMostTexts = 64;
constexpr std::size_t kLongEnough = 48;  // no trigger is longer by much
constexpr int kMostInClass = 8;

// `whole`: these are all that is matched, not only what it begins with.
struct Texts {
  std::vector<std::string> all = {""};
  bool whole = true;
};

struct Times {
  unsigned least = 1;
  bool exactly = true;
};

// Each text of the one followed by each of the other; false: too many.
bool append(Texts& texts, const Texts& more) {
  if (texts.all.size() * more.all.size() > kMostTexts ||
      std::ranges::any_of(texts.all, [](const std::string& text) {
        return text.size() >= kLongEnough;
      })) {
    return false;
  }
  std::vector<std::string> joined;
  for (const auto& head : texts.all) {
    for (const auto& tail : more.all) joined.push_back(head + tail);
  }
  texts = {std::move(joined), more.whole};
  return true;
}

// Reads an expression from its begin, each alternative as far as it is a few
// texts.
class LeadingReader {
 public:
  explicit LeadingReader(std::string_view expression) : rest_(expression) {}

  std::vector<std::string> read() {
    Texts texts = alternatives();
    const bool any_empty = std::ranges::find(texts.all, "") != texts.all.end();
    if (!rest_.empty() || any_empty) return {};
    return std::move(texts.all);
  }

 private:
  bool take(std::string_view what) {
    if (!rest_.starts_with(what)) return false;
    rest_.remove_prefix(what.size());
    return true;
  }
  bool is_over() const {
    return rest_.empty() || rest_.front() == '|' || rest_.front() == ')';
  }

  Texts alternatives() {
    Texts texts = sequence();
    while (take("|")) {
      Texts other = sequence();
      texts.all.insert(texts.all.end(), other.all.begin(), other.all.end());
      texts.whole = texts.whole && other.whole;
    }
    return texts;
  }

  Texts sequence() {
    Texts texts;
    while (!is_over() && texts.whole) {
      const std::string_view before = rest_;
      auto one = atom();
      auto times = one ? count() : std::nullopt;
      if (!times || !repeat(texts, std::move(*one), *times)) {
        rest_ = before;
        texts.whole = false;
      }
    }
    skip();
    return texts;
  }

  static bool repeat(Texts& texts, Texts one, Times times) {
    if (times.least == 0) {
      if (!times.exactly) return false;
      one.all.emplace_back();  // it may be missing
      times.least = 1;
    }
    for (unsigned i = 0; i < times.least && texts.whole; ++i) {
      if (append(texts, one)) continue;
      if (i == 0) return false;
      texts.whole = false;
    }
    texts.whole = texts.whole && times.exactly;
    return true;
  }

  // A byte, a class, a group, or a place between two bytes.
  std::optional<Texts> atom() {
    if (take("\\b")) return Texts{};
    if (take("(?:") || (!rest_.starts_with("(?") && take("("))) {
      Texts texts = alternatives();
      if (!take(")")) return std::nullopt;
      return texts;
    }
    if (take("[")) return a_class();
    if (auto byte = one_byte()) {
      return Texts{{std::string(1, static_cast<char>(*byte))}};
    }
    return std::nullopt;
  }

  std::optional<unsigned char> one_byte() {
    if (take("\\x")) {
      unsigned char byte = 0;
      const auto digits = rest_.substr(0, 2);
      auto [end, error] = std::from_chars(
          digits.data(), digits.data() + digits.size(), byte, 16);
      if (error != std::errc() || end - digits.data() != 2) return std::nullopt;
      drop(2);
      return byte;
    }
    const bool escaped = take("\\");
    if (rest_.empty()) return std::nullopt;
    const char c = rest_.front();
    const bool is_sign = std::isalnum(static_cast<unsigned char>(c)) == 0;
    // An escaped letter is a class, a plain sign may be an operator.
    if (escaped != is_sign) {
      if (escaped || std::string_view("_-@=:/ ~<>,;!#%&'\"").find(c) ==
                         std::string_view::npos) {
        return std::nullopt;
      }
    }
    drop(1);
    return static_cast<unsigned char>(c);
  }

  std::optional<Texts> a_class() {
    Texts texts{{}, true};
    if (rest_.starts_with("]")) return std::nullopt;  // one of the class
    while (!take("]")) {
      auto first = one_byte();
      if (!first) return std::nullopt;
      auto last = first;
      if (!rest_.starts_with("-]") && take("-")) last = one_byte();
      if (!last || *last < *first || *last - *first >= kMostInClass) {
        return std::nullopt;
      }
      for (int c = *first; c <= *last; ++c) {
        texts.all.emplace_back(1, static_cast<char>(c));
      }
    }
    return texts;
  }

  // How often the atom before stands there. `least` of 0, exactly: or once.
  std::optional<Times> count() {
    Times times;
    if (take("?")) {
      times.least = 0;
    } else if (take("+")) {
      times.exactly = false;
    } else if (take("*")) {
      times = {0, false};
    } else if (take("{")) {
      auto [end, error] = std::from_chars(
          rest_.data(), rest_.data() + rest_.size(), times.least);
      drop(end - rest_.data());
      times.exactly = rest_.starts_with("}") && times.least > 0;
      const std::size_t close = rest_.find('}');
      if (error != std::errc() || close == rest_.npos) return std::nullopt;
      drop(close + 1);
    }
    take("?");  // as little as possible
    return times;
  }

  void drop(std::size_t bytes) {
    rest_.remove_prefix(std::min(bytes, rest_.size()));
  }
  void drop_one() { drop(rest_.starts_with('\\') ? 2 : 1); }

  // What is left of the alternative.
  void skip() {
    for (int depth = 0; !rest_.empty() && (depth > 0 || !is_over());) {
      const char c = rest_.front();
      drop_one();
      if (c == '(') ++depth;
      if (c == ')') --depth;
      if (c == '[') skip_class();
    }
  }

  void skip_class() {
    take("^");
    drop_one();  // even a bracket, where it comes first
    while (!rest_.empty() && !take("]")) {
      if (take("[:")) {
        drop(std::min(rest_.find(":]"), rest_.size()) + 2);
      } else {
        drop_one();
      }
    }
  }

  std::string_view rest_;
};

// Whether something in it changes what all behind it means: flags, quotes.
bool changes_its_dialect(std::string_view expression) {
  if (expression.contains("\\Q")) return true;
  for (std::size_t at = 0;
       (at = expression.find("(?", at)) != expression.npos;) {
    at += 2;
    const std::size_t end = expression.find_first_of(":)<", at);
    if (end != expression.npos && expression[end] == ')') return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> leading_texts(std::string_view expression) {
  if (changes_its_dialect(expression)) return {};
  return LeadingReader(expression).read();
}

std::vector<std::string> heads_of(const Rule& rule) {
  if (rule.dialect != Dialect::kStanch || !rule.trigger_expressions.empty() ||
      !rule.names.empty()) {
    return {};
  }
  std::vector<std::string> heads = leading_texts(rule.expression);
  for (std::string& head : heads) {
    std::size_t end = head.npos;
    for (const std::string& trigger : rule.triggers) {
      const std::size_t begin = head.find(trigger);
      if (begin != head.npos) end = std::min(end, begin + trigger.size());
    }
    if (end == head.npos) return {};
    head.resize(end);
  }
  std::ranges::sort(heads, {}, [](const std::string& head) {
    return std::pair(-static_cast<int>(head.size()), std::string_view(head));
  });
  const auto [again, last] = std::ranges::unique(heads);
  heads.erase(again, last);
  return heads;
}

}  // namespace stanch
