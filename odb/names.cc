// SPDX-License-Identifier: Apache-2.0
#include "odb/names.h"

#include <dirent.h>

#include <cerrno>
#include <memory>

namespace stanch {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const {
    const int error = errno;
    ::closedir(folder);
    errno = error;
  }
};

}  // namespace

bool each_name(const std::string& folder,
               const std::function<void(std::string_view)>& visit) {
  std::unique_ptr<DIR, CloseFolder> open(::opendir(folder.c_str()));
  if (!open) return false;
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(open.get());
    if (entry == nullptr) return errno == 0;
    visit(entry->d_name);
  }
}

}  // namespace stanch
