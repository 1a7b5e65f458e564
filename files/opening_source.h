// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/source.h"
#include "files/content_scanner.h"

namespace stanch {

// The same source with the archives among its texts opened, for sources that
// lend whole files. Of an archive all is new, whatever was said to be fresh.
std::unique_ptr<Source> opening(std::unique_ptr<Source> source,
                                const ContentOptions& options);

}  // namespace stanch
