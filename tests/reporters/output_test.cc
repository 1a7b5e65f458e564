// SPDX-License-Identifier: Apache-2.0
#include "reporters/output.h"

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/catch.h"
#include "tests/support/files.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

// A new folder that goes when the test ends.
struct Folder {
  fs::path path;
  Folder() {
    std::string name = fs::temp_directory_path() / "stanch-output-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }

  std::size_t entries() const {
    return std::distance(fs::directory_iterator(path), {});
  }
};

}  // namespace

TEST_CASE("a report file appears whole, for its owner only", "[reporters]") {
  Folder folder;
  fs::path file = folder.path / "report";
  std::string text(300'000, 'x');
  {
    auto output = Output::to_file(file);
    REQUIRE(output);
    CHECK(folder.entries() == 0);
    REQUIRE(output->write(text));
    CHECK_FALSE(fs::exists(file));
    REQUIRE(output->commit());
  }
  CHECK(read_file(file) == text);
  CHECK(folder.entries() == 1);
  struct stat status = {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a report that is not finished leaves the old one", "[reporters]") {
  Folder folder;
  fs::path file = folder.path / "report";
  std::ofstream(file) << "old";
  {
    auto output = Output::to_file(file);
    REQUIRE(output);
    REQUIRE(output->write(std::string(300'000, 'x')));
  }
  CHECK(read_file(file) == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("a report through a symbolic link keeps the link", "[reporters]") {
  Folder folder;
  std::ofstream(folder.path / "real") << "old";
  fs::create_symlink("real", folder.path / "link");
  auto output = Output::to_file(folder.path / "link");
  REQUIRE(output);
  REQUIRE(output->write("new"));
  REQUIRE(output->commit());
  CHECK(fs::is_symlink(folder.path / "link"));
  CHECK(read_file(folder.path / "real") == "new");
}

TEST_CASE("a place that takes no report is refused at once", "[reporters]") {
  Folder folder;
  for (const fs::path& path :
       {folder.path / "missing" / "report", folder.path}) {
    auto output = Output::to_file(path);
    REQUIRE_FALSE(output);
    CHECK(output.error().kind == ErrorKind::kUsage);
    CHECK(output.error().message.find(path) != std::string::npos);
  }
}

TEST_CASE("a full disk and a closed pipe are told apart", "[reporters]") {
  auto full = Output::to_file("/dev/full");
  REQUIRE(full);
  REQUIRE(full->write("text"));
  auto refused = full->commit();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::kUnwritable);
  CHECK(refused.error().message.find("No space left") != std::string::npos);

  auto old = std::signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> ends;
  REQUIRE(::pipe(ends.data()) == 0);
  ::close(ends[0]);
  Output pipe = Output::to_descriptor(ends[1], "standard output");
  REQUIRE(pipe.write("text"));
  auto closed = pipe.commit();
  REQUIRE_FALSE(closed);
  CHECK(closed.error().kind == ErrorKind::kClosedPipe);
  ::close(ends[1]);
  std::signal(SIGPIPE, old);
}

}  // namespace stanch
