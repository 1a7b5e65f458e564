// SPDX-License-Identifier: Apache-2.0
#include "git/repository_note.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include <fmt/core.h>

#include "core/git_config.h"
#include "odb/discovery.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

// The address of `origin`, else of the only remote there is.
std::string remote_address(const Layout& layout) {
  std::ifstream file(fs::path(layout.common_dir) / "config", std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  GitConfig config(text);
  if (auto origin = config.value("remote.origin.url")) return *origin;
  std::string only;
  for (const GitSetting& setting : config.settings()) {
    if (!setting.name.starts_with("remote.") ||
        !setting.name.ends_with(".url")) {
      continue;
    }
    if (!only.empty()) return {};
    only = setting.value;
  }
  return only;
}

// The id that a packed-refs file has for a name.
std::string packed_id(const fs::path& packed_refs, std::string_view name) {
  std::ifstream file(packed_refs, std::ios::binary);
  for (std::string line; std::getline(file, line);) {
    std::size_t blank = line.find(' ');
    if (blank == std::string::npos || line.starts_with('#')) continue;
    if (std::string_view(line).substr(blank + 1) == name) {
      return line.substr(0, blank);
    }
  }
  return {};
}

void read_head(const Layout& layout, RepositoryNote& note) {
  constexpr std::string_view kSymbolic = "ref: ";
  constexpr std::string_view kBranches = "refs/heads/";
  auto head = read_line(fs::path(layout.git_dir) / "HEAD");
  if (!head) return;
  if (!head->starts_with(kSymbolic)) {
    note.revision = *head;
    return;
  }
  std::string name = head->substr(kSymbolic.size());
  if (name.starts_with(kBranches)) note.branch = name.substr(kBranches.size());
  fs::path common = layout.common_dir;
  note.revision = read_line(common / name)
                      .value_or(packed_id(common / "packed-refs", name));
}

// "host", "path" of an address that a web server may have.
struct HostAndPath {
  std::string host;
  std::string path;
};

std::optional<HostAndPath> host_and_path(std::string_view address) {
  std::size_t scheme_end = address.find("://");
  bool scp_form = scheme_end == std::string_view::npos;
  if (scp_form) {
    std::size_t colon = address.find(':');
    if (colon == std::string_view::npos || address.find('/') < colon) return {};
    std::string_view host = address.substr(0, colon);
    if (std::size_t at = host.rfind('@'); at != std::string_view::npos) {
      host.remove_prefix(at + 1);
    }
    return HostAndPath{std::string(host),
                       std::string(address.substr(colon + 1))};
  }
  std::string_view scheme = address.substr(0, scheme_end);
  constexpr std::array<std::string_view, 3> kSchemes = {"https", "http", "ssh"};
  if (std::ranges::find(kSchemes, scheme) == kSchemes.end()) return {};
  address.remove_prefix(scheme_end + 3);
  std::size_t slash = address.find('/');
  if (slash == std::string_view::npos) return {};
  std::string_view host = address.substr(0, slash);
  if (std::size_t at = host.rfind('@'); at != std::string_view::npos) {
    host.remove_prefix(at + 1);
  }
  // The port of ssh is not the web's.
  if (scheme == "ssh") host = host.substr(0, host.find(':'));
  return HostAndPath{std::string(host), std::string(address.substr(slash + 1))};
}

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != '<' && c != '>' &&
           c != '\\' && c != '?' && c != '#' && c != '(' && c != ')';
  });
}

}  // namespace

RepositoryNote note_of(const Layout& layout) {
  RepositoryNote note;
  note.web = web_page(remote_address(layout));
  note.forge = forge_of(note.web);
  read_head(layout, note);
  return note;
}

std::string web_page(std::string_view address) {
  auto parts = host_and_path(address);
  if (!parts || !is_plain(address)) return {};
  std::string& path = parts->path;
  while (path.starts_with('/')) path.erase(0, 1);
  while (path.ends_with('/')) path.pop_back();
  if (path.ends_with(".git")) path.resize(path.size() - 4);
  // Azure's addresses for ssh have a form of their own.
  if (parts->host == "ssh.dev.azure.com" && path.starts_with("v3/")) {
    std::size_t project = path.find('/', 3);
    std::size_t name = path.find('/', project + 1);
    if (project == std::string::npos || name == std::string::npos) return {};
    parts->host = "dev.azure.com";
    path = path.substr(3, name - 3) + "/_git" + path.substr(name);
  }
  if (parts->host.empty() || path.empty()) return {};
  return fmt::format("https://{}/{}", parts->host, path);
}

std::string forge_of(std::string_view page) {
  constexpr std::string_view kScheme = "https://";
  if (!page.starts_with(kScheme)) return {};
  std::string_view host = page.substr(kScheme.size());
  host = host.substr(0, host.find('/'));
  struct Row {
    std::string_view part;  // of the host's name
    std::string_view forge;
  };
  constexpr Row kRows[] = {
      {"github", "github"},         {"gitlab", "gitlab"},
      {"bitbucket", "bitbucket"},   {"gitea", "gitea"},
      {"forgejo", "gitea"},         {"codeberg.org", "gitea"},
      {"dev.azure", "azuredevops"}, {"visualstudio.com", "azuredevops"},
  };
  for (const Row& row : kRows) {
    if (host.find(row.part) != std::string_view::npos) {
      return std::string(row.forge);
    }
  }
  return {};
}

}  // namespace stanch
