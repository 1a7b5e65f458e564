// SPDX-License-Identifier: Apache-2.0
#include "git/refs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace stanch {
namespace {

namespace fs = std::filesystem;

// As git: how many symbolic refs may lead to one another.
constexpr int kLongestChain = 5;
// A ref's file holds an id or the name of another ref.
constexpr std::size_t kLongestRef = std::size_t{16} << 10;
constexpr std::uint64_t kLongestPacked = std::uint64_t{2} << 30;

// What git keeps beside HEAD and lets one name like a ref.
constexpr std::array<std::string_view, 7> kBeside = {
    "AUTO_MERGE", "BISECT_HEAD", "CHERRY_PICK_HEAD", "FETCH_HEAD",
    "MERGE_HEAD", "ORIG_HEAD",   "REVERT_HEAD"};
// Of each work tree, though they lie below refs/.
constexpr std::array<std::string_view, 3> kPerWorktree = {"bisect", "rewritten",
                                                          "worktree"};

std::string why(int error) { return std::generic_category().message(error); }

// The bytes of a regular file of at most `limit` bytes; errno otherwise.
std::expected<std::string, int> read_file(const std::string& path,
                                          std::uint64_t limit) {
  int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return std::unexpected(errno);
  std::string out;
  struct stat status = {};
  int error = ::fstat(file, &status) == 0 ? 0 : errno;
  if (error == 0 && S_ISDIR(status.st_mode)) error = EISDIR;
  if (error == 0 && !S_ISREG(status.st_mode)) error = EINVAL;
  std::array<char, 65536> buffer;
  while (error == 0) {
    ssize_t got = ::read(file, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) error = errno;
    if (got <= 0) break;
    out.append(buffer.data(), static_cast<std::size_t>(got));
    if (out.size() > limit) error = EFBIG;
  }
  ::close(file);
  if (error != 0) return std::unexpected(error);
  return out;
}

// A ref as it is written: an id, or another's name.
struct Written {
  std::optional<ObjectId> id;
  std::string target;
};

std::optional<Written> parse_ref(std::string_view text, HashKind kind) {
  if (text.starts_with("ref:")) {
    text.remove_prefix(4);
    std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return std::nullopt;
    std::size_t end = text.find_last_not_of(" \t\r\n");
    return Written{std::nullopt,
                   std::string(text.substr(begin, end + 1 - begin))};
  }
  const std::size_t digits = 2 * id_size(kind);
  if (text.size() > digits && text.find_first_of(" \t\r\n") != digits) {
    return std::nullopt;
  }
  auto id = ObjectId::parse(text.substr(0, digits));
  if (!id || id->kind() != kind) return std::nullopt;
  return Written{*id, {}};
}

}  // namespace

class RefsReader {
 public:
  explicit RefsReader(const Layout& layout) : layout_(layout) {}

  Result<Refs> read() {
    if (layout_.reftable) {
      return fail(ErrorKind::kUnreadable,
                  fmt::format("the refs of '{}' are in the reftable format, "
                              "which is not read; see git refs migrate",
                              layout_.common_dir));
    }
    if (auto done = read_packed(); !done) return std::unexpected(done.error());
    if (auto done = read_loose(); !done) return std::unexpected(done.error());
    for (const auto& [name, written] : written_) add(name, written, out_.all_);
    read_heads();
    for (std::string_view name : kBeside) {
      read_head(layout_.git_dir, std::string(name), out_.beside_);
    }
    return std::move(out_);
  }

 private:
  void problem(std::string_view name, std::string_view reason) {
    out_.problems_.push_back(fmt::format("{}: {}", name, reason));
  }

  // "<id> <name>" lines; '#' opens a head and '^' the target of a tag above.
  Result<void> read_packed() {
    const std::string path = layout_.common_dir + "/packed-refs";
    auto text = read_file(path, kLongestPacked);
    if (!text && text.error() == ENOENT) return {};
    if (!text) {
      return fail(ErrorKind::kUnreadable,
                  fmt::format("cannot read {}: {}", path, why(text.error())));
    }
    const std::size_t digits = 2 * id_size(layout_.hash);
    std::string_view rest = *text;
    for (std::size_t number = 1; !rest.empty(); ++number) {
      std::size_t end = std::min(rest.find('\n'), rest.size());
      std::string_view line = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (line.empty() || line[0] == '#' || line[0] == '^') continue;
      auto id = ObjectId::parse(line.substr(0, digits));
      if (!id || id->kind() != layout_.hash || line.size() < digits + 2 ||
          line[digits] != ' ' ||
          !line.substr(digits + 1).starts_with("refs/")) {
        problem("packed-refs", fmt::format("line {} holds no ref", number));
        continue;
      }
      written_[std::string(line.substr(digits + 1))] = {*id, {}};
    }
    return {};
  }

  Result<void> read_loose() {
    const std::string top = layout_.common_dir + "/refs";
    std::error_code error;
    fs::directory_iterator probe(top, error);
    if (error && error != std::errc::no_such_file_or_directory) {
      return fail(ErrorKind::kUnreadable,
                  fmt::format("cannot read {}: {}", top, error.message()));
    }
    const bool linked = layout_.git_dir != layout_.common_dir;
    read_folder(layout_.common_dir, "refs", linked);
    if (linked) {
      for (std::string_view name : kPerWorktree) {
        read_folder(layout_.git_dir, fmt::format("refs/{}", name), false);
      }
    }
    return {};
  }

