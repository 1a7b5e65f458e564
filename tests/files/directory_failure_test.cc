// SPDX-License-Identifier: Apache-2.0
//
// What cannot be read is named, whatever the way in which it fails.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "core/posix.h"
#include "files/directory_source.h"
#include "tests/files/recorder.h"
#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;
constexpr auto kUnreadable = Skipped::Why::kUnreadable;

DirectoryOptions options_for(const fs::path& path) {
  return {.paths = {path.string()}, .exclude = {}};
}

// Scans in a child that is not root, for whom permissions count; a line for
// each thing read or skipped, sorted.
std::vector<std::string> walked_as_nobody(const fs::path& path) {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(1);
    DirectorySource source(options_for(path));
    Recorder recorder;
    recorder.run(source);
    std::string lines;
    for (const RecordedBlob& blob : recorder.blobs) {
      lines += "read " + blob.provenance.path + "\n";
    }
    for (const Skipped& skipped : recorder.skipped) {
      lines += (skipped.why == kUnreadable ? "unreadable " : "by rule ") +
               skipped.path + ": " + skipped.reason + "\n";
    }
    bool sent = ::write(ends[1], lines.data(), lines.size()) ==
                static_cast<ssize_t>(lines.size());
    ::_exit(sent ? 0 : 1);
  }
  ::close(ends[1]);
  std::vector<std::string> lines;
  FILE* in = ::fdopen(ends[0], "r");
  char line[512];
  while (std::fgets(line, sizeof line, in) != nullptr) {
    lines.emplace_back(line).pop_back();
  }
  std::fclose(in);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(status == 0);
  std::ranges::sort(lines);
  return lines;
}

}  // namespace

TEST_CASE("a path that is not there is named", "[files]") {
  TempDir dir;
  dir.write("file", "x");
  for (auto name : {"missing", "file/below"}) {
    std::string path = dir.path() / name;
    DirectorySource source(options_for(path));
    Recorder recorder;
    recorder.run(source);
    CHECK(recorder.skipped ==
          std::vector<Skipped>{{path, "no such file or folder", kUnreadable}});
  }
}

TEST_CASE("what may not be read is named and the rest is read", "[files]") {
  TempDir dir;
  std::string base = dir.path();
  for (auto name : {"file", "closed/a", "blind/b", "open/c"}) {
    dir.write(name, "x");
  }
  fs::permissions(base, fs::perms(0755));
  fs::permissions(base + "/file", fs::perms(0));
  fs::permissions(base + "/closed", fs::perms(0));
  fs::permissions(base + "/blind", fs::perms(0444));  // names, no entry
  std::vector<std::string> lines = walked_as_nobody(base);
  fs::permissions(base + "/closed", fs::perms(0700));
  fs::permissions(base + "/blind", fs::perms(0700));
  CHECK(lines == std::vector<std::string>{
                     "read " + base + "/open/c",
                     "unreadable " + base + "/blind/b: permission denied",
                     "unreadable " + base + "/closed: permission denied",
                     "unreadable " + base + "/file: permission denied"});
}

TEST_CASE("special files below a folder are counted, given ones refused",
          "[files]") {
  TempDir dir;
  std::string fifo = dir.path() / "fifo", unix_socket = dir.path() / "socket";
  dir.write("file", "x");
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
  REQUIRE(unix_socket.size() < sizeof address.sun_path);
  unix_socket.copy(address.sun_path, unix_socket.size());
  REQUIRE(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address),
                 sizeof address) == 0);

  DirectorySource walk(options_for(dir.path()));
  Recorder walked;
  walked.run(walk);
  CHECK(walked.paths() == std::vector<std::string>{dir.path() / "file"});
  CHECK(walked.skipped ==
        std::vector<Skipped>{
            {fifo, "is a FIFO", Skipped::Why::kByRule},
            {unix_socket, "is a socket", Skipped::Why::kByRule}});

  DirectorySource given(
      {.paths = {fifo, unix_socket, "/dev/null"}, .exclude = {}});
  Recorder refused;
  refused.run(given);
  CHECK(refused.skipped ==
        std::vector<Skipped>{
            {"/dev/null", "is a device: use `stanch stdin < /dev/null`"},
            {fifo, "is a FIFO: use `stanch stdin < " + fifo + "`"},
            {unix_socket, "is a socket, not a file or folder"}});
}

TEST_CASE("a read that fails is named", "[files]") {
  // Page 0 of a process is never mapped.
  DirectorySource source(options_for("/proc/self/mem"));
  Recorder recorder;
  recorder.run(source);
  CHECK(recorder.skipped ==
        std::vector<Skipped>{{"/proc/self/mem", "input/output error"}});
}

TEST_CASE("a file without a size is read to its end", "[files]") {
  DirectorySource source(options_for("/proc/self/status"));
  Recorder recorder;
  recorder.run(source);
  REQUIRE(recorder.blobs.size() == 1);
  CHECK(recorder.blobs[0].bytes.starts_with("Name:"));
}

