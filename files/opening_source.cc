// SPDX-License-Identifier: Apache-2.0
#include "files/opening_source.h"

#include <string>
#include <utility>

#include "files/memory_stream.h"

namespace stanch {
namespace {

class OpeningSource : public Source {
 public:
  OpeningSource(std::unique_ptr<Source> source, const ContentOptions& options)
      : source_(std::move(source)), contents_(options) {}

  void split(TaskContext& context) override {
    TaskContext opening = wrap(context);
    source_->split(opening);
  }

 private:
  // The outer context lives as long as the task that the inner one is lent to.
  TaskContext wrap(TaskContext& outer) {
    TaskContext inner;
    inner.scan = [this, &outer](const Blob& blob) {
      bool is_unchanged = blob.fresh && blob.fresh->empty();
      if (blob.owned || is_unchanged ||
          archive_kind(blob.bytes) == ArchiveKind::kNone) {
        outer.scan(blob);
        return;
      }
      MemoryStream stream(blob.bytes);
      contents_.scan(stream, blob.bytes.size(), blob.provenance, outer);
    };
    inner.skip = outer.skip;
    inner.spawn = [this, &outer](Task task) {
      outer.spawn([this, task = std::move(task)](TaskContext& context) mutable {
        TaskContext opening = wrap(context);
        task(opening);
      });
    };
    inner.stopped = outer.stopped;
    return inner;
  }

  std::unique_ptr<Source> source_;
  ContentScanner contents_;
};

}  // namespace

std::unique_ptr<Source> opening(std::unique_ptr<Source> source,
                                const ContentOptions& options) {
  if (options.archive_depth == 0) return source;
  return std::make_unique<OpeningSource>(std::move(source), options);
}

}  // namespace stanch
