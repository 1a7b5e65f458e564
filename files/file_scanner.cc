// SPDX-License-Identifier: Apache-2.0
//
// Per file that fits in the buffer this costs open, fstat, read, close: fstat
// says the size, so the read that brings it needs no other one to see the end.
#include "files/file_scanner.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "files/descriptor_stream.h"

namespace stanch {
FileDescriptor open_at(int folder, const char* name, int flags) {
  return FileDescriptor(::openat(
      folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | flags));
}

void FileScanner::scan_file(FileDescriptor file, const Provenance& provenance,
                            TaskContext& context) {
  struct stat status = {};
  if (!file || ::fstat(file.get(), &status) != 0) {
    context.skip({provenance.path, describe_error(errno)});
    return;
  }
  if (!S_ISREG(status.st_mode)) {
    context.skip({provenance.path, "is no file any more"});
    return;
  }
  auto size = static_cast<std::uint64_t>(status.st_size);
  if (longest_ != 0 && size > longest_) {
    context.skip(
        {provenance.path, "larger than was asked for", Skipped::Why::kByRule});
    return;
  }
  DescriptorStream stream(file.get(), size);
  ReadOutcome outcome = contents_.scan(stream, size, provenance, context);
  if (!outcome.error.empty()) {
    context.skip({provenance.path, std::move(outcome.error)});
  } else if (outcome.bytes < size && !outcome.stopped) {
    context.skip({provenance.path, "shrank while it was read"});
  }
}

void FileScanner::scan(const std::string& path, TaskContext& context) {
  Provenance provenance{.origin = "file", .path = path, .attributes = {}};
  scan_file(open_at(AT_FDCWD, path.c_str(), 0), provenance, context);
}

void FileScanner::scan(const std::string& folder, const NameList& names,
                       TaskContext& context) {
  FileDescriptor opened = open_at(AT_FDCWD, folder_path(folder), O_DIRECTORY);
  if (!opened) {
    context.skip({folder_path(folder), describe_error(errno)});
    return;
  }
  bool needs_slash = !folder.empty() && !folder.ends_with('/');
  Provenance provenance{.origin = "file",
                        .path = needs_slash ? folder + '/' : folder,
                        .attributes = {}};
  std::size_t prefix = provenance.path.size();
  names.for_each([&](const char* name) {
    if (context.stopped()) return;
    provenance.path.resize(prefix);
    provenance.path.append(name);
    scan_file(open_at(opened.get(), name, O_NOFOLLOW), provenance, context);
  });
}

}  // namespace stanch
