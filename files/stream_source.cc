// SPDX-License-Identifier: Apache-2.0
#include "files/stream_source.h"

#include "core/posix.h"

namespace stanch {

void StreamSource::split(TaskContext& context) {
  Provenance provenance{.origin = "stdin", .path = "stdin", .attributes = {}};
  WindowReader reader(options_);
  ReadOutcome outcome = reader.read(file_, std::nullopt, provenance, context);
  if (outcome.error != 0) {
    context.skip(
        {.path = provenance.path, .reason = describe_error(outcome.error)});
  }
}

}  // namespace stanch
