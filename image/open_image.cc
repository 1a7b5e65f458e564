// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include <fmt/core.h>

#include "core/posix.h"
#include "files/archive_kind.h"
#include "files/descriptor_stream.h"
#include "image/catalog.h"
#include "image/folder_store.h"
#include "image/image_source.h"
#include "image/inflated_tar.h"
#include "image/tar_store.h"

namespace stanch {
namespace {

std::unexpected<Error> no_image(const std::string& path, std::string_view why) {
  return fail(ErrorKind::kUsage,
              fmt::format("cannot scan {} as an image: {}", path, why));
}

}  // namespace

Result<std::unique_ptr<BlobStore>> open_blob_store(const std::string& path) {
  if (path == "-") return nullptr;
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) {
    return no_image(path, describe_error(errno));
  }
  if (S_ISDIR(status.st_mode)) {
    auto store = open_folder_store(path);
    if (store == nullptr) {
      return no_image(path,
                      "it has no index.json, manifest.json or repositories "
                      "(for files in a folder: stanch dir)");
    }
    return store;
  }
  if (!S_ISREG(status.st_mode)) return nullptr;
  auto stream = open_file_stream(path);
  if (!stream) return context(path, std::move(stream.error()));
  auto head = read_head(**stream);
  if (!head) return context(path, std::move(head.error()));
  switch (archive_kind(head->view())) {
    case ArchiveKind::kCompressed:
      return nullptr;
    case ArchiveKind::kTar: {
      auto store = open_tar_store(path);
      if (!store) return context(path, std::move(store.error()));
      return store;
    }
    default:
      return no_image(path,
                      "it is neither a tar file nor a folder of an image");
  }
}

Result<std::unique_ptr<ByteStream>> open_image_stream(const std::string& path) {
  if (path == "-") return std::make_unique<DescriptorStream>(0);
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) {
    return fail(ErrorKind::kUnreadable, path + ": " + describe_error(errno));
  }
  return std::make_unique<DescriptorStream>(std::move(file));
}

Result<std::vector<std::vector<std::string>>> read_bases(BlobStore& store) {
  Catalog catalog = read_catalog(store, {});
  if (catalog.images.empty()) {
    return fail(ErrorKind::kUnreadable,
                catalog.skipped.empty() ? std::string("it holds no image")
                                        : std::move(catalog.skipped[0].reason));
  }
  return diff_ids_of(catalog);
}

}  // namespace stanch
