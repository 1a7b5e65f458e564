// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace stanch {

// The parts of the html report that are the same in each: reporters/page/.
extern const std::string_view kPageMarkup;  // the body, without the data
extern const std::string_view kPageStyle;   // between <style> and its end
extern const std::string_view kPageScript;  // between <script> and its end

}  // namespace stanch
