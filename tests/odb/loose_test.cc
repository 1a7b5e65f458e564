// SPDX-License-Identifier: Apache-2.0
#include "odb/loose.h"

#include <filesystem>
#include <random>

#include "tests/support/catch.h"
#include "tests/support/pack_builder.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t kLongest = 1 << 20;
constexpr char kNul = '\0';

Result<StoredObject> parse_bytes(const std::string& bytes) {
  Inflater inflater;
  return parse_loose(bytes, kLongest, inflater);
}

std::string loose_error(const std::string& bytes) {
  auto object = parse_bytes(bytes);
  REQUIRE_FALSE(object);
  CHECK(object.error().kind == ErrorKind::kUnreadable);
  return object.error().message;
}

std::string object_of(const std::string& head, std::string_view bytes) {
  return deflated(head + kNul + std::string(bytes));
}

}  // namespace

TEST_CASE("a loose object is what its head says", "[odb]") {
  for (const char* type : {"blob", "tree", "commit", "tag"}) {
    auto object = parse_bytes(object_of(std::string(type) + " 3", "abc"));
    REQUIRE(object);
    CHECK(to_string(object->type) == type);
    CHECK(object->bytes == "abc");
  }
  CHECK(parse_bytes(object_of("blob 0", ""))->bytes.empty());
  const std::string large(kLongest, 'x');
  CHECK(parse_bytes(object_of("blob " + std::to_string(kLongest), large))
            ->bytes == large);
}

TEST_CASE("a loose object that is damaged says how", "[odb]") {
  CHECK(loose_error("") == "its deflated bytes are damaged");
  CHECK(loose_error("no zlib at all") == "its deflated bytes are damaged");
  CHECK(loose_error(object_of("blob 4", "abc")) ==
        "it is shorter than it says");
  CHECK(loose_error(object_of("blob 2", "abc")) == "it is longer than it says");
  CHECK(loose_error(object_of("blub 3", "abc")) == "its type is unknown");
  CHECK(loose_error(object_of("blob -3", "abc")) == "its size is no number");
  CHECK(loose_error(object_of("blob 3x", "abc")) == "its size is no number");
  CHECK(loose_error(object_of("blob ", "abc")) == "its size is no number");
  CHECK(loose_error(object_of("blob", "abc")) ==
        "its head is no head of an object");
  CHECK(loose_error(deflated(std::string(100, 'x'))) ==
        "its head is no head of an object");
  const std::string good = object_of("blob 300", std::string(300, 'x'));
  CHECK(loose_error(good.substr(0, good.size() - 6)) ==
        "its deflated bytes are damaged");
}

TEST_CASE("sizes that cannot be cost no memory", "[odb]") {
  CHECK(loose_error(object_of("blob 1048577", "abc")) ==
        "its 1048577 bytes are more than the limit of 1048576");
  CHECK(loose_error(object_of("blob 18446744073709551615", ""))
            .contains("limit"));
  CHECK(loose_error(object_of("blob 18446744073709551616", "")) ==
        "its size is no number");
  CHECK(loose_error(object_of("blob 1000000", "abc")) ==
        "it is too short for the size it says");
}

TEST_CASE("a bomb is inflated only as far as it says", "[odb]") {
  const std::string bomb(std::size_t{1} << 24, '\0');
  CHECK(loose_error(object_of("blob 100", bomb)) ==
        "it is longer than it says");
}

TEST_CASE("only what bears an object's name is listed", "[odb]") {
  TempDir folder;
  const std::string id = hex(made_up_id(1)), other = hex(made_up_id(2));
  for (const std::string& digits : {id, other}) {
    folder.write(digits.substr(0, 2) + "/" + digits.substr(2), "");
  }
  folder.write("ab/tmp_obj_123456", "");
  folder.write("ab/" + std::string(37, 'a'), "");
  folder.write("ab/" + std::string(38, 'g'), "");
  folder.write("abc/" + std::string(37, 'a'), "");
  folder.write("pack/" + std::string(38, 'a'), "");
  folder.write("AB/" + std::string(38, 'a'), "");
  folder.write("ab/" + std::string(62, 'a'), "");
  std::vector<StoreProblem> problems;
  std::vector<ObjectId> found =
      list_loose(folder.path(), HashKind::kSha1, problems);
  std::ranges::sort(found);
  std::vector<ObjectId> wanted = {made_up_id(1), made_up_id(2)};
  std::ranges::sort(wanted);
  CHECK(found == wanted);
  CHECK(problems.empty());
  CHECK(list_loose(folder.path(), HashKind::kSha256, problems).size() == 1);
  CHECK(loose_path("o", made_up_id(1)) ==
        "o/" + id.substr(0, 2) + "/" + id.substr(2));
}

TEST_CASE("any bytes as a loose object are read or refused", "[odb]") {
  std::mt19937 random(14);
  const std::string good = object_of("blob 40", std::string(40, 'x'));
  for (int i = 0; i < 3000; ++i) {
    std::string bad = good;
    bad[random() % bad.size()] = static_cast<char>(random());
    if (i % 4 == 0) bad.resize(random() % bad.size());
    auto object = parse_bytes(bad);
    if (object) CHECK(object->bytes.size() < 100);
  }
}

}  // namespace stanch
