// SPDX-License-Identifier: Apache-2.0
//
// What the program that compiles the triggers has of them: none yet.
#include "scanner/triggers.h"

namespace stanch {

const PrecompiledTriggers kBuiltinTriggers = {};
const PrecompiledTriggers kBuiltinRunTriggers = {};
const PrecompiledTriggers kBuiltinNames = {};

}  // namespace stanch
