// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "git/remote_url.h"

namespace stanch {

struct CloneOptions {
  // A folder of copies, made where it is missing: one that is there is brought
  // up to date and stays. Empty: a temporary one, which goes away with Clone.
  std::string cache_dir;
  // See GitProcess.
  bool is_watched = false;
  std::function<void(std::string_view)> progress;
  const std::atomic<bool>* interrupted = nullptr;  // may be null; borrowed
};

// A bare copy of a repository elsewhere, with all of its refs, made by the
// `git` program, so that the user's credential helpers, keys and proxies work.
// No hook, template or submodule has a say, and no transport but that of the
// address (and ssh for https, as configurations rewrite the one to the other).
// A password that stands in the address goes to git through the environment: it
// is in no process's title and in no file.
//
// Move-only. A temporary copy is removed by the destructor.
class Clone {
 public:
  // kUnreadable: git failed; its last words and what to do. Also where it was
  // interrupted: who set the flag knows.
  static Result<Clone> make(const RemoteUrl& url, const CloneOptions& options);

  Clone(Clone&& other) noexcept;
  Clone& operator=(Clone&& other) noexcept;
  ~Clone();

  // The git dir; absolute.
  const std::string& path() const { return path_; }

 private:
  Clone() = default;
  std::string path_;
  std::string temporary_;  // removed at the end; empty: nothing is
};

}  // namespace stanch
