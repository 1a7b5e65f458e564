// SPDX-License-Identifier: Apache-2.0
//
// stanch never lets libgit2 speak to a server (it calls git), so the static
// program has what follows in place of libgit2's transports, and of the TLS,
// SSH and HTTP that they bring: 1 MB, and Kerberos, of which Debian has no
// static library. Its expressions (names of submodules, headings of hunks) are
// those of POSIX in both, and need no second engine: libgit2 can be built with
// either. The signatures are those of libgit2 1.5; what is missing here, or
// twice, is an error of the linker.
#include <regex.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#include <sys/types.h>

namespace {

constexpr int kError = -1;         // GIT_ERROR
constexpr int kNotFound = -3;      // GIT_ENOTFOUND
constexpr int kInvalidSpec = -12;  // GIT_EINVALIDSPEC
constexpr int kIgnoreCase = 1;     // GIT_REGEXP_ICASE

struct GitMatch {  // git_regmatch
  ssize_t start;
  ssize_t end;
};

}  // namespace

extern "C" {

bool git_http__expect_continue = false;
bool git_smart__ofs_delta_enabled = true;
int git_transport_ssh_global_init() { return 0; }
int git_mbedtls_stream_global_init() { return 0; }
int git_mbedtls__set_cert_location(const char*, const char*) { return kError; }
int git_transport_new(void**, void*, const char*) { return kError; }
int git_transport_init(void*, unsigned int) { return kError; }

int git_regexp_compile(regex_t** out, const char* pattern, int flags) {
  auto compiled = std::make_unique<regex_t>();
  int options = REG_EXTENDED | ((flags & kIgnoreCase) != 0 ? REG_ICASE : 0);
  *out = nullptr;
  if (::regcomp(compiled.get(), pattern, options) != 0) return kInvalidSpec;
  *out = compiled.release();
  return 0;
}

void git_regexp_dispose(regex_t** regexp) {
  if (*regexp != nullptr) ::regfree(*regexp);
  delete *regexp;
  *regexp = nullptr;
}

int git_regexp_search(regex_t* const* regexp, const char* text,
                      std::size_t count, GitMatch* matches) {
  std::vector<regmatch_t> found(std::max<std::size_t>(count, 1));
  if (::regexec(*regexp, text, found.size(), found.data(), 0) != 0) {
    return kNotFound;
  }
  for (std::size_t i = 0; i < count; ++i) {
    matches[i] = {found[i].rm_so, found[i].rm_eo};
  }
  return 0;
}

int git_regexp_match(regex_t* const* regexp, const char* text) {
  return git_regexp_search(regexp, text, 0, nullptr);
}
}
