// SPDX-License-Identifier: Apache-2.0
//
// Debian's Hyperscan holds what scans five times, each made for a generation of
// processors, and takes the best when the program starts; what comes after AVX2
// gains a scan of ours nothing, and is 3 MB. So the static program chooses
// itself, of two: any processor that Hyperscan runs on (SSSE3), and AVX2. That
// these functions are here keeps the archive's own choice, and with it all that
// it names, out of the program.
#include <hs.h>

#include <cstddef>
#include <cstdint>

namespace {

bool has_avx2() {
  static const bool has = __builtin_cpu_supports("avx2") != 0;
  return has;
}

bool runs_hyperscan() {
  static const bool runs = __builtin_cpu_supports("ssse3") != 0;
  return runs;
}

}  // namespace

extern "C" {

// NOLINTBEGIN(cppcoreguidelines-macro-usage): a declaration for each.
#define STANCH_CHOOSE(name, parameters, ...)                                  \
  hs_error_t avx2_##name parameters;                                          \
  hs_error_t core2_##name parameters;                                         \
  hs_error_t name parameters {                                                \
    if (!runs_hyperscan()) return HS_ARCH_ERROR;                              \
    return has_avx2() ? avx2_##name(__VA_ARGS__) : core2_##name(__VA_ARGS__); \
  }
// NOLINTEND(cppcoreguidelines-macro-usage)

STANCH_CHOOSE(hs_scan,
              (const hs_database_t* database, const char* data,
               unsigned int length, unsigned int flags, hs_scratch_t* scratch,
               match_event_handler on_match, void* context),
              database, data, length, flags, scratch, on_match, context)
STANCH_CHOOSE(hs_serialize_database,
              (const hs_database_t* database, char** bytes,
               std::size_t* length),
              database, bytes, length)
STANCH_CHOOSE(hs_deserialize_database,
              (const char* bytes, std::size_t length, hs_database_t** database),
              bytes, length, database)
STANCH_CHOOSE(hs_free_database, (hs_database_t * database), database)
STANCH_CHOOSE(dbIsValid, (const hs_database_t* database), database)

#undef STANCH_CHOOSE

std::uint32_t core2_Crc32c_ComputeBuf(std::uint32_t crc, const void* bytes,
                                      std::size_t length);
std::uint32_t Crc32c_ComputeBuf(std::uint32_t crc, const void* bytes,
                                std::size_t length) {
  return core2_Crc32c_ComputeBuf(crc, bytes, length);
}

// For whom expressions are compiled that were not known before.
std::uint64_t cpuid_flags() { return has_avx2() ? HS_CPU_FEATURES_AVX2 : 0; }
std::uint32_t cpuid_tune() { return HS_TUNE_FAMILY_GENERIC; }
}
