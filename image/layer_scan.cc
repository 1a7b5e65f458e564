// SPDX-License-Identifier: Apache-2.0
//
//   blob ─ CheckedStream ─ inflating ─ CheckedStream ─ tar ─ ContentScanner
//          (its digest)                (its diff id)
//
// All streaming. What stands behind the end of the tar is read too, as digests
// are of all bytes, and scanned where it is more than zeros: no container sees
// it, but everybody who has the layer.
#include "image/layer_scan.h"

#include <optional>
#include <utility>

#include <fmt/core.h>

#include "files/memory_stream.h"
#include "image/checked_stream.h"
#include "image/inflated_tar.h"
#include "image/layout_names.h"

namespace stanch {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10;

// Says of each member where in the layer it is.
ContentScanner::Describe describer(LayerPaths* paths) {
  return [paths](const ArchiveMember& member, Provenance& provenance) {
    std::string path = normal_path(member.path);
    // What leads out of the root is a name like any other here.
    if (!path.empty()) provenance.path = path;
    if (paths != nullptr) {
      paths->add(provenance.path, member.type == ArchiveMember::Type::kFolder);
      if (member.type == ArchiveMember::Type::kHardLink) {
        paths->add_link(provenance.path, normal_path(member.link));
      }
    }
    provenance.attributes.emplace_back("file", provenance.path);
    provenance.attributes.emplace_back("mode",
                                       fmt::format("{:04o}", member.mode));
    provenance.attributes.emplace_back(
        "owner", fmt::format("{}:{}", member.user, member.group));
    return true;
  };
}

class LayerScan {
 public:
  LayerScan(const BlobRef& blob, ContentScanner& contents,
            const ArchiveLimits& limits, TaskContext& context)
      : blob_(blob), contents_(contents), limits_(limits), context_(context) {
    provenance_ = {.origin = "image-layer", .path = "", .attributes = {}};
    provenance_.attributes.emplace_back("layer", blob.name);
  }

  LayerReport run(ByteStream& stream) {
    bool is_checked = is_digest(blob_.name);
    CheckedStream checked(stream, is_checked ? blob_.name : std::string(),
                          blob_.size);
    bool was_read = read(checked);
    if (context_.stopped()) return std::move(report_);
    if (was_read) was_read = note(checked.drain());
    if (was_read) report_.digest = checked.digest();
    if (!was_read) report_.diff_id.clear();
    report_.paths.finish();
    return std::move(report_);
  }

 private:
  // False, and named, where there was an error.
  bool note(const Result<void>& result) {
    if (!result) {
      context_.skip({"layer " + blob_.name, result.error().message});
    }
    return result.has_value();
  }

  bool read(CheckedStream& blob) {
    ArchiveUse use;
    InflatedTar layer(blob, limits_, use);
    auto opened = layer.open();
    if (!opened) return note(std::unexpected(std::move(opened.error())));
    CheckedStream tar(**opened, {}, {});
    if (!read_tar(tar, use, layer.is_compressed())) return false;
    if (context_.stopped() || !note(tar.drain())) return false;
    report_.diff_id = tar.digest();
    return true;
  }

  bool read_tar(ByteStream& tar, ArchiveUse& use, bool is_compressed) {
    auto head = read_head(tar);
    if (!head) return note(std::unexpected(std::move(head.error())));
    ResumedStream all(head->view(), tar);
    if (archive_kind(head->view()) == ArchiveKind::kTar) {
      ArchiveReader archive(all, ArchiveKind::kTar, limits_, use,
                            /*is_outer=*/!is_compressed);
      auto members = contents_.scan_members(
          archive, use, "", provenance_, context_, describer(&report_.paths));
      if (!members) return note(members);
      ResumedStream behind(archive.rest(), tar);
      return scan_behind(behind);
    }
    if (head->size == 0) return true;
    // Two blocks of zeros are a tar without entries; what comes behind them
    // no container sees, but somebody may have put it there.
    report_.is_tar = head->is_zero();
    Provenance provenance = provenance_;
    provenance.path = blob_.name;
    ReadOutcome outcome =
        contents_.scan(all, std::nullopt, provenance, context_);
    return outcome.error.empty() ||
           note(fail(ErrorKind::kUnreadable, std::move(outcome.error)));
  }

  bool scan_behind(ByteStream& behind) {
    std::string room(kPiece, '\0');
    while (!context_.stopped()) {
      auto got = behind.read(room);
      if (!got) return note(std::unexpected(std::move(got.error())));
      if (*got == 0) break;
      std::string_view piece(room.data(), *got);
      std::size_t first = piece.find_first_not_of('\0');
      if (first == piece.npos) continue;
      ResumedStream text(piece.substr(first), behind);
      Provenance provenance = provenance_;
      provenance.path = "behind the end of the tar";
      ReadOutcome outcome =
          contents_.scan(text, std::nullopt, provenance, context_);
      return outcome.error.empty() ||
             note(fail(ErrorKind::kUnreadable, std::move(outcome.error)));
    }
    return true;
  }

  const BlobRef& blob_;
  ContentScanner& contents_;
  const ArchiveLimits& limits_;
  TaskContext& context_;
  Provenance provenance_;
  LayerReport report_;
};

}  // namespace

LayerReport scan_layer(const BlobRef& blob, ByteStream& stream,
                       ContentScanner& contents, const ArchiveLimits& limits,
                       TaskContext& context) {
  return LayerScan(blob, contents, limits, context).run(stream);
}

Result<void> scan_root_files(ArchiveReader& archive, ArchiveUse& use,
                             ContentScanner& contents, TaskContext& context,
                             const ContentScanner::Describe& describe) {
  Provenance provenance{.origin = "image-layer", .path = "", .attributes = {}};
  auto place = describer(nullptr);
  return contents.scan_members(
      archive, use, "", provenance, context,
      [&](const ArchiveMember& member, Provenance& inner) {
        if (describe && !describe(member, inner)) return false;
        return place(member, inner);
      });
}

}  // namespace stanch
