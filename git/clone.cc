// SPDX-License-Identifier: Apache-2.0
//
// A copy in a cache is cloned under another name first, so that what bears the
// right one is whole. A lock beside it keeps two runs from changing it at once;
// what another run scans meanwhile stays readable, for nothing is packed anew.
#include "git/clone.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/posix.h"
#include "git/git_process.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

// Hands git the password that stood in the address. Nothing of it is in the
// command line.
constexpr const char* kHelper =
    "!f() { test \"$1\" = get && printf 'username=%s\\npassword=%s\\n' "
    "\"$STANCH_GIT_USER\" \"$STANCH_GIT_PASSWORD\"; }; f";

std::string_view protocols_for(RemoteUrl::Scheme scheme) {
  switch (scheme) {
    case RemoteUrl::Scheme::kHttps:
    case RemoteUrl::Scheme::kSsh:
      return "https:ssh";
    case RemoteUrl::Scheme::kHttp:
      return "http:https:ssh";
    case RemoteUrl::Scheme::kFile:
      return "file";
  }
  return "";
}

// What both lists of protocols allow; where the user has none, `wanted`.
std::string allowed_protocols(std::string_view wanted) {
  const char* configured = std::getenv("GIT_ALLOW_PROTOCOL");
  if (configured == nullptr) return std::string(wanted);
  const std::string theirs = fmt::format(":{}:", configured);
  std::string out;
  for (std::size_t begin = 0; begin < wanted.size();) {
    std::size_t end = std::min(wanted.find(':', begin), wanted.size());
    std::string_view one = wanted.substr(begin, end - begin);
    begin = end + 1;
    if (!theirs.contains(fmt::format(":{}:", one))) continue;
    out += out.empty() ? "" : ":";
    out += one;
  }
  // An empty list allows nothing; git would take it for no list.
  return out.empty() ? "none" : out;
}

bool exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

void remove_all(const std::string& path) {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

std::unexpected<Error> failed(std::string message) {
  return fail(ErrorKind::kUnreadable, std::move(message));
}

// Held until it goes out of scope.
Result<FileDescriptor> lock(const std::string& path,
                            const std::atomic<bool>* interrupted) {
  FileDescriptor file(
      ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file) {
    return failed(
        fmt::format("cannot write {}: {}", path, describe_error(errno)));
  }
  while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return failed(
          fmt::format("cannot lock {}: {}", path, describe_error(errno)));
    }
    if (interrupted != nullptr && interrupted->load()) {
      return failed(fmt::format("interrupted while {} was locked", path));
    }
    ::usleep(50'000);
  }
  return file;
}

class Copier {
 public:
  Copier(const RemoteUrl& url, const CloneOptions& options)
      : url_(url), options_(options) {}

  // All refs of the remote into the new bare repository `folder`.
  Result<void> clone_into(const std::string& folder) const {
    std::vector<std::string> words = settings();
    for (const char* word :
         {"clone", "--mirror", "--template=", "--no-recurse-submodules"}) {
      words.emplace_back(word);
    }
    if (options_.progress) words.emplace_back("--progress");
    words.insert(words.end(), {"--", url_.address, folder});
    return run(std::move(words), fmt::format("cannot clone {}", url_.shown));
  }

  Result<void> fetch_into(const std::string& folder) const {
    std::vector<std::string> words = settings();
    for (std::string word :
         {"--git-dir=" + folder, std::string("fetch"), std::string("--prune"),
          std::string("--force"), std::string("--no-write-fetch-head"),
          std::string("--no-auto-maintenance"),
          std::string("--no-recurse-submodules")}) {
      words.push_back(std::move(word));
    }
    if (options_.progress) words.emplace_back("--progress");
    words.insert(words.end(), {"--", url_.address, "+refs/*:refs/*"});
    return run(std::move(words),
               fmt::format("cannot bring the copy of {} in {} up to date",
                           url_.shown, folder));
  }

  // Git keeps the address in the configuration of what it cloned; who cloned
  // it is nobody's business afterwards.
  Result<void> forget_address(const std::string& folder) const {
    return run(
        {"--git-dir=" + folder, "config", "--remove-section", "remote.origin"},
        fmt::format("cannot write the configuration of {}", folder));
  }

  // The branch that HEAD names is there.
  bool has_head(const std::string& folder) const {
    GitProcess process;
    process.arguments = {"--git-dir=" + folder, "rev-parse", "--quiet",
                         "--verify", "HEAD"};
    process.interrupted = options_.interrupted;
    auto outcome = process.run();
    return outcome && outcome->status == 0;
  }

 private:
  std::vector<std::string> settings() const {
    std::vector<std::string> out;
    auto set = [&out](std::string setting) {
      out.emplace_back("-c");
      out.push_back(std::move(setting));
    };
    set("core.hooksPath=/dev/null");
    set("core.fsmonitor=false");
    set("clone.defaultRemoteName=origin");
    set("fetch.recurseSubmodules=false");
    // Few packs are scanned faster than many loose objects.
    set("fetch.unpackLimit=1");
    set("gc.auto=0");
    set("maintenance.auto=false");
    if (url_.password) {
      set("credential.helper=");
      set(fmt::format("credential.helper={}", kHelper));
    }
    return out;
  }

