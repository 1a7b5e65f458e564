// SPDX-License-Identifier: Apache-2.0
//
// What the leak checker of the dev preset should not blame on us: libgit2 1.5
// forgets a pcre2 buffer whenever it looks whether a folder is trusted.

extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libpcre2-8.so\n";
}
