// SPDX-License-Identifier: Apache-2.0
#include "odb/alternates.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "core/posix.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 6;

// Takes one path off the list: to the separator, or in quotes as C has them.
std::string take_path(std::string_view& list, char separator) {
  std::string path;
  if (list.starts_with('"') && list.find('"', 1) != list.npos) {
    list.remove_prefix(1);
    while (!list.empty() && list.front() != '"') {
      char c = list.front();
      list.remove_prefix(1);
      if (c == '\\' && !list.empty()) {
        c = list.front();
        list.remove_prefix(1);
        auto is_octal = [](char digit) { return digit >= '0' && digit <= '7'; };
        if (is_octal(c) && list.size() >= 2 && is_octal(list[0]) &&
            is_octal(list[1])) {
          c = static_cast<char>((c - '0') << 6 | (list[0] - '0') << 3 |
                                (list[1] - '0'));
          list.remove_prefix(2);
        } else if (c == 'n' || c == 't') {
          c = c == 'n' ? '\n' : '\t';
        }
      }
      path += c;
    }
    list.remove_prefix(std::min(list.find(separator), list.size()));
  } else {
    path = list.substr(0, list.find(separator));
    list.remove_prefix(path.size());
  }
  if (!list.empty()) list.remove_prefix(1);
  return path;
}

class Collector {
 public:
  explicit Collector(std::vector<std::string>& problems)
      : problems_(problems) {}

  void add(const fs::path& folder, int depth) {
    std::error_code error;
    fs::path real = fs::canonical(folder, error);
    if (!error && !fs::is_directory(real, error) && !error) {
      error = std::make_error_code(std::errc::not_a_directory);
    }
    if (error) {
      problems_.push_back(folder.string() + ": " +
                          describe_error(error.value()));
      return;
    }
    // A cycle ends here too.
    if (std::ranges::find(folders_, real.string()) != folders_.end()) return;
    folders_.push_back(real);
    const std::string list = real / "info/alternates";
    if (!fs::exists(fs::symlink_status(list, error))) return;
    auto text = read_small_file(list, LastLink::kFollow);
    if (!text) {
      problems_.push_back(list + ": the list of alternates cannot be read");
    } else if (depth == kDeepest && !text->empty()) {
      problems_.push_back(list + ": alternates of alternates go too deep");
    } else {
      add_list(*text, '\n', real, depth + 1);
    }
  }

  void add_list(std::string_view list, char separator, const fs::path& base,
                int depth) {
    while (!list.empty()) {
      std::string path = take_path(list, separator);
      if (path.empty() || (separator == '\n' && path.starts_with('#'))) {
        continue;
      }
      add(base / path, depth);
    }
  }

  std::vector<std::string> take() { return std::move(folders_); }

 private:
  std::vector<std::string> folders_;
  std::vector<std::string>& problems_;
};

}  // namespace

std::vector<std::string> object_folders(const std::string& objects,
                                        std::string_view more,
                                        std::vector<std::string>& problems) {
  Collector collector(problems);
  collector.add(objects, 0);
  collector.add_list(more, ':', fs::path(), 1);
  return collector.take();
}

}  // namespace stanch
