// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "core/source.h"
#include "files/archive_reader.h"
#include "files/window_reader.h"

namespace stanch {

struct ContentOptions {
  WindowOptions windows;
  // How deep archives in archives are opened: 1 opens those that are no member
  // of another one, 0 none.
  unsigned archive_depth = 3;
  ArchiveLimits limits;
};

// Scans contents, whatever they are: a text in windows, and of an archive what
// is in it, the members named `outer.zip!inner.jar!file`. Archives are told by
// their first bytes. Any thread may call it; each call borrows a reader for
// each level, so there are as many as archives lie in one another at once.
//
// Of a member its name, the target of a link and its extended attributes are
// scanned too, under the attribute "part": "name", "link", "xattr user.note".
// A name may be a secret itself, so its place is the folder above.
//
// Named with context.skip, kUnreadable: an archive that hits a limit, one of a
// kind that is not known, one deeper than archive_depth. kByRule, as nobody
// could read more: one that is damaged, whose own bytes are scanned then, too
// (kUnreadable where the stream does not allow that), and encrypted members.
class ContentScanner {
 public:
  explicit ContentScanner(const ContentOptions& options) : options_(options) {}

  // A content from its first byte. `size`, where it is known, saves a read.
  // The outcome's `bytes` are those of the content itself.
  ReadOutcome scan(ByteStream& stream, std::optional<std::uint64_t> size,
                   const Provenance& provenance, TaskContext& context);

  // Of a member, before its bytes are read: what is known of it besides its
  // path. False: pass it by.
  using Describe =
      std::function<bool(const ArchiveMember& member, Provenance& provenance)>;

  // The members of an archive that is open, as if they were files. Their names
  // stand behind `prefix`. kUnreadable where the archive could not be read to
  // its end.
  Result<void> scan_members(ArchiveReader& archive, ArchiveUse& use,
                            const std::string& prefix,
                            const Provenance& provenance, TaskContext& context,
                            const Describe& describe = {});

 private:
  class Loan;
  struct Level;
  enum class Again : bool { kNo, kYes };  // whether bytes can be read again

  ReadOutcome scan_at(const Level& level, ByteStream& stream,
                      std::optional<std::uint64_t> size,
                      const Provenance& provenance, TaskContext& context);
  void scan_whole(const Level& level, std::string_view bytes,
                  const Provenance& provenance, TaskContext& context);
  ReadOutcome scan_begun(const Level& level, WindowReader& reader,
                         ByteStream& stream, std::optional<std::uint64_t> size,
                         const Provenance& provenance, TaskContext& context);
  ArchiveKind kind_of(std::string_view head) const;
  bool may_open(const Level& level, ArchiveKind kind,
                const Provenance& provenance, TaskContext& context) const;
  Result<void> inflate(const Level& level, ArchiveReader& archive,
                       const Provenance& provenance, TaskContext& context,
                       std::uint64_t& members);
  bool open(const Level& level, ArchiveKind kind, ByteStream& stream,
            Again again, const Provenance& provenance, TaskContext& context);
  Result<void> walk(const Level& level, ArchiveReader& archive,
                    const std::string& prefix, const Provenance& provenance,
                    TaskContext& context, const Describe& describe,
                    std::uint64_t& members);
  bool scan_pyc(std::string_view bytes, const Provenance& provenance,
                TaskContext& context) const;
  void scan_pdf(const Level& level, bool is_whole, std::string_view head,
                const Provenance& provenance, TaskContext& context);

  ContentOptions options_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<WindowReader>> idle_;  // guarded by mutex_
};

}  // namespace stanch
