// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest.h"
#include "core/result.h"
#include "odb/object_id.h"

namespace stanch {

// The first 16 bytes of an object's id: enough that no two objects that anybody
// made share them.
using StateKey = std::array<std::uint8_t, 16>;

// What earlier runs have scanned with the same rules: a file beside a sweep.
// It holds ids and no more: nothing of what was found. Immutable once read; any
// thread.
//
// The file, numbers little-endian: "stanch.s", version (4 bytes), 4 zeros, the
// fingerprint (32), the numbers of packs and of objects (8 each), the keys of
// the packs, sorted, the keys of the objects, sorted, and the SHA-256 of all
// that. 16 bytes an object; half a million are read in some 10 ms.
class ScanState {
 public:
  // Nothing was scanned yet.
  ScanState() = default;

  // `fingerprint` stands for everything that decides what is found in a blob:
  // rules, configuration, stanch's version. A file that does not exist is an
  // empty state. kUnreadable says why what is there cannot be used: it is
  // damaged, cannot be read, or was written with another fingerprint.
  static Result<ScanState> read(const std::string& path,
                                const Sha256& fingerprint);
  // The same of the bytes of a file.
  static Result<ScanState> parse(std::string bytes, const Sha256& fingerprint);

  // Whether that blob, commit or tag was scanned.
  bool has(const ObjectId& id) const;
  // Whether all objects of the pack were, by the hash at its end.
  bool has_pack(const ObjectId& checksum) const;

  std::span<const StateKey> objects() const;
  std::span<const StateKey> packs() const;

 private:
  std::string bytes_;  // of the file
  std::size_t pack_count_ = 0;
  std::size_t object_count_ = 0;
  // Where the keys that begin with these 16 bits start in objects(); one more
  // for the end. Empty where there are none.
  std::vector<std::uint32_t> starts_;
};

// Gathers what a run has scanned. One thread.
class ScanStateWriter {
 public:
  explicit ScanStateWriter(const Sha256& fingerprint)
      : fingerprint_(fingerprint) {}

  // What the run did not have to scan again.
  void keep(const ScanState& earlier);
  void add(const ObjectId& id);
  void add_pack(const ObjectId& checksum);

  // Replaces the file at once or not at all: a new one (mode 0600) is written
  // beside it, made durable, and renamed. kUnwritable.
  Result<void> write(const std::string& path);
  // What write() writes.
  std::string bytes();

 private:
  Sha256 fingerprint_;
  std::vector<StateKey> packs_;
  std::vector<StateKey> objects_;
};

}  // namespace stanch
