// SPDX-License-Identifier: Apache-2.0
//
// libgit2 reads an index too, but hashes the file (2 ms for 4,800 entries, some
// 50 ms for 60,000) and makes an object of every entry. A hook needs only to
// step over them: the file is read at once and each entry becomes a view.
//
//   "DIRC" version count
//   entry*      40 bytes of stat data and mode, id, flags, [extended flags],
//               path, padding (version 4: path as a difference, no padding)
//   extension*  4 letters, size, data ("TREE": the cached trees)
//   hash
//
// Numbers are big-endian.
#include "git/index_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace stanch {
namespace {

constexpr std::size_t kIdSize = 20;
constexpr std::size_t kModeAt = 24;
constexpr std::size_t kIdAt = 40;
constexpr std::size_t kFlagsAt = 60;
constexpr std::size_t kEntryHead = 62;
constexpr unsigned kExtended = 0x4000;
constexpr unsigned kIntentToAdd = 0x2000;  // of the extended flags
constexpr int kDeepestTree = 4096;

// Thrown by IndexParser only; read() turns it into an Error.
struct Damage {
  std::string reason;
};

}  // namespace

class IndexParser {
 public:
  IndexParser(IndexFile& file, std::string_view bytes)
      : file_(file), bytes_(bytes) {}

  void parse() {
    if (bytes_.size() < 12 + kIdSize || !bytes_.starts_with("DIRC")) {
      throw Damage{"it does not start as an index"};
    }
    version_ = number32(4);
    if (version_ < 2 || version_ > 4) {
      throw Damage{fmt::format("version {} is unknown", version_)};
    }
    std::uint32_t count = number32(8);
    // What the header says is trusted only as far as the file is long.
    file_.entries_.reserve(std::min<std::size_t>(count, bytes_.size() / 24));
    if (version_ == 4) {
      file_.paths_ = std::make_unique<std::pmr::monotonic_buffer_resource>();
    }
    at_ = 12;
    end_ = bytes_.size() - kIdSize;
    for (std::uint32_t i = 0; i < count; ++i) parse_entry();
    while (at_ < end_) parse_extension();
    // Last, as in a split index, which its extension tells, this is in order.
    if (has_unnamed_) throw Damage{"an entry has no path"};
  }

 private:
  void need(std::size_t size) const {
    if (end_ - at_ < size) throw Damage{"it ends too early"};
  }

