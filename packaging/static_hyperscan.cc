// SPDX-License-Identifier: Apache-2.0
//
// The static program has one of Hyperscan's five forms, the one that every
// processor it supports runs (static.cmake). Expressions that were not known
// when it was built would be compiled for the processor at hand, and what is
// compiled for a newer one that form refuses: so they are compiled for any. The
// linker takes this function for what the engine calls (--wrap).
#include <hs.h>

extern "C" {

hs_error_t __real_hs_compile_multi(const char* const* expressions,
                                   const unsigned* flags, const unsigned* ids,
                                   unsigned count, unsigned mode,
                                   const hs_platform_info_t* platform,
                                   hs_database_t** database,
                                   hs_compile_error_t** error);

hs_error_t __wrap_hs_compile_multi(const char* const* expressions,
                                   const unsigned* flags, const unsigned* ids,
                                   unsigned count, unsigned mode,
                                   const hs_platform_info_t*,
                                   hs_database_t** database,
                                   hs_compile_error_t** error) {
  constexpr hs_platform_info_t kAnyMachine = {};
  return __real_hs_compile_multi(expressions, flags, ids, count, mode,
                                 &kAnyMachine, database, error);
}
}