  static bool is_per_worktree(std::string_view name) {
    return std::ranges::any_of(kPerWorktree, [&](std::string_view folder) {
      return name.starts_with(fmt::format("refs/{}/", folder));
    });
  }

  // All refs below root/name. Links are followed, each folder is read once.
  void read_folder(const std::string& root, std::string name,
                   bool shared_only) {
    std::vector<std::string> folders = {std::move(name)};
    while (!folders.empty()) {
      const std::string folder = std::move(folders.back());
      folders.pop_back();
      struct stat status = {};
      const std::string path = root + "/" + folder;
      if (::stat(path.c_str(), &status) != 0 ||
          !seen_.emplace(status.st_dev, status.st_ino).second) {
        continue;
      }
      std::error_code error;
      fs::directory_iterator entries(path, error);
      for (; !error && entries != fs::directory_iterator();
           entries.increment(error)) {
        std::string inner = folder + "/" + entries->path().filename().string();
        std::error_code ignored;
        if (shared_only && is_per_worktree(inner + "/")) continue;
        if (entries->is_directory(ignored)) {
          folders.push_back(std::move(inner));
        } else if (!inner.ends_with(".lock")) {
          read_loose_ref(root, inner);
        }
      }
      if (error) problem(folder, error.message());
    }
  }

  void read_loose_ref(const std::string& root, const std::string& name) {
    auto written = read_ref(root + "/" + name);
    if (written) {
      written_[name] = std::move(*written);
    } else if (!written.error().empty()) {
      problem(name, written.error());
    }
  }

  // The error is a reason; an empty one: there is no such file.
  std::expected<Written, std::string> read_ref(const std::string& path) const {
    // Old symbolic refs are links to a name that need not exist.
    std::array<char, PATH_MAX> link;
    ssize_t size = ::readlink(path.c_str(), link.data(), link.size());
    std::string_view target(
        link.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    if (target.starts_with("refs/")) {
      return Written{std::nullopt, std::string(target)};
    }
    auto text = read_file(path, kLongestRef);
    if (!text && (text.error() == ENOENT || text.error() == ENOTDIR)) {
      return std::unexpected("");
    }
    if (!text) return std::unexpected(why(text.error()));
    auto written = parse_ref(*text, layout_.hash);
    if (!written) return std::unexpected("it holds no object id");
    return std::move(*written);
  }

  // Follows a ref to an id. The error is a reason; empty: the ref that it names
  // does not exist, which is how a branch without a commit looks.
  std::expected<ObjectId, std::string> resolve(Written written) const {
    for (int i = 0; i < kLongestChain; ++i) {
      if (written.id) return *written.id;
      auto next = written_.find(written.target);
      if (next == written_.end()) return std::unexpected("");
      written = next->second;
    }
    if (written.id) return *written.id;
    return std::unexpected("its symbolic refs go round in a circle");
  }

  void add(const std::string& name, const Written& written,
           std::vector<Ref>& list) {
    auto id = resolve(written);
    if (id) {
      list.push_back({name, *id});
    } else if (!id.error().empty()) {
      problem(name, id.error());
    } else if (&list == &out_.all_ && !name.ends_with("/HEAD")) {
      problem(name, fmt::format("it stands for {}, which does not exist",
                                written.target));
    }
  }

  void read_head(const std::string& folder, const std::string& name,
                 std::vector<Ref>& list, std::string_view shown_before = "") {
    const std::string shown = std::string(shown_before) + name;
    auto written = read_ref(folder + "/" + name);
    if (written) {
      if (shown == "HEAD") out_.head_name_ = written->target;
      add(shown, *written, list);
    } else if (!written.error().empty()) {
      problem(shown, written.error());
    }
  }

  void read_heads() {
    read_head(layout_.git_dir, "HEAD", out_.heads_);
    std::error_code error;
    const bool linked = layout_.git_dir != layout_.common_dir;
    if (linked) {
      read_head(layout_.common_dir, "HEAD", out_.heads_, "main-worktree/");
    }
    std::set<std::string> others;
    fs::directory_iterator entries(layout_.common_dir + "/worktrees", error);
    for (; !error && entries != fs::directory_iterator();
         entries.increment(error)) {
      others.insert(entries->path().filename().string());
    }
    for (const std::string& name : others) {
      const std::string folder = layout_.common_dir + "/worktrees/" + name;
      if (linked && fs::equivalent(folder, layout_.git_dir, error)) continue;
      read_head(folder, "HEAD", out_.heads_,
                fmt::format("worktrees/{}/", name));
    }
  }

  const Layout& layout_;
  Refs out_;
  std::map<std::string, Written> written_;
  std::set<std::pair<dev_t, ino_t>> seen_;
};

Result<Refs> Refs::read(const Layout& layout) {
  return RefsReader(layout).read();
}

std::optional<ObjectId> Refs::find(std::string_view name) const {
  auto found = std::ranges::lower_bound(all_, name, {}, &Ref::name);
  if (found != all_.end() && found->name == name) return found->id;
  for (const std::vector<Ref>* list : {&heads_, &beside_}) {
    auto ref = std::ranges::find(*list, name, &Ref::name);
    if (ref != list->end()) return ref->id;
  }
  return std::nullopt;
}

}  // namespace stanch
