// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/source.h"
#include "files/content_scanner.h"

namespace stanch {

// `stanch stdin`: one text read to its end from a descriptor, in one task; it
// can be a pipe, a file or a terminal, of any length, and an archive. Origin
// and path are "stdin". A read that fails is named kUnreadable; what came
// before is scanned.
class StreamSource final : public Source {
 public:
  // Borrows the descriptor.
  explicit StreamSource(ContentOptions options, int file = 0)
      : options_(options), file_(file) {}

  void split(TaskContext& context) override;

 private:
  ContentOptions options_;
  int file_;
};

}  // namespace stanch
