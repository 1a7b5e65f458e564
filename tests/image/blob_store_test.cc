// SPDX-License-Identifier: Apache-2.0
#include "image/blob_store.h"

#include <filesystem>

#include "core/digest.h"
#include "image/folder_store.h"
#include "image/layout_names.h"
#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

std::string digest_of(std::string_view bytes) {
  return "sha256:" + hex(sha256(bytes));
}

}  // namespace

TEST_CASE("digests are an algorithm and the right number of digits",
          "[image]") {
  CHECK(is_digest("sha256:" + std::string(64, 'a')));
  CHECK(is_digest("sha512:" + std::string(128, '0')));
  CHECK_FALSE(is_digest("sha256:" + std::string(63, 'a')));
  CHECK_FALSE(is_digest("sha256:" + std::string(64, 'A')));
  CHECK_FALSE(is_digest("sha256:" + std::string(61, 'a') + "../"));
  CHECK_FALSE(is_digest("md5:" + std::string(32, 'a')));
  CHECK_FALSE(is_digest("manifest.json"));
}

TEST_CASE("paths of members are made normal and never lead upwards",
          "[image]") {
  CHECK(normal_path("./a//b/") == "a/b");
  CHECK(normal_path("/a/./b") == "a/b");
  CHECK(normal_path("x/../layer.tar") == "layer.tar");
  CHECK(normal_path("../layer.tar").empty());
  CHECK(normal_path("a/../../b").empty());
  CHECK(places_of("../../etc/passwd").empty());
}

TEST_CASE("a folder's blobs are found by digest and checked", "[image]") {
  TempDir folder;
  std::string text = "the blob";
  std::string digits = hex(sha256(text));
  folder.write("index.json", "{}");
  folder.write("blobs/sha256/" + digits, text);
  auto store = open_folder_store(folder.path());
  REQUIRE(store != nullptr);
  auto roots = store->roots();
  REQUIRE(roots);
  REQUIRE(roots->size() == 1);
  CHECK(roots->front().name == "index.json");

  BlobRef blob{.name = digest_of(text), .size = text.size()};
  CHECK(store->has(blob));
  CHECK(read_blob(*store, blob) == text);

  SECTION("another size was promised") {
    blob.size = text.size() + 1;
    auto read = read_blob(*store, blob);
    REQUIRE_FALSE(read);
    CHECK(read.error().message == blob.name + ": ends after 8 of 9 bytes");
    blob.size = text.size() - 1;
    read = read_blob(*store, blob);
    REQUIRE_FALSE(read);
    CHECK(read.error().message ==
          blob.name + ": is longer than the 7 bytes promised");
  }
  SECTION("the bytes are not those of the digest") {
    folder.write("blobs/sha256/" + digits, "the BLOB");
    auto read = read_blob(*store, blob);
    REQUIRE_FALSE(read);
    CHECK(read.error().message == blob.name + ": its digest is " +
                                      digest_of("the BLOB") + ", not " +
                                      blob.name + " as promised");
  }
  SECTION("it is longer than the caller can use") {
    auto read = read_blob(*store, {.name = blob.name}, 7);
    REQUIRE_FALSE(read);
    CHECK(read.error().message == blob.name + ": is longer than 7 bytes");
  }
  SECTION("it is not there") {
    BlobRef other{.name = digest_of("other")};
    CHECK_FALSE(store->has(other));
    auto read = read_blob(*store, other);
    REQUIRE_FALSE(read);
    CHECK(read.error().message == other.name + ": is not there");
  }
}

TEST_CASE("a link that leads out of the folder is refused", "[image]") {
  TempDir folder, outside;
  folder.write("manifest.json", "[]");
  outside.write("secret", "nobody's business");
  std::filesystem::create_symlink(outside.path() / "secret",
                                  folder.path() / "layer.tar");
  std::filesystem::create_symlink("manifest.json", folder.path() / "inside");
  auto store = open_folder_store(folder.path());
  REQUIRE(store != nullptr);
  CHECK_FALSE(store->has({.name = "layer.tar"}));
  CHECK(store->has({.name = "inside"}));
  CHECK_FALSE(store->has({.name = "../secret"}));
}

TEST_CASE("a folder of other things is no store", "[image]") {
  TempDir folder;
  folder.write("readme.txt", "hello");
  CHECK(open_folder_store(folder.path()) == nullptr);
  CHECK(open_folder_store(folder.path() / "missing") == nullptr);
}

}  // namespace stanch