  Result<void> run(std::vector<std::string> words,
                   const std::string& what) const {
    GitProcess process;
    process.arguments = std::move(words);
    process.is_watched = options_.is_watched;
    process.progress = options_.progress;
    process.interrupted = options_.interrupted;
    process.environment = {
        {"GIT_ALLOW_PROTOCOL", allowed_protocols(protocols_for(url_.scheme))}};
    if (url_.password) {
      process.environment.emplace_back("STANCH_GIT_USER", url_.user);
      process.environment.emplace_back("STANCH_GIT_PASSWORD", *url_.password);
    }
    auto outcome = process.run();
    if (!outcome) return context(what, outcome.error());
    if (outcome->interrupted) return failed(what + ": interrupted");
    if (outcome->status == 0) return {};
    return failed(fmt::format("{}: {}; {}", what, masked(outcome->last_words),
                              advice(outcome->last_words)));
  }

  std::string_view advice(std::string_view words) const {
    if (words.contains("terminal prompts disabled") ||
        words.contains("Authentication failed")) {
      return "set up a credential helper (git help credentials) or use ssh";
    }
    if (words.contains("dubious ownership")) {
      return "if you trust it: git config --global --add safe.directory PATH";
    }
    return "check the address and your access with git ls-remote";
  }

  // Git may repeat the address, and a server what it was sent.
  std::string masked(std::string_view words) const {
    std::string text = without_users(words);
    const std::string secret = url_.password.value_or("");
    for (std::size_t at = 0; !secret.empty();) {
      at = text.find(secret, at);
      if (at == std::string::npos) break;
      text.replace(at, secret.size(), "***");
      at += 3;
    }
    return text;
  }

  const RemoteUrl& url_;
  const CloneOptions& options_;
};

// Clones beside the place and moves it there.
Result<void> fill(const Copier& copier, const std::string& place) {
  const std::string fresh = place + ".new";
  remove_all(fresh);
  auto done = copier.clone_into(fresh);
  if (done) done = copier.forget_address(fresh);
  if (done) {
    remove_all(place);
    std::error_code error;
    fs::rename(fresh, place, error);
    if (error) {
      done = failed(fmt::format("cannot write {}: {}", place, error.message()));
    }
  }
  if (!done) remove_all(fresh);
  return done;
}

Result<void> refresh(const Copier& copier, const std::string& place) {
  if (!exists(place)) return fill(copier, place);
  if (auto done = copier.fetch_into(place); !done) return done;
  // The remote has another main branch now: only cloning tells which.
  return copier.has_head(place) ? Result<void>() : fill(copier, place);
}

Result<std::string> make_cache(const std::string& folder) {
  std::error_code error;
  if (!exists(folder)) {
    fs::create_directories(folder, error);
    ::chmod(folder.c_str(), 0700);
  }
  fs::path absolute = error ? fs::path() : fs::canonical(folder, error);
  if (error) {
    return fail(ErrorKind::kUsage, fmt::format("cannot use {} for copies: {}",
                                               folder, error.message()));
  }
  return absolute.string();
}

}  // namespace

Result<Clone> Clone::make(const RemoteUrl& url, const CloneOptions& options) {
  Clone clone;
  Copier copier(url, options);
  if (!options.cache_dir.empty()) {
    auto folder = make_cache(options.cache_dir);
    if (!folder) return std::unexpected(folder.error());
    clone.path_ = fmt::format("{}/{}.git", *folder, folder_name(url));
    auto held = lock(clone.path_ + ".lock", options.interrupted);
    if (!held) return std::unexpected(held.error());
    auto done = refresh(copier, clone.path_);
    if (!done) return std::unexpected(done.error());
    return clone;
  }
  std::error_code error;
  std::string pattern = fs::temp_directory_path(error) / "stanch-clone-XXXXXX";
  if (error || ::mkdtemp(pattern.data()) == nullptr) {
    return failed(fmt::format(
        "cannot make a temporary folder for the copy of "
        "{}: {}; see TMPDIR",
        url.shown, error ? error.message() : describe_error(errno)));
  }
  clone.temporary_ = pattern;
  clone.path_ = pattern + "/repository.git";
  auto done = copier.clone_into(clone.path_);
  if (!done) return std::unexpected(done.error());
  return clone;
}

Clone::Clone(Clone&& other) noexcept
    : path_(std::exchange(other.path_, {})),
      temporary_(std::exchange(other.temporary_, {})) {}

Clone& Clone::operator=(Clone&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(temporary_, other.temporary_);
  return *this;
}

Clone::~Clone() {
  if (!temporary_.empty()) remove_all(temporary_);
}

}  // namespace stanch
