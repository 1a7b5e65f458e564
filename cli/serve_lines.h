// SPDX-License-Identifier: Apache-2.0
//
// `stanch serve --stdio`: a request a line, an answer a line (docs/library.md).
#pragma once

#include <string>
#include <string_view>

#include "cli/buffer_service.h"

namespace stanch {

// The answer to one line, with its end. What is wrong with a request stands in
// its answer; the service goes on.
std::string answer_line(BufferService& service, std::string_view line);

// The answer to a line that was too long to be read.
std::string answer_too_long();

}  // namespace stanch
