// SPDX-License-Identifier: Apache-2.0
//
// Debian's libgit2 can log in to servers by Kerberos, of which Debian has no
// static library. stanch never lets libgit2 speak to a server (it calls git),
// so in the static program these functions only say that it failed (RFC 2744).
#include <cstdint>

namespace {
constexpr std::uint32_t kFailure = 13U << 16U;  // GSS_S_FAILURE
}  // namespace

extern "C" {
void* GSS_C_NT_HOSTBASED_SERVICE = nullptr;

std::uint32_t gss_import_name() { return kFailure; }
std::uint32_t gss_release_name() { return kFailure; }
std::uint32_t gss_display_status() { return kFailure; }
std::uint32_t gss_indicate_mechs() { return kFailure; }
std::uint32_t gss_test_oid_set_member() { return kFailure; }
std::uint32_t gss_release_oid_set() { return kFailure; }
std::uint32_t gss_init_sec_context() { return kFailure; }
std::uint32_t gss_delete_sec_context() { return kFailure; }
std::uint32_t gss_release_buffer() { return kFailure; }
}
