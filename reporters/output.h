// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace stanch {

// Where the bytes of one report go. Either a descriptor that somebody else
// owns (standard output), or a file that appears complete or not at all: it is
// written under a temporary name beside its place, readable by its owner only,
// and renamed by commit(). A path that names something that is no plain file
// (a device, a FIFO) is written in place; so is one that is added to. Belongs
// to one thread.
class Output {
 public:
  // `name` stands in error messages.
  static Output to_descriptor(int descriptor, std::string name);

  // Proves now that the file can be made, so that a typo is known before the
  // scan; nothing is left on disk until the first write(). Fails with kUsage.
  static Result<Output> to_file(const std::string& path);

  // Adds to the end of a file, which is made where there is none: a summary
  // that others write to as well. Fails with kUsage.
  static Result<Output> to_end_of(const std::string& path);

  Output(Output&& other) noexcept;
  Output& operator=(Output&&) = delete;
  ~Output();  // drops what was not committed

  // Buffered. Fails with kClosedPipe when the reader went away, otherwise with
  // kUnwritable. After a failure only the destructor may be called.
  Result<void> write(std::string_view bytes);

  // Writes out the buffer and puts the file in its place.
  Result<void> commit();

 private:
  Output() = default;
  Result<void> create();
  Result<void> flush();

  std::string name_;
  std::string buffer_;
  int descriptor_ = -1;
  bool owned_ = false;  // the descriptor is ours to close
  // Plain files only: where it will stand, and where it stands meanwhile.
  std::string place_;
  std::string temporary_;
};

}  // namespace stanch
