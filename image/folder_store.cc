// SPDX-License-Identifier: Apache-2.0
#include "image/folder_store.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "files/descriptor_stream.h"
#include "image/layout_names.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

class FolderStore final : public BlobStore {
 public:
  explicit FolderStore(fs::path folder) : folder_(std::move(folder)) {}

  Result<std::vector<BlobRef>> roots() override {
    std::vector<BlobRef> out;
    for (std::string_view name : kRootNames) {
      if (!find(std::string(name)).empty()) {
        out.push_back({.name = std::string(name)});
      }
    }
    return out;
  }

  Result<std::unique_ptr<ByteStream>> open(const BlobRef& blob) override {
    fs::path file = find(blob.name);
    if (file.empty()) {
      return fail(ErrorKind::kUnreadable, blob.name + ": is not there");
    }
    auto stream = open_file_stream(file.string());
    if (!stream) return context(blob.name, std::move(stream.error()));
    return stream;
  }

  bool has(const BlobRef& blob) override { return !find(blob.name).empty(); }

 private:
  // Empty where there is no such file in the folder.
  fs::path find(const std::string& name) const {
    for (const std::string& place : places_of(name)) {
      std::error_code error;
      fs::path file = fs::canonical(folder_ / place, error);
      if (error || !fs::is_regular_file(file, error)) continue;
      auto [end, rest] = std::ranges::mismatch(folder_, file);
      if (end == folder_.end()) return file;
    }
    return {};
  }

  fs::path folder_;  // without symbolic links
};

}  // namespace

std::unique_ptr<BlobStore> open_folder_store(const std::string& folder) {
  std::error_code error;
  fs::path place = fs::canonical(folder, error);
  if (error || !fs::is_directory(place, error)) return nullptr;
  auto store = std::make_unique<FolderStore>(std::move(place));
  auto roots = store->roots();
  if (!roots || roots->empty()) return nullptr;
  return store;
}

}  // namespace stanch
