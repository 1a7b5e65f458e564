// SPDX-License-Identifier: Apache-2.0
/*
 * libstanch: finds leaked credentials in bytes that a program has at hand.
 * docs/library.md has an example. C99 and C++; no macro of ours but these.
 *
 * Stable: a function keeps its meaning, and a struct grows at its end only, so
 * that a program runs with every later libstanch of its soname. Strings are
 * UTF-8 or ASCII, end in NUL and are lent for as long as is said. Nothing is
 * printed, no file is read, no network is used, no signal is touched.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define STANCH_API __attribute__((visibility("default")))
#else
#define STANCH_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* "0.1.0"; for ever. */
STANCH_API const char* stanch_version(void);

/* Rules made ready. Any number of threads may share one. */
typedef struct stanch_rules stanch_rules;

/*
 * `toml` is the text of a .stanch.toml (docs/configuration.md), or NULL for the
 * built-in rules as they are. Returns NULL where it is wrong, or memory ran
 * out; then one line that says what is wrong stands in `error`, cut to
 * `error_size` bytes with its NUL. `error` may be NULL.
 */
STANCH_API stanch_rules* stanch_rules_new(const char* toml, char* error,
                                          size_t error_size);
/* After all its scanners. NULL is nothing to free. */
STANCH_API void stanch_rules_free(stanch_rules* rules);

/* One for each thread; keeps its memory from scan to scan. */
typedef struct stanch_scanner stanch_scanner;

/* Borrows `rules`. NULL where memory ran out. */
STANCH_API stanch_scanner* stanch_scanner_new(const stanch_rules* rules);
STANCH_API void stanch_scanner_free(stanch_scanner* scanner);

/* One secret at one place. All of it is lent for the call of `found`. */
typedef struct stanch_finding {
  const char* rule_id;     /* "github-pat" */
  const char* title;       /* what it is, for a person */
  const char* severity;    /* low, medium, high or critical */
  const char* confidence;  /* low, medium or high */
  const char* fingerprint; /* a keyed hash: equal secrets have equal ones */
  const char* next;        /* what to do now, one line */
  uint64_t offset;         /* of the secret's first byte (if it is encoded, of
                              what encodes it) */
  uint32_t start_line;     /* lines and columns count from 1, columns bytes; */
  uint32_t start_column;   /* line 0: the path itself was found */
  uint32_t end_line;
  uint32_t end_column; /* of its last byte */
} stanch_finding;

/* Returns 0 to be told of the next one. */
typedef int (*stanch_found)(const stanch_finding* finding, void* payload);

/*
 * Scans `size` bytes, at most 4 GiB - 1, and calls `found` for each place, by
 * offset. `path` is what the bytes are called, for the rules that ask for it,
 * or NULL. Returns 0, or what `found` returned when that was not 0, or -1
 * where there were too many bytes or memory ran out: then not all was read.
 */
STANCH_API int stanch_scan(stanch_scanner* scanner, const void* bytes,
                           size_t size, const char* path, stanch_found found,
                           void* payload);

#ifdef __cplusplus
}
#endif
