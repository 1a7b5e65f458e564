// SPDX-License-Identifier: Apache-2.0
#include "odb/pack_folder.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <map>
#include <optional>
#include <thread>

#include "core/posix.h"
#include "odb/names.h"

namespace stanch {
namespace {

constexpr int kLooks = 3;
constexpr std::chrono::milliseconds kPause{10};

// What stands in the folder under one name, "pack-<hash>".
struct Files {
  bool pack = false;
  bool index = false;
  PackTraits traits;
};

class FolderReader {
 public:
  FolderReader(const std::string& folder, HashKind kind)
      : folder_(folder), kind_(kind) {}

  PackFolder read() {
    if (!list()) return std::move(out_);
    for (const auto& [name, files] : names_) {
      // What git repack is about to write, or once was.
      const bool whole = files.pack && files.index;
      if (name.starts_with(".tmp-") && !whole) continue;
      if (files.pack) {
        open(name, files);
      } else if (files.index) {
        halves_ = true;
        problem(name + ".idx", "its pack is missing");
      }
    }
    return std::move(out_);
  }

  // Something was there by half.
  bool saw_halves() const { return halves_; }

 private:
  void problem(const std::string& name, std::string reason) {
    out_.problems.push_back({folder_ + "/" + name, std::move(reason)});
  }

  bool list() {
    if (each_name(folder_, [&](std::string_view file) { note(file); })) {
      return true;
    }
    if (errno != ENOENT) {
      out_.problems.push_back({folder_, describe_error(errno)});
    }
    return false;
  }

  void note(std::string_view file) {
    const std::size_t dot = file.rfind('.');
    if (dot == file.npos || dot == 0) return;
    const std::string name(file.substr(0, dot));
    const std::string_view end = file.substr(dot);
    if (end == ".pack") names_[name].pack = true;
    if (end == ".idx") names_[name].index = true;
    if (end == ".promisor") names_[name].traits.promisor = true;
    if (end == ".mtimes") names_[name].traits.cruft = true;
  }

  void open(const std::string& name, const Files& files) {
    const std::string path = folder_ + "/" + name + ".pack";
    std::optional<PackIndex> index;
    if (files.index) {
      auto opened = PackIndex::open(folder_ + "/" + name + ".idx", kind_);
      if (opened) {
        index = std::move(*opened);
      } else {
        problem(name + ".idx", opened.error().message);
      }
    }
    auto file = MappedFile::open_if_there(path);
    if (!file) {
      problem(name + ".pack", file.error().message);
      return;
    }
    if (!*file) {
      halves_ = true;
      problem(name + ".pack", "it is gone");
      return;
    }
    Result<Pack> pack;
    if (index) {
      pack =
          Pack::open(std::move(**file), path, std::move(*index), files.traits);
    } else if (auto [shared, number] = find_shared(name); shared != nullptr) {
      pack = Pack::open(std::move(**file), path, *shared, number, files.traits);
    } else {
      if (files.index) return;
      halves_ = true;
      problem(name + ".pack", "it has no index; make one: git index-pack");
      return;
    }
    if (pack) {
      out_.packs.push_back(std::move(*pack));
    } else {
      problem(name + ".pack", pack.error().message);
    }
  }

  // Which multi-pack index has this pack, and under which number.
  std::pair<const MultiPackIndex*, std::uint32_t> find_shared(
      const std::string& name) {
    if (!looked_for_shared_) open_shared();
    looked_for_shared_ = true;
    for (const auto& shared : out_.shared) {
      for (std::uint32_t i = 0; i < shared->packs().size(); ++i) {
        if (shared->packs()[i] == name + ".idx") return {shared.get(), i};
      }
    }
    return {nullptr, 0};
  }

  void open_shared() {
    std::vector<std::string> files = {"multi-pack-index"};
    // Layers: one hash a line, the oldest first.
    const std::string chain = folder_ + "/multi-pack-index.d/";
    auto lines =
        read_small_file(chain + "multi-pack-index-chain", LastLink::kFollow);
    std::string_view rest = lines ? std::string_view(*lines) : "";
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      if (auto id = ObjectId::parse(rest.substr(0, end))) {
        files.push_back("multi-pack-index.d/multi-pack-index-" + hex(*id) +
                        ".midx");
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    for (const std::string& file : files) {
      const std::string path = folder_ + "/" + file;
      auto mapped = MappedFile::open_if_there(path);
      if (mapped && !*mapped) continue;
      auto shared = mapped ? MultiPackIndex::parse(std::move(**mapped), kind_)
                           : std::unexpected(mapped.error());
      if (shared) {
        note_strays(file, *shared);
        out_.shared.push_back(
            std::make_unique<MultiPackIndex>(std::move(*shared)));
      } else {
        problem(file, shared.error().message);
      }
    }
  }

  void note_strays(const std::string& file, const MultiPackIndex& shared) {
    if (shared.strays().empty()) return;
    problem(file, "it leads " + std::to_string(shared.strays().size()) +
                      " objects astray, the first " +
                      hex(shared.ids().id(shared.strays().front())));
  }

  std::string folder_;
  HashKind kind_;
  PackFolder out_;
  std::map<std::string, Files> names_;
  bool looked_for_shared_ = false;
  bool halves_ = false;
};

// Whether the last bytes are the hash of those before them.
bool has_true_checksum(const MappedFile& file, HashKind kind) {
  const std::size_t width = id_size(kind);
  const std::string_view bytes = file.bytes();
  const std::size_t size = bytes.size() - width;
  return hash(kind, {bytes.substr(0, size)}) ==
         ObjectId(file.data() + size, kind);
}

}  // namespace

PackFolderState look_at_packs(const std::string& folder) {
  constexpr std::int64_t kSettled = 3;
  PackFolderState state;
  struct stat status;
  struct timespec now = {};
  ::clock_gettime(CLOCK_REALTIME, &now);
  if (::stat(folder.c_str(), &status) == 0) {
    state.seconds = status.st_mtim.tv_sec;
    state.nanoseconds = status.st_mtim.tv_nsec;
    // A clock that was set back makes it fresh as well.
    state.fresh = state.seconds + kSettled > now.tv_sec;
  }
  each_name(folder, [&](std::string_view name) {
    if (name.ends_with(".pack") || name.ends_with(".idx")) {
      state.names.emplace_back(name);
    }
  });
  std::ranges::sort(state.names);
  return state;
}

bool has_changed(const std::string& folder, const PackFolderState& since) {
  struct stat status;
  if (::stat(folder.c_str(), &status) != 0) return !since.names.empty();
  const bool same = status.st_mtim.tv_sec == since.seconds &&
                    status.st_mtim.tv_nsec == since.nanoseconds;
  if (same && !since.fresh) return false;
  return look_at_packs(folder).names != since.names;
}

PackFolder open_packs(const std::string& folder, HashKind kind) {
  for (int look = 1;; ++look) {
    FolderReader reader(folder, kind);
    PackFolder out = reader.read();
    if (!reader.saw_halves() || look == kLooks) return out;
    std::this_thread::sleep_for(kPause);
  }
}

void verify(const Pack& pack, std::vector<StoreProblem>& problems) {
  const HashKind kind = pack.checksum().kind();
  if (!has_true_checksum(pack.file(), kind)) {
    problems.push_back({pack.path(), "its checksum is wrong"});
  }
  if (!has_true_checksum(pack.index_file(), kind)) {
    problems.push_back({pack.path(), "the checksum of its index is wrong"});
  }
}

}  // namespace stanch
