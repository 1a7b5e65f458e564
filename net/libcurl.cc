// SPDX-License-Identifier: Apache-2.0
//
// libcurl and what it draws after it take 2.5 ms of CPU to load, and most runs
// ask nobody anything. So the program is not linked with it: these functions,
// which have the names and types of its own, load it when the first of them is
// called, and hand the call on. Where it is not installed they fail as it
// would.
#include <cstdarg>

#include <curl/curl.h>

#include "core/late_library.h"

// Macros that check the types of what is set.
#undef curl_easy_setopt
#undef curl_easy_getinfo

namespace {

template <typename Function>
Function* real(Function* found, const char* name) {
  static const stanch::LateLibrary kCurl("libcurl.so.4");
  kCurl.find(name, found);
  return found;
}

}  // namespace

extern "C" {

CURLcode curl_global_init_mem(long flags, curl_malloc_callback allocate,
                              curl_free_callback free,
                              curl_realloc_callback reallocate,
                              curl_strdup_callback duplicate,
                              curl_calloc_callback clear) {
  static const auto kReal = real(curl_global_init_mem, "curl_global_init_mem");
  return kReal == nullptr
             ? CURLE_FAILED_INIT
             : kReal(flags, allocate, free, reallocate, duplicate, clear);
}

CURL* curl_easy_init() {
  static const auto kReal = real(curl_easy_init, "curl_easy_init");
  return kReal == nullptr ? nullptr : kReal();
}

void curl_easy_cleanup(CURL* handle) {
  static const auto kReal = real(curl_easy_cleanup, "curl_easy_cleanup");
  if (kReal != nullptr) kReal(handle);
}

void curl_easy_reset(CURL* handle) {
  static const auto kReal = real(curl_easy_reset, "curl_easy_reset");
  if (kReal != nullptr) kReal(handle);
}

CURLcode curl_easy_perform(CURL* handle) {
  static const auto kReal = real(curl_easy_perform, "curl_easy_perform");
  return kReal == nullptr ? CURLE_FAILED_INIT : kReal(handle);
}

CURLcode curl_easy_send(CURL* handle, const void* bytes, size_t size,
                        size_t* sent) {
  static const auto kReal = real(curl_easy_send, "curl_easy_send");
  return kReal == nullptr ? CURLE_FAILED_INIT
                          : kReal(handle, bytes, size, sent);
}

CURLcode curl_easy_recv(CURL* handle, void* bytes, size_t size,
                        size_t* received) {
  static const auto kReal = real(curl_easy_recv, "curl_easy_recv");
  return kReal == nullptr ? CURLE_FAILED_INIT
                          : kReal(handle, bytes, size, received);
}

// The one value is a pointer, a long or a curl_off_t, all of a pointer's size.
CURLcode curl_easy_setopt(CURL* handle, CURLoption option, ...) {
  static_assert(sizeof(void*) == sizeof(long) &&
                sizeof(void*) == sizeof(curl_off_t));
  static const auto kReal = real(curl_easy_setopt, "curl_easy_setopt");
  std::va_list values;
  va_start(values, option);
  void* value = va_arg(values, void*);
  va_end(values);
  return kReal == nullptr ? CURLE_FAILED_INIT : kReal(handle, option, value);
}

CURLcode curl_easy_getinfo(CURL* handle, CURLINFO what, ...) {
  static const auto kReal = real(curl_easy_getinfo, "curl_easy_getinfo");
  std::va_list values;
  va_start(values, what);
  void* value = va_arg(values, void*);
  va_end(values);
  return kReal == nullptr ? CURLE_FAILED_INIT : kReal(handle, what, value);
}

const char* curl_easy_strerror(CURLcode code) {
  static const auto kReal = real(curl_easy_strerror, "curl_easy_strerror");
  return kReal == nullptr ? "libcurl is not installed" : kReal(code);
}

curl_slist* curl_slist_append(curl_slist* list, const char* line) {
  static const auto kReal = real(curl_slist_append, "curl_slist_append");
  return kReal == nullptr ? nullptr : kReal(list, line);
}

void curl_slist_free_all(curl_slist* list) {
  static const auto kReal = real(curl_slist_free_all, "curl_slist_free_all");
  if (kReal != nullptr) kReal(list);
}

}  // extern "C"
