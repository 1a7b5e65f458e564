// SPDX-License-Identifier: Apache-2.0
//
// A content is begun like a text: as much as a first window needs is read into
// a reader's buffer, where it does not lie in memory already. If that begins
// like an archive, the archive is read from memory where it fits, from the
// stream after a step back where it can be sought in, and otherwise from the
// buffer and then the stream. Each member is a content again, with a reader of
// its own.
#include "files/content_scanner.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "files/member_notes.h"
#include "files/memory_stream.h"
#include "files/pdf_streams.h"
#include "files/pyc_strings.h"

namespace stanch {
namespace {

// What the one file in a compressed file is called.
std::string_view name_inside(std::string_view path) {
  constexpr std::array<std::string_view, 8> kSuffixes = {
      ".gz", ".bz2", ".xz", ".zst", ".lz4", ".lz", ".lzma", ".Z"};
  std::string_view name = path.substr(path.find_last_of("/!") + 1);
  for (std::string_view suffix : kSuffixes) {
    if (name.size() > suffix.size() && name.ends_with(suffix)) {
      return name.substr(0, name.size() - suffix.size());
    }
  }
  return "data";
}

}  // namespace

// Where a content lies.
struct ContentScanner::Level {
  unsigned depth = 0;         // archives round it
  ArchiveUse* use = nullptr;  // of the outermost; null where there is none
  // The innermost archive, and where that lies; null where none was opened
  // here.
  const ArchiveReader* archive = nullptr;
  const Level* outer = nullptr;
  Again again = Again::kYes;

  // Why something in it could not be read.
  Skipped::Why why() const {
    if (use != nullptr && use->is_refused) return Skipped::Why::kUnreadable;
    for (const Level* at = this; at != nullptr; at = at->outer) {
      if (at->archive == nullptr || !at->archive->is_damaged()) continue;
      return again == Again::kYes ? Skipped::Why::kByRule
                                  : Skipped::Why::kUnreadable;
    }
    return Skipped::Why::kUnreadable;
  }
};

// A reader, until the end of the block.
class ContentScanner::Loan {
 public:
  explicit Loan(ContentScanner& owner) : owner_(owner) {
    std::unique_lock lock(owner.mutex_);
    if (!owner.idle_.empty()) {
      reader_ = std::move(owner.idle_.back());
      owner.idle_.pop_back();
      return;
    }
    lock.unlock();
    reader_ = std::make_unique<WindowReader>(owner.options_.windows);
  }
  ~Loan() {
    std::lock_guard lock(owner_.mutex_);
    owner_.idle_.push_back(std::move(reader_));
  }
  Loan(const Loan&) = delete;
  Loan& operator=(const Loan&) = delete;

  WindowReader& reader() { return *reader_; }

