// SPDX-License-Identifier: Apache-2.0
#include "tests/support/source_tree.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <re2/re2.h>

namespace stanch {
namespace {

namespace fs = std::filesystem;

// What .gitignore names, and git's own.
bool is_not_ours(const fs::path& path) {
  return path.filename() == ".git" || path == "build" || path == ".cache";
}

std::vector<SourceFile> read_tree() {
  const char* root = std::getenv("STANCH_SOURCE");
  if (root == nullptr) throw std::runtime_error("STANCH_SOURCE is not set");
  std::vector<SourceFile> files;
  fs::recursive_directory_iterator entries(root), end;
  for (; entries != end; ++entries) {
    fs::path path = entries->path().lexically_relative(root);
    if (is_not_ours(path)) {
      entries.disable_recursion_pending();
    } else if (entries->is_regular_file()) {
      std::ifstream in(entries->path(), std::ios::binary);
      files.push_back({path.generic_string(),
                       std::string(std::istreambuf_iterator<char>(in), {})});
    }
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

}  // namespace

std::string_view SourceFile::name() const {
  return std::string_view(path).substr(path.rfind('/') + 1);
}

std::string_view SourceFile::folder() const {
  auto slash = path.rfind('/');
  if (slash == std::string::npos) return {};
  return std::string_view(path).substr(0, slash);
}

std::string_view SourceFile::area() const {
  return folder().substr(0, folder().find('/'));
}

const std::vector<SourceFile>& source_tree() {
  static const std::vector<SourceFile> kTree = read_tree();
  return kTree;
}

const SourceFile& source_file(std::string_view path) {
  auto found = std::ranges::find(source_tree(), path, &SourceFile::path);
  if (found == source_tree().end()) {
    throw std::runtime_error("no file " + std::string(path));
  }
  return *found;
}

std::vector<Include> includes_of(const SourceFile& file) {
  static const re2::RE2 kInclude(R"((?m)^\s*#\s*include\s*(["<])([^">]+)[">])");
  std::vector<Include> out;
  re2::StringPiece rest(file.text);
  std::string quote, path;
  while (re2::RE2::FindAndConsume(&rest, kInclude, &quote, &path)) {
    out.push_back({path, quote == "\""});
  }
  return out;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text = end == text.npos ? std::string_view() : text.substr(end + 1);
  }
  return lines;
}

}  // namespace stanch
