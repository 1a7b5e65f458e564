// SPDX-License-Identifier: Apache-2.0
#include "history/scan_state.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <fmt/format.h>

#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

const Sha256 kRules = sha256("rules");

ObjectId id_of(int number, HashKind kind = HashKind::kSha1) {
  return ObjectId(sha256(std::to_string(number)).data(), kind);
}

std::string state_of(int objects) {
  ScanStateWriter writer(kRules);
  for (int i = 0; i < objects; ++i) writer.add(id_of(i));
  writer.add_pack(id_of(-1));
  return writer.bytes();
}

std::string refused(const std::string& bytes) {
  auto state = ScanState::parse(bytes, kRules);
  if (state) return "taken";
  CHECK(state.error().kind == ErrorKind::kUnreadable);
  return state.error().message;
}

std::size_t files_in(const TempDir& folder) {
  auto all = std::filesystem::directory_iterator(folder.path());
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

}  // namespace

TEST_CASE("a state knows what was added to it, and nothing else", "[history]") {
  for (int size : {0, 1, 2, 3000}) {
    CAPTURE(size);
    auto state = ScanState::parse(state_of(size), kRules);
    REQUIRE(state);
    CHECK(state->objects().size() == static_cast<std::size_t>(size));
    int known = 0;
    for (int i = 0; i < size; ++i) known += state->has(id_of(i)) ? 1 : 0;
    CHECK(known == size);
    for (int i = size; i < size + 3000; ++i) {
      known += state->has(id_of(i)) ? 1 : 0;
    }
    CHECK(known == size);
    CHECK(state->has_pack(id_of(-1)));
    CHECK_FALSE(state->has_pack(id_of(0)));
    CHECK_FALSE(state->has(id_of(-1)));
  }
  CHECK_FALSE(ScanState().has(id_of(0)));
  CHECK_FALSE(ScanState().has_pack(id_of(0)));
}

TEST_CASE("ids of both kinds of hash are remembered", "[history]") {
  ScanStateWriter writer(kRules);
  writer.add(id_of(1, HashKind::kSha256));
  auto state = ScanState::parse(writer.bytes(), kRules);
  REQUIRE(state);
  CHECK(state->has(id_of(1, HashKind::kSha256)));
  CHECK_FALSE(state->has(id_of(2, HashKind::kSha256)));
}

TEST_CASE("a state does not depend on the order, and grows", "[history]") {
  ScanStateWriter one(kRules);
  ScanStateWriter other(kRules);
  for (int i = 0; i < 100; ++i) {
    one.add(id_of(i));
    other.add(id_of(99 - i));
    other.add(id_of(i));
  }
  CHECK(one.bytes() == other.bytes());

  ScanStateWriter later(kRules);
  later.keep(*ScanState::parse(one.bytes(), kRules));
  later.add(id_of(100));
  later.add_pack(id_of(-2));
  auto grown = ScanState::parse(later.bytes(), kRules);
  REQUIRE(grown);
  CHECK(grown->objects().size() == 101);
  CHECK(grown->has(id_of(7)));
  CHECK(grown->has(id_of(100)));
  CHECK(grown->has_pack(id_of(-2)));
}

TEST_CASE("a damaged state says so", "[history]") {
  const std::string good = state_of(20);
  CHECK(refused(good) == "taken");
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x40);
    CAPTURE(at);
    CHECK(refused(bad) != "taken");
    CHECK(refused(good.substr(0, at)) != "taken");
  }
  CHECK(refused(good + "x").contains("damaged"));
  CHECK(refused("").contains("no state of stanch"));
  CHECK(refused("{}").contains("no state of stanch"));
}

TEST_CASE("a state of other rules says so", "[history]") {
  auto state = ScanState::parse(state_of(3), sha256("other rules"));
  REQUIRE_FALSE(state);
  CHECK(state.error().message.contains("other rules"));
}

TEST_CASE("ids that are in no order are no state", "[history]") {
  std::string bytes = state_of(2);
  std::string body = bytes.substr(0, bytes.size() - 32);
  std::string first = body.substr(body.size() - 32, 16);
  std::string second = body.substr(body.size() - 16);
  auto with = [&](const std::string& keys) {
    std::string text = body.substr(0, body.size() - 32) + keys;
    Sha256 sum = sha256(text);
    return text + std::string(sum.begin(), sum.end());
  };
  CHECK(refused(with(first + second)) == "taken");
  CHECK(refused(with(second + first)).contains("in no order"));
  CHECK(refused(with(first + first)).contains("in no order"));
}

TEST_CASE("a state is written whole, for its owner only", "[history]") {
  TempDir folder;
  const std::string path = folder.path().string() + "/sweep.state";
  auto none = ScanState::read(path, kRules);
  REQUIRE(none);
  CHECK(none->objects().empty());
  for (int round = 0; round < 2; ++round) {
    ScanStateWriter writer(kRules);
    writer.add(id_of(round));
    REQUIRE(writer.write(path));
    struct stat status = {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    CHECK(files_in(folder) == 1);
    auto state = ScanState::read(path, kRules);
    REQUIRE(state);
    CHECK(state->has(id_of(round)));
  }
}

TEST_CASE("a state behind a link stays behind it", "[history]") {
  TempDir folder;
  const std::string path = folder.path().string() + "/link";
  const std::string real = folder.write("real", "old");
  std::filesystem::create_symlink("real", path);
  ScanStateWriter writer(kRules);
  REQUIRE(writer.write(path));
  CHECK(std::filesystem::is_symlink(path));
  CHECK(ScanState::parse(read_file(real), kRules));
}

TEST_CASE("what cannot be a state is not overwritten", "[history]") {
  TempDir folder;
  ScanStateWriter writer(kRules);
  for (const std::string& path :
       {std::string("/dev/null"), folder.path().string(),
        folder.path().string() + "/missing/state", std::string()}) {
    CAPTURE(path);
    auto done = writer.write(path);
    REQUIRE_FALSE(done);
    CHECK(done.error().kind == ErrorKind::kUnwritable);
    CHECK(done.error().message.starts_with("cannot write the state to"));
  }
  CHECK_FALSE(ScanState::read("/dev/null", kRules));
  CHECK_FALSE(ScanState::read(folder.path().string(), kRules));
  CHECK(files_in(folder) == 0);
}

}  // namespace stanch
