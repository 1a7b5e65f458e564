// SPDX-License-Identifier: Apache-2.0
//
// The name of a repository is the address of its remote `origin`: two clones,
// and the same repository on a build server, are one. Where it has none, the
// folder is its name.
#include "cli/scan_scope.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "core/git_config.h"
#include "core/posix.h"
#include "git/remote_url.h"
#include "odb/layout.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

std::string absolute(const std::string& path) {
  std::error_code ignored;
  fs::path whole = fs::absolute(path.empty() ? "." : path, ignored);
  std::string out = whole.lexically_normal().string();
  if (out.size() > 1 && out.ends_with('/')) out.pop_back();
  return out;
}

std::string name_of(const Layout& layout) {
  auto text = read_small_file(layout.common_dir + "/config", LastLink::kFollow);
  if (text) {
    auto address = GitConfig(*text).value("remote.origin.url");
    if (address && !address->empty()) return repository_name(*address);
  }
  return absolute(layout.work_tree.empty() ? layout.git_dir : layout.work_tree);
}

ScanRoot root_of(const std::string& path) {
  std::string folder = absolute(path);
  std::error_code ignored;
  std::string within = fs::is_directory(folder, ignored)
                           ? folder
                           : fs::path(folder).parent_path().string();
  auto layout = find_layout(within);
  if (!layout || layout->work_tree.empty()) {
    return {.folder = folder, .repository = folder, .top = folder};
  }
  return {.folder = folder,
          .repository = name_of(*layout),
          .top = absolute(layout->work_tree)};
}

}  // namespace

std::string repository_name(std::string_view address) {
  std::string_view rest = address;
  std::size_t scheme = rest.find("://");
  if (scheme == rest.npos && (rest.starts_with('/') || rest.starts_with('.'))) {
    return absolute(std::string(rest));
  }
  if (rest.starts_with("file://")) return std::string(rest.substr(7));
  if (scheme != rest.npos) rest.remove_prefix(scheme + 3);
  std::size_t path = rest.find_first_of(scheme == rest.npos ? ":/" : "/");
  std::string_view host = rest.substr(0, path);
  rest.remove_prefix(std::min(path, rest.size()));
  if (std::size_t user = host.rfind('@'); user != host.npos) {
    host.remove_prefix(user + 1);
  }
  while (rest.starts_with('/') || rest.starts_with(':')) rest.remove_prefix(1);
  while (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.ends_with(".git")) rest.remove_suffix(4);
  std::string out(host);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out + "/" + std::string(rest);
}

RunScope directory_scope(const DirectoryChoice& choice) {
  RunScope out{.source = "dir",
               .is_whole = choice.hidden && choice.most_megabytes == 0};
  for (const std::string& path : choice.paths) {
    out.roots.push_back(root_of(path));
  }
  if (out.roots.empty()) out.roots.push_back(root_of("."));
  return out;
}

RunScope git_scope(const GitChoice& choice) {
  bool is_part = !choice.commits.empty() || !choice.refs.empty() ||
                 !choice.branches.empty() || choice.reachable ||
                 !choice.state.empty();
  RunScope out{.source = "git", .is_whole = !is_part};
  if (choice.view != GitView::kHistory) {
    out.source = choice.view == GitView::kStaged ? "staged" : "worktree";
  }
  ScanRoot root;
  if (looks_like_url(choice.repository)) {
    root.repository = repository_name(choice.repository);
  } else if (auto layout = find_layout(choice.repository)) {
    root.repository = name_of(*layout);
  } else {
    root.repository = absolute(choice.repository);
  }
  out.roots.push_back(std::move(root));
  return out;
}

RunScope stream_scope() {
  return {.source = "stdin", .roots = {{.repository = "standard input"}}};
}

}  // namespace stanch
