// SPDX-License-Identifier: Apache-2.0
//
// stanch never lets libgit2 speak to a server (it calls git), so the static
// program has what follows in place of libgit2's transports, and of the TLS,
// SSH and HTTP that they bring: 0.8 MB, and Kerberos, of which Debian has no
// static library. The signatures are those of libgit2 1.5 (static.cmake asks
// for it); what is missing here, or twice, is an error of the linker.

namespace {

constexpr int kError = -1;  // GIT_ERROR

}  // namespace

extern "C" {

bool git_http__expect_continue = false;
bool git_smart__ofs_delta_enabled = true;
int git_transport_ssh_global_init() { return 0; }
int git_mbedtls_stream_global_init() { return 0; }
int git_mbedtls__set_cert_location(const char*, const char*) { return kError; }
int git_transport_new(void**, void*, const char*) { return kError; }
int git_transport_init(void*, unsigned int) { return kError; }
}
