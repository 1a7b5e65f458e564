// SPDX-License-Identifier: Apache-2.0
//
// A line of a reflog: "<old id> <new id> <who> <when>\t<what>".
#include "history/reflogs.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <limits>
#include <system_error>
#include <utility>

#include "core/posix.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

using Take = std::function<void(std::string_view, const ObjectId&)>;

class ReflogReader {
 public:
  ReflogReader(HashKind hash, const Take& take,
               std::vector<std::string>& problems)
      : digits_(2 * id_size(hash)), take_(take), problems_(problems) {}

  // All logs in root/logs. Links to folders are not followed.
  void read_all(const fs::path& root, const std::string& shown) {
    std::error_code error;
    const fs::path logs = root / "logs";
    fs::recursive_directory_iterator entries(logs, error);
    for (; !error && entries != fs::recursive_directory_iterator();
         entries.increment(error)) {
      std::error_code ignored;
      if (!entries->is_regular_file(ignored)) continue;
      const std::string name =
          entries->path().native().substr(logs.native().size() + 1);
      read(entries->path(), name, shown + name);
    }
    if (error && error != std::errc::no_such_file_or_directory) {
      problems_.push_back(shown + ": " + describe_error(error.value()));
    }
  }

 private:
  void read(const fs::path& path, std::string_view ref,
            const std::string& shown) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
      problems_.push_back(shown + ": " + describe_error(errno));
      return;
    }
    // Only the ids are read; what follows them may be long.
    std::string ids(2 * digits_ + 1, '\0');
    constexpr auto kAll = std::numeric_limits<std::streamsize>::max();
    while (file.read(ids.data(), static_cast<std::streamsize>(ids.size()))) {
      take(ref, std::string_view(ids).substr(0, digits_));
      take(ref, std::string_view(ids).substr(digits_ + 1));
      const std::size_t end = ids.find('\n');
      if (end == ids.npos) {
        file.ignore(kAll, '\n');
      } else {
        file.seekg(-static_cast<std::streamoff>(ids.size() - end - 1),
                   std::ios::cur);
      }
    }
    if (file.bad()) problems_.push_back(shown + ": it cannot be read");
  }

  void take(std::string_view ref, std::string_view digits) {
    if (std::ranges::all_of(digits, [](char c) { return c == '0'; })) return;
    if (auto id = ObjectId::parse(digits)) take_(ref, *id);
  }

  std::size_t digits_;
  const Take& take_;
  std::vector<std::string>& problems_;
};

}  // namespace

void read_reflogs(const Layout& layout, const Take& take,
                  std::vector<std::string>& problems) {
  ReflogReader reader(layout.hash, take, problems);
  reader.read_all(layout.common_dir, "logs/");
  std::error_code error;
  fs::directory_iterator entries(layout.common_dir + "/worktrees", error);
  for (; !error && entries != fs::directory_iterator();
       entries.increment(error)) {
    reader.read_all(
        entries->path(),
        "worktrees/" + entries->path().filename().string() + "/logs/");
  }
}

}  // namespace stanch
