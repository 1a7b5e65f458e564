// SPDX-License-Identifier: Apache-2.0
#include "image/stream_walk.h"

#include <map>
#include <string>
#include <utility>

#include "files/memory_stream.h"
#include "image/inflated_tar.h"
#include "image/layout_names.h"

namespace stanch {
namespace {

// Documents of more bytes in all are not kept, so that memory is bounded; then
// they are scanned as files, and what they describe is said to be missing.
constexpr std::size_t kMostKept = std::size_t{64} << 20;

// What images call a member: blobs by digest, anything else by its path.
std::string blob_name(const std::string& path) {
  constexpr std::string_view kBlobs = "blobs/";
  if (!path.starts_with(kBlobs)) return path;
  std::string name = path.substr(kBlobs.size());
  std::size_t slash = name.find('/');
  if (slash != name.npos) name[slash] = ':';
  return is_digest(name) ? name : path;
}

class StreamWalk {
 public:
  StreamWalk(ContentScanner& contents, const ArchiveLimits& limits,
             TaskContext& context)
      : contents_(contents), limits_(limits), context_(context) {}

  StreamedImages run(ByteStream& tar) {
    InflatedTar inflated(tar, limits_, use_);
    auto opened = inflated.open();
    if (!opened) return failed(std::move(opened.error().message));
    auto head = read_head(**opened);
    if (!head) return failed(std::move(head.error().message));
    if (archive_kind(head->view()) != ArchiveKind::kTar) {
      return failed("is no tar file");
    }
    ResumedStream all(head->view(), **opened);
    ArchiveReader archive(all, ArchiveKind::kTar, limits_, use_,
                          !inflated.is_compressed());
    archive_ = &archive;
    auto done = scan_root_files(
        archive, use_, contents_, context_,
        [this](const ArchiveMember& member, Provenance& provenance) {
          return is_file(member, provenance);
        });
    if (!done) context_.skip({"image", std::move(done.error().message)});
    resolve_links();
    return std::move(out_);
  }

 private:
  StreamedImages failed(std::string why) {
    context_.skip({"image", std::move(why)});
    return {};
  }

  // False for what was read here as a part of an image.
  bool is_file(const ArchiveMember& member, const Provenance&) {
    std::string path = normal_path(member.path);
    if (!is_layout_name(path)) return true;
    if (member.type == ArchiveMember::Type::kHardLink) {
      links_[path] = normal_path(member.link);
    } else if (member.type == ArchiveMember::Type::kSymlink) {
      links_[path] = normal_path(path + "/../" + member.link);
    }
    if (member.type != ArchiveMember::Type::kFile) return true;
    read_part(path);
    return false;
  }

  void read_part(const std::string& path) {
    BlobRef blob{.name = blob_name(path)};
    auto head = read_head(*archive_);
    if (!head) {
      context_.skip({path, std::move(head.error().message)});
      return;
    }
    if (is_document(head->view())) {
      read_document(path, std::string(head->view()));
      return;
    }
    ResumedStream all(head->view(), *archive_);
    out_.layers.insert_or_assign(
        blob.name, scan_layer(blob, all, contents_, limits_, context_));
  }

  static bool is_document(std::string_view head) {
    std::size_t first = head.find_first_not_of(" \t\r\n");
    return first != head.npos && (head[first] == '{' || head[first] == '[');
  }

  // Keeps it where it is small, and scans it as a file where it is not: so
  // large are bills of materials.
  void read_document(const std::string& path, std::string bytes) {
    std::size_t had = bytes.size();
    std::string rest(kLongestManifest + 1 - had, '\0');
    auto got = read_up_to(*archive_, rest);
    if (!got) {
      context_.skip({path, std::move(got.error().message)});
      return;
    }
    bytes += rest;
    if (bytes.size() <= kLongestManifest && kept_ + bytes.size() <= kMostKept) {
      kept_ += bytes.size();
      out_.described.add(path, std::move(bytes));
      return;
    }
    Provenance provenance{.origin = "artifact", .path = path};
    ResumedStream all(bytes, *archive_);
    ReadOutcome outcome =
        contents_.scan(all, std::nullopt, provenance, context_);
    if (!outcome.error.empty()) {
      context_.skip({path, std::move(outcome.error)});
    }
  }

  // Reads until `room` is full or the stream ends, and cuts it to that.
  static Result<void> read_up_to(ByteStream& stream, std::string& room) {
    std::size_t filled = 0;
    while (filled < room.size()) {
      auto got = stream.read(std::span(room).subspan(filled));
      if (!got) return std::unexpected(std::move(got.error()));
      if (*got == 0) break;
      filled += *got;
    }
    room.resize(filled);
    return {};
  }

  // A layer under another name.
  void resolve_links() {
    for (const auto& [path, target] : links_) {
      auto layer = out_.layers.find(blob_name(target));
      if (layer != out_.layers.end() && !out_.layers.contains(path)) {
        LayerReport same = layer->second;
        out_.layers.emplace(path, std::move(same));
        out_.links.emplace(path, layer->first);
      }
      auto document = out_.described.all().find(target);
      if (document != out_.described.all().end()) {
        out_.described.add(path, std::string(document->second));
      }
    }
  }

  ContentScanner& contents_;
  const ArchiveLimits& limits_;
  TaskContext& context_;
  ArchiveUse use_;
  ArchiveReader* archive_ = nullptr;
  std::size_t kept_ = 0;
  std::map<std::string, std::string> links_;  // path to path
  StreamedImages out_;
};

}  // namespace

StreamedImages scan_stream(ByteStream& tar, ContentScanner& contents,
                           const ArchiveLimits& limits, TaskContext& context) {
  return StreamWalk(contents, limits, context).run(tar);
}

}  // namespace stanch
