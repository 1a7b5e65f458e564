// SPDX-License-Identifier: Apache-2.0
#include "core/git_config.h"

#include <algorithm>
#include <cctype>
#include <ranges>

#include "core/lower_case.h"

namespace stanch {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

bool is_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-';
}

class Reader {
 public:
  Reader(std::string_view text, std::vector<GitSetting>& out)
      : text_(text), out_(out) {
    if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
  }

  void read() {
    while (!text_.empty()) {
      const char c = text_.front();
      if (is_space(c) || c == '\n') {
        text_.remove_prefix(1);
      } else if (c == '#' || c == ';') {
        skip_line();
      } else if (c == '[') {
        read_section();
      } else {
        read_setting();
      }
    }
  }

 private:
  void skip_line() {
    text_.remove_prefix(std::min(text_.find('\n'), text_.size()));
  }
  void skip_spaces() {
    while (!text_.empty() && is_space(text_.front())) text_.remove_prefix(1);
  }
  bool take(char c) {
    if (!text_.starts_with(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  std::string_view take_name(bool with_dots) {
    std::size_t size = 0;
    while (size < text_.size() &&
           (is_name(text_[size]) || (with_dots && text_[size] == '.'))) {
      ++size;
    }
    std::string_view name = text_.substr(0, size);
    text_.remove_prefix(size);
    return name;
  }

  // [section], [section "subsection"], [section.subsection]
  void read_section() {
    take('[');
    section_ = lower_case(take_name(true));
    skip_spaces();
    if (take('"')) {
      section_ += '.';
      while (!text_.empty() && text_.front() != '"' && text_.front() != '\n') {
        if (text_.front() == '\\') text_.remove_prefix(1);
        if (text_.empty()) break;
        section_ += text_.front();
        text_.remove_prefix(1);
      }
      take('"');
    }
    skip_spaces();
    if (take(']')) return;
    section_.clear();
    skip_line();
  }

  void read_setting() {
    GitSetting setting{
        section_ + '.' + lower_case(take_name(false)), {}, false};
    skip_spaces();
    const bool has_name = !section_.empty() && !setting.name.ends_with('.');
    if (take('=')) {
      setting.value = take_value();
    } else if (text_.empty() || std::string_view("\n#;").contains(text_[0])) {
      setting.bare_key = true;
    } else {
      skip_line();
      return;
    }
    if (has_name) out_.push_back(std::move(setting));
  }

  // To the end of the line: quotes, escapes, comments and lines continued with
  // a backslash.
  std::string take_value() {
    std::string value;
    bool quoted = false;
    std::size_t kept = 0;  // blanks at the end count only inside quotes
    std::size_t i = 0;
    for (; i < text_.size() && text_[i] != '\n'; ++i) {
      char c = text_[i];
      if (c == '"') {
        quoted = !quoted;
        kept = value.size();
      } else if (!quoted && (c == '#' || c == ';')) {
        i = std::min(text_.find('\n', i), text_.size());
        break;
      } else if (c == '\\' && i + 1 < text_.size()) {
        c = text_[++i];
        if (c == '\n') continue;
        value += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'b' ? '\b' : c;
        kept = value.size();
      } else if (quoted || !is_space(c)) {
        value += c;
        kept = value.size();
      } else if (!value.empty()) {
        value += c;
      }
    }
    text_.remove_prefix(i);
    value.resize(kept);
    return value;
  }

  std::string_view text_;
  std::vector<GitSetting>& out_;
  std::string section_;
};

}  // namespace

GitConfig::GitConfig(std::string_view text) { Reader(text, settings_).read(); }

const GitSetting* GitConfig::find(std::string_view name) const {
  for (const GitSetting& setting : std::views::reverse(settings_)) {
    if (setting.name == name) return &setting;
  }
  return nullptr;
}

std::optional<std::string> GitConfig::value(std::string_view name) const {
  const GitSetting* found = find(name);
  if (found == nullptr || found->bare_key) return std::nullopt;
  return found->value;
}

bool GitConfig::is_true(std::string_view name) const {
  const GitSetting* found = find(name);
  return found != nullptr && stanch::is_true(*found);
}

bool is_true(const GitSetting& setting) {
  const std::string value = lower_case(setting.value);
  if (setting.bare_key || value == "true" || value == "yes" || value == "on") {
    return true;
  }
  return value.find_first_not_of("+-0123456789") == std::string::npos &&
         value.find_first_of("123456789") != std::string::npos;
}

}  // namespace stanch