  std::uint32_t number32(std::size_t at) const {
    auto byte = [&](std::size_t i) {
      return static_cast<std::uint32_t>(
          static_cast<std::uint8_t>(bytes_[at + i]));
    };
    return byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3);
  }

  void parse_entry() {
    need(kEntryHead);
    const std::size_t start = at_;
    IndexEntry entry;
    entry.mode = number32(start + kModeAt);
    entry.id = reinterpret_cast<const std::uint8_t*>(&bytes_[start + kIdAt]);
    const unsigned flags = number32(start + kFlagsAt - 2) & 0xffff;
    entry.stage = flags >> 12 & 3;
    at_ += kEntryHead;
    if ((flags & kExtended) != 0) {
      need(2);
      entry.intent_to_add = (number32(at_ - 2) & kIntentToAdd) != 0;
      at_ += 2;
    }
    entry.path = version_ == 4 ? compressed_path() : until_nul();
    if (version_ != 4) {
      // Padded with one to eight NULs to a multiple of eight.
      std::size_t padded = (at_ - 1 - start + 8) / 8 * 8;
      at_ = start;
      need(padded);
      at_ += padded;
    }
    if (entry.path.empty()) {
      has_unnamed_ = true;
    } else if (!file_.entries_.empty()) {
      const IndexEntry& before = file_.entries_.back();
      int order = before.path.compare(entry.path);
      if (order > 0 || (order == 0 && before.stage >= entry.stage)) {
        throw Damage{"its entries are not in order"};
      }
    }
    file_.entries_.push_back(entry);
  }

  // Steps over the NUL as well.
  std::string_view until_nul() {
    std::size_t nul = bytes_.substr(0, end_).find('\0', at_);
    if (nul == std::string_view::npos) throw Damage{"it ends too early"};
    std::string_view text = bytes_.substr(at_, nul - at_);
    at_ = nul + 1;
    return text;
  }

  // Version 4: how many bytes to drop from the end of the path before, in the
  // variable-width form of pack offsets, then what to append.
  std::string_view compressed_path() {
    need(1);
    auto next = [&] { return static_cast<std::uint8_t>(bytes_[at_++]); };
    std::uint8_t byte = next();
    std::uint64_t drop = byte & 127;
    while ((byte & 128) != 0) {
      need(1);
      byte = next();
      drop = (drop + 1) << 7 | (byte & 127);
    }
    std::string_view before =
        file_.entries_.empty() ? "" : file_.entries_.back().path;
    if (drop > before.size()) throw Damage{"a path is cut too short"};
    std::string_view kept = before.substr(0, before.size() - drop);
    std::string_view added = until_nul();
    std::size_t size = kept.size() + added.size();
    if (size == 0) return {};
    char* path = static_cast<char*>(file_.paths_->allocate(size, 1));
    std::ranges::copy(kept, path);
    std::ranges::copy(added, path + kept.size());
    return {path, size};
  }

  void parse_extension() {
    need(8);
    std::string_view name = bytes_.substr(at_, 4);
    std::uint32_t size = number32(at_ + 4);
    at_ += 8;
    need(size);
    const std::size_t after = at_ + size;
    if (name == "TREE" && size > 0) {
      std::size_t outer_end = std::exchange(end_, after);
      file_.cached_tree_ = parse_cached_tree(0);
      end_ = outer_end;
    } else if (name == "link") {
      throw Damage{
          "it is a split index; join it: git update-index --no-split-index"};
    } else if (name != "sdir" && (name[0] < 'A' || name[0] > 'Z')) {
      // Lower case: a reader that does not know it must not go on.
      throw Damage{fmt::format("the extension '{}' is unknown", name)};
    }
    at_ = after;
  }

  std::int64_t decimal(char end_mark) {
    std::size_t mark = bytes_.substr(0, end_).find(end_mark, at_);
    std::int64_t value = 0;
    if (mark == std::string_view::npos) throw Damage{"a cached tree is cut"};
    auto [stop, error] = std::from_chars(&bytes_[at_], &bytes_[mark], value);
    if (error != std::errc() || stop != &bytes_[mark]) {
      throw Damage{"a cached tree is cut"};
    }
    at_ = mark + 1;
    return value;
  }

  // name NUL entries ' ' children LF [id] child*
  CachedTree parse_cached_tree(int depth) {
    if (depth > kDeepestTree) throw Damage{"its cached trees nest too deep"};
    CachedTree tree;
    tree.name = until_nul();
    tree.entries = decimal(' ');
    std::int64_t children = decimal('\n');
    if (tree.entries >= 0) {
      need(kIdSize);
      tree.id = ObjectId(reinterpret_cast<const std::uint8_t*>(&bytes_[at_]));
      at_ += kIdSize;
    }
    for (std::int64_t i = 0; i < children; ++i) {
      tree.children.push_back(parse_cached_tree(depth + 1));
    }
    return tree;
  }

  IndexFile& file_;
  std::string_view bytes_;
  std::uint32_t version_ = 0;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  bool has_unnamed_ = false;
};

namespace {

// The whole file in one buffer; no bytes where there is no file.
Result<std::string_view> read_whole(const std::string& path,
                                    std::unique_ptr<char[]>& buffer) {
  auto failed = [&] {
    return fail(ErrorKind::kUnreadable,
                fmt::format("cannot read the index '{}': {}", path,
                            std::generic_category().message(errno)));
  };
  int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    if (errno == ENOENT) return std::string_view();
    return failed();
  }
  struct Closer {
    int descriptor;
    ~Closer() { ::close(descriptor); }
  } closer{descriptor};
  struct stat status;
  if (::fstat(descriptor, &status) != 0) return failed();
  const auto size = static_cast<std::size_t>(status.st_size);
  buffer = std::make_unique_for_overwrite<char[]>(size);
  std::size_t have = 0;
  while (have < size) {
    ssize_t got = ::read(descriptor, buffer.get() + have, size - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed();
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  return std::string_view(buffer.get(), have);
}

}  // namespace

const CachedTree* CachedTree::child(std::string_view child_name) const {
  // git keeps them by length, then by bytes.
  auto key = [](std::string_view text) { return std::pair(text.size(), text); };
  auto found = std::ranges::lower_bound(
      children, key(child_name), {},
      [&](const CachedTree& tree) { return key(tree.name); });
  bool equal = found != children.end() && found->name == child_name;
  return equal ? &*found : nullptr;
}

Result<IndexFile> IndexFile::read(const std::string& path) {
  IndexFile file;
  auto bytes = read_whole(path, file.bytes_);
  if (!bytes) return std::unexpected(bytes.error());
  if (!file.bytes_) return file;
  try {
    IndexParser(file, *bytes).parse();
  } catch (const Damage& damage) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("the index '{}' cannot be read: {}; if it is "
                            "damaged: rm '{}' && git read-tree HEAD, then "
                            "stage again",
                            path, damage.reason, path));
  }
  return file;
}

}  // namespace stanch