 private:
  ContentScanner& owner_;
  std::unique_ptr<WindowReader> reader_;
};

ReadOutcome ContentScanner::scan(ByteStream& stream,
                                 std::optional<std::uint64_t> size,
                                 const Provenance& provenance,
                                 TaskContext& context) {
  return scan_at({}, stream, size, provenance, context);
}

Result<void> ContentScanner::scan_members(ArchiveReader& archive,
                                          ArchiveUse& use,
                                          const std::string& prefix,
                                          const Provenance& provenance,
                                          TaskContext& context,
                                          const Describe& describe) {
  std::uint64_t members = 0;
  return walk({.use = &use}, archive, prefix, provenance, context, describe,
              members);
}

ReadOutcome ContentScanner::scan_at(const Level& level, ByteStream& stream,
                                    std::optional<std::uint64_t> size,
                                    const Provenance& provenance,
                                    TaskContext& context) {
  auto all = stream.memory();
  if (all &&
      all->size() <= options_.windows.window + options_.windows.overlap) {
    scan_whole(level, *all, provenance, context);
    return {.bytes = all->size()};
  }
  Loan loan(*this);
  loan.reader().begin(stream, size, context);
  return scan_begun(level, loan.reader(), stream, size, provenance, context);
}

// A content that is no longer than a window.
void ContentScanner::scan_whole(const Level& level, std::string_view bytes,
                                const Provenance& provenance,
                                TaskContext& context) {
  ArchiveKind kind = kind_of(bytes);
  if (kind == ArchiveKind::kPdf) {
    scan_pdf(level, /*is_whole=*/true, bytes, provenance, context);
  } else if (kind == ArchiveKind::kPyc) {
    if (scan_pyc(bytes, provenance, context)) return;
  } else if (kind != ArchiveKind::kNone &&
             may_open(level, kind, provenance, context)) {
    MemoryStream memory(bytes);
    if (open(level, kind, memory, Again::kYes, provenance, context)) return;
  }
  if (!bytes.empty()) {
    context.scan({.bytes = bytes, .provenance = provenance});
  }
}

ArchiveKind ContentScanner::kind_of(std::string_view head) const {
  return options_.archive_depth == 0 ? ArchiveKind::kNone : archive_kind(head);
}

// Whether it does not lie too deep, which is named.
bool ContentScanner::may_open(const Level& level, ArchiveKind kind,
                              const Provenance& provenance,
                              TaskContext& context) const {
  if (level.depth < options_.archive_depth) return true;
  context.skip(
      {provenance.path, fmt::format("is a {} in {} archives: the depth limit "
                                    "(--archive-depth), so it was not opened",
                                    to_string(kind), level.depth)});
  return false;
}

ReadOutcome ContentScanner::scan_begun(const Level& level, WindowReader& reader,
                                       ByteStream& stream,
                                       std::optional<std::uint64_t> size,
                                       const Provenance& provenance,
                                       TaskContext& context) {
  std::string_view head = reader.head();
  if (reader.is_whole()) {
    if (!reader.outcome().stopped) {
      scan_whole(level, head, provenance, context);
    }
    return reader.outcome();
  }
  ArchiveKind kind = kind_of(head);
  if (kind == ArchiveKind::kNone) return reader.read_on(provenance, context);
  if (kind == ArchiveKind::kPyc) {
    context.skip({provenance.path,
                  fmt::format("is a compiled Python file of more than {} "
                              "bytes: scanned as the bytes it is",
                              head.size())});
    return reader.read_on(provenance, context);
  }
  if (kind == ArchiveKind::kPdf) {
    scan_pdf(level, /*is_whole=*/false, head, provenance, context);
    return reader.read_on(provenance, context);
  }
  if (!may_open(level, kind, provenance, context)) {
    return reader.read_on(provenance, context);
  }
  if (stream.seek(0)) {
    if (!open(level, kind, stream, Again::kYes, provenance, context) &&
        stream.seek(0)) {
      reader.begin(stream, size, context);
      return reader.read_on(provenance, context);
    }
  } else {
    ResumedStream resumed(head, stream);
    open(level, kind, resumed, Again::kNo, provenance, context);
  }
  return {.bytes = size.value_or(0)};
}

// False where its own bytes are to be scanned, too.
bool ContentScanner::open(const Level& level, ArchiveKind kind,
                          ByteStream& stream, Again again,
                          const Provenance& provenance, TaskContext& context) {
  ArchiveUse own;
  bool is_outer = level.use == nullptr;
  Level inside{.depth = level.depth + 1,
               .use = is_outer ? &own : level.use,
               .outer = &level,
               .again = level.again == Again::kNo ? level.again : again};
  ArchiveReader archive(stream, kind, options_.limits, *inside.use, is_outer);
  inside.archive = &archive;
  std::uint64_t members = 0;
  auto read = kind == ArchiveKind::kCompressed
                  ? inflate(inside, archive, provenance, context, members)
                  : walk(inside, archive, provenance.path + "!", provenance,
                         context, {}, members);
  if (!read) {
    context.skip(
        {provenance.path, std::move(read.error().message), inside.why()});
  }
  return !archive.is_damaged() && (read || members > 0);
}

// What comes out of a compressed file: the members of a tar or cpio, as if it
// were not compressed, or one member.
Result<void> ContentScanner::inflate(const Level& level, ArchiveReader& archive,
                                     const Provenance& provenance,
                                     TaskContext& context,
                                     std::uint64_t& members) {
  ArchiveMember only;
  auto has = archive.next(only);
  if (!has) return std::unexpected(std::move(has.error()));
  if (!*has) return {};
  Loan loan(*this);
  WindowReader& reader = loan.reader();
  std::string_view head = reader.begin(archive, std::nullopt, context);
  ArchiveKind kind = archive_kind(head);
  if (kind == ArchiveKind::kTar || kind == ArchiveKind::kCpio) {
    ResumedStream resumed(head, archive);
    ArchiveReader inner(resumed, kind, options_.limits, *level.use, false);
    Level inside = level;
    inside.archive = &inner;
    inside.outer = &level;
    auto read = walk(inside, inner, provenance.path + "!", provenance, context,
                     {}, members);
    if (!read) {
      context.skip(
          {provenance.path, std::move(read.error().message), inside.why()});
    }
    return {};
  }
  members += head.empty() ? 0 : 1;
  Provenance inner = provenance;
  inner.path += '!';
  inner.path += name_inside(provenance.path);
  ReadOutcome outcome =
      scan_begun(level, reader, archive, std::nullopt, inner, context);
  if (outcome.error.empty()) return {};
  return fail(ErrorKind::kUnreadable, std::move(outcome.error));
}

Result<void> ContentScanner::walk(const Level& level, ArchiveReader& archive,
                                  const std::string& prefix,
                                  const Provenance& provenance,
                                  TaskContext& context,
                                  const Describe& describe,
                                  std::uint64_t& members) {
  MemberNotes notes;
  ArchiveMember member;
  Provenance inner = provenance;
  bool was_damaged = false;
  while (!context.stopped()) {
    auto more = archive.next(member);
    if (!more) {
      // Said of the member before, where it is the same damage.
      if (was_damaged) return {};
      return std::unexpected(std::move(more.error()));
    }
    if (!*more) return {};
    ++members;
    inner.path = prefix;
    inner.path += member.path;
    inner.attributes = provenance.attributes;
    if (describe && !describe(member, inner)) continue;
    notes.scan(member, prefix.size(), inner, context);
    if (member.type != ArchiveMember::Type::kFile) continue;
    if (member.is_encrypted) {
      context.skip({inner.path, "is encrypted", Skipped::Why::kByRule});
      continue;
    }
    ReadOutcome outcome = scan_at(level, archive, std::nullopt, inner, context);
    was_damaged = !outcome.error.empty();
    if (was_damaged) {
      context.skip({inner.path, std::move(outcome.error), level.why()});
    }
  }
  return {};
}

// False where its own bytes are to be scanned.
bool ContentScanner::scan_pyc(std::string_view bytes,
                              const Provenance& provenance,
                              TaskContext& context) const {
  auto strings = pyc_strings(bytes);
  if (!strings) return false;
  Provenance inner = provenance;
  inner.path += "!strings";
  if (!strings->empty()) {
    context.scan({.bytes = *strings, .provenance = inner});
  }
  return true;
}

void ContentScanner::scan_pdf(const Level& level, bool is_whole,
                              std::string_view head,
                              const Provenance& provenance,
                              TaskContext& context) {
  ArchiveUse own{.stored = head.size()};
  Level inside{.depth = level.depth + 1,
               .use = level.use == nullptr ? &own : level.use,
               .outer = &level,
               .again = level.again};
  Provenance inner = provenance;
  std::size_t number = 0, at = 0;
  while (auto data = next_pdf_stream(head, at)) {
    if (context.stopped()) return;
    at = *data;
    inner.path = fmt::format("{}!stream {}", provenance.path, ++number);
    InflatedStream stream(head.substr(at), options_.limits, *inside.use);
    ReadOutcome outcome = scan_at(inside, stream, std::nullopt, inner, context);
    if (outcome.error.empty()) continue;
    context.skip({inner.path, std::move(outcome.error)});
    return;
  }
  if (!is_whole) {
    context.skip({provenance.path,
                  fmt::format("is a PDF of more than {} bytes: the streams "
                              "behind those were not inflated",
                              head.size())});
  }
}

}  // namespace stanch