TEST_CASE("a loop of links that is given is named", "[files]") {
  TempDir dir;
  fs::create_symlink("loop", dir.path() / "loop");
  std::string path = dir.path() / "loop";
  DirectorySource source(options_for(path));
  Recorder recorder;
  recorder.run(source);
  CHECK(recorder.skipped ==
        std::vector<Skipped>{{path, "too many levels of symbolic links"}});
}

TEST_CASE("a path too long for the system is named", "[files]") {
  TempDir dir;
  std::string name(200, 'n');
  FileDescriptor at(::open(dir.path().c_str(), O_RDONLY | O_DIRECTORY));
  for (int i = 0; i < 25; ++i) {
    REQUIRE(::mkdirat(at.get(), name.c_str(), 0700) == 0);
    at = FileDescriptor(
        ::openat(at.get(), name.c_str(), O_RDONLY | O_DIRECTORY));
    REQUIRE(at);
  }
  DirectorySource source(options_for(dir.path()));
  Recorder recorder;
  recorder.run(source);
  REQUIRE(recorder.skipped.size() == 1);
  CHECK(recorder.skipped[0].reason == "file name too long");
  CHECK(recorder.skipped[0].why == kUnreadable);
  CHECK(recorder.skipped[0].path.starts_with(dir.path().string()));
}

TEST_CASE("a file that shrinks is scanned as far as it came and named",
          "[files]") {
  TempDir dir;
  dir.write("file", std::string(1000, 'x'));
  std::string path = dir.path() / "file";
  DirectoryOptions options = options_for(path);
  options.window = 100;
  options.overlap = 10;
  DirectorySource source(options);
  Recorder recorder;
  std::uint64_t scanned = 0;
  recorder.on_scan = [&](const Blob& blob) {
    scanned += blob.owned->size();
    fs::resize_file(path, 150);
  };
  recorder.run(source);
  CHECK(scanned == 150);
  CHECK(recorder.skipped ==
        std::vector<Skipped>{{path, "shrank while it was read"}});
}

TEST_CASE("a file that grows is read to its new end", "[files]") {
  TempDir dir;
  dir.write("file", std::string(300, 'x'));
  std::string path = dir.path() / "file";
  DirectoryOptions options = options_for(path);
  options.window = 100;
  options.overlap = 10;
  DirectorySource source(options);
  Recorder recorder;
  std::uint64_t scanned = 0;
  recorder.on_scan = [&](const Blob& blob) {
    if (scanned == 0) {
      std::ofstream(path, std::ios::app) << std::string(700, 'y');
    }
    scanned += blob.owned->size();
  };
  recorder.run(source);
  CHECK(scanned == 1000);
  CHECK(recorder.skipped.empty());
}

TEST_CASE("files that vanish or change their kind are named", "[files]") {
  TempDir dir;
  for (auto name : {"a", "b", "c"}) dir.write(name, name);
  DirectorySource source(options_for(dir.path()));
  Recorder recorder;
  std::string fifo;
  recorder.on_scan = [&](const Blob& blob) {
    // Whichever is read first, the second is gone and the third a FIFO.
    for (auto name : {"a", "b", "c"}) {
      std::string path = dir.path() / name;
      if (path == blob.provenance.path) continue;
      fs::remove(path);
      if (!fifo.empty()) continue;
      fifo = path;
      REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    }
  };
  recorder.run(source);
  REQUIRE(recorder.skipped.size() == 2);
  for (const Skipped& skipped : recorder.skipped) {
    CHECK(skipped.why == kUnreadable);
    CHECK(skipped.reason == (skipped.path == fifo ? "is no file any more"
                                                  : "no such file or folder"));
  }
}

TEST_CASE("a folder that vanishes is named", "[files]") {
  TempDir dir;
  dir.write("gone/a", "x");
  DirectorySource source(options_for(dir.path()));
  Recorder recorder;
  int tasks = 0;
  recorder.before_task = [&] {
    if (++tasks == 2) fs::remove_all(dir.path() / "gone");
  };
  recorder.run(source);
  CHECK(recorder.skipped ==
        std::vector<Skipped>{{dir.path() / "gone", "no such file or folder"}});
}

TEST_CASE("an interrupted walk ends at once and names nothing", "[files]") {
  TempDir dir;
  for (int i = 0; i < 100; ++i) dir.write(std::to_string(i), "x");
  DirectorySource source(options_for(dir.path()));
  Recorder recorder;
  int scanned = 0;
  recorder.on_scan = [&](const Blob&) { recorder.stop = ++scanned == 3; };
  recorder.run(source);
  CHECK(scanned == 3);
  CHECK(recorder.skipped.empty());
}

}  // namespace stanch
