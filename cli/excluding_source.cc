// SPDX-License-Identifier: Apache-2.0
#include "cli/excluding_source.h"

#include <string_view>
#include <utility>

#include "files/gitignore.h"

namespace stanch {
namespace {

class ExcludingSource : public Source {
 public:
  ExcludingSource(std::unique_ptr<Source> source,
                  std::function<bool(std::string_view)> excluded)
      : source_(std::move(source)), excluded_(std::move(excluded)) {}

  void split(TaskContext& context) override {
    TaskContext filtered = wrap(context);
    source_->split(filtered);
  }

 private:
  // The outer context lives as long as the task that the inner one is lent to.
  TaskContext wrap(TaskContext& outer) {
    TaskContext inner;
    inner.scan = [this, &outer](const Blob& blob) {
      if (!excluded_(blob.provenance.path)) outer.scan(blob);
    };
    inner.skip = [this, &outer](Skipped skipped) {
      if (!excluded_(skipped.path)) outer.skip(std::move(skipped));
    };
    inner.spawn = [this, &outer](Task task) {
      outer.spawn([this, task = std::move(task)](TaskContext& context) mutable {
        TaskContext filtered = wrap(context);
        task(filtered);
      });
    };
    inner.stopped = [&outer] { return outer.stopped(); };
    return inner;
  }

  std::unique_ptr<Source> source_;
  std::function<bool(std::string_view)> excluded_;
};

}  // namespace

std::function<bool(std::string_view)> excluded_paths(
    const std::vector<std::string>& lines) {
  if (lines.empty()) return nullptr;
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return [file = IgnoreFile(text)](std::string_view path) {
    return file.match_with_folders(path, /*is_folder=*/false) ==
           IgnoreFile::Verdict::kIgnore;
  };
}

std::unique_ptr<Source> excluding(std::unique_ptr<Source> source,
                                  const std::vector<std::string>& lines) {
  auto excluded = excluded_paths(lines);
  if (!excluded) return source;
  return std::make_unique<ExcludingSource>(std::move(source),
                                           std::move(excluded));
}

}  // namespace stanch
