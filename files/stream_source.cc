// SPDX-License-Identifier: Apache-2.0
#include "files/stream_source.h"

#include <utility>

#include "files/descriptor_stream.h"

namespace stanch {

void StreamSource::split(TaskContext& context) {
  Provenance provenance{.origin = "stdin", .path = "stdin", .attributes = {}};
  ContentScanner contents(options_);
  DescriptorStream stream(file_);
  ReadOutcome outcome =
      contents.scan(stream, std::nullopt, provenance, context);
  if (!outcome.error.empty()) {
    context.skip({.path = provenance.path, .reason = std::move(outcome.error)});
  }
}

}  // namespace stanch
