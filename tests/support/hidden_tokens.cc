// SPDX-License-Identifier: Apache-2.0
#include "tests/support/hidden_tokens.h"

#include <array>
#include <utility>

#include "tests/support/tokens.h"

namespace stanch {
namespace {

using Held = HiddenToken::Held;

// What makes the layers, as it is told: one has a token in it.
constexpr std::array<const char*, 3> kSteps = {
    "COPY . /app", "RUN |1 NPM_TOKEN=REDACTED /bin/sh -c npm ci",
    "RUN rm -rf /app/deleted.txt"};

class Hider {
 public:
  explicit Hider(HiddenTokens& out) : out_(out) {}

  // A new token, and what must be told of it.
  std::string operator()(HiddenToken told) {
    told.token = github_pat(1000 + static_cast<unsigned>(out_.all.size()));
    if (told.layer > 0 && told.made_by.empty()) {
      told.made_by = kSteps[told.layer - 1];
    }
    if (told.changed_in > 0) told.changed_by = kSteps[told.changed_in - 1];
    out_.all.push_back(told);
    return told.token;
  }
  std::string file(std::string path, std::size_t layer,
                   std::string state = "live", std::size_t changed_in = 0) {
    return "key=" + (*this)({.source = "image-layer",
                             .path = std::move(path),
                             .layer = layer,
                             .state = std::move(state),
                             .changed_in = changed_in});
  }
  std::string config(std::string path, std::size_t layer = 0) {
    return (*this)(
        {.source = "image-config", .path = std::move(path), .layer = layer});
  }

 private:
  HiddenTokens& out_;
};

std::vector<EntryText> first_layer(Hider& hide) {
  std::string long_name = "app/" + std::string(200, 'n') + "/file.txt";
  std::string inner = archive_text(
      ArchiveForm::kZip,
      {{.path = "app.properties",
        .text = hide.file("app/x.zip!lib/in.jar!app.properties", 1)}});
  std::string name_token = hide({.source = "image-layer",
                                 .path = "names/",
                                 .layer = 1,
                                 .state = "live",
                                 .part = "name"});
  return {
      {.path = "app/", .mode = 0755, .is_folder = true},
      {.path = "app/plain.txt", .text = hide.file("app/plain.txt", 1)},
      {.path = "./app/deleted.txt",
       .text = hide.file("app/deleted.txt", 1, "removed", 3)},
      {.path = "app/settings.ini",
       .text = hide.file("app/settings.ini", 1, "overwritten", 2)},
      {.path = "cache/deep/x.txt",
       .text = hide.file("cache/deep/x.txt", 1, "hidden", 3)},
      {.path = "gone/sub/x.txt",
       .text = hide.file("gone/sub/x.txt", 1, "removed", 2)},
      {.path = "app/original", .text = hide.file("app/original", 1)},
      {.path = "app/hard", .hardlink = "app/original"},
      {.path = "app/soft",
       .symlink = "/run/" + hide({.source = "image-layer",
                                  .path = "app/soft",
                                  .layer = 1,
                                  .state = "live",
                                  .part = "link"})},
      {.path = "app/x.zip",
       .text = archive_text(ArchiveForm::kZip,
                            {{.path = "lib/in.jar", .text = inner}})},
      {.path = "app/dump.sql.zst",
       .text =
           packed(hide.file("app/dump.sql.zst!dump.sql", 1), Packing::kZstd)},
      {.path = "app/old.tar.gz",
       .text = packed(
           archive_text(ArchiveForm::kTar,
                        {{.path = "etc/env",
                          .text = hide.file("app/old.tar.gz!etc/env", 1)}}),
           Packing::kGzip)},
      {.path = long_name, .text = hide.file(long_name, 1)},
      {.path = "app/sparse",
       .text = hide.file("app/sparse", 1),
       .hole = std::size_t{1} << 20},
      {.path = "app/twice", .text = hide.file("app/twice", 1)},
      {.path = "app/twice", .text = hide.file("app/twice", 1)},
      {.path = "names/" + name_token + ".txt", .text = "nothing"},
      {.path = "app/noted",
       .text = "nothing",
       .xattrs = {{"user.note", hide({.source = "image-layer",
                                      .path = "app/noted",
                                      .layer = 1,
                                      .state = "live",
                                      .part = "xattr user.note"})}}},
      {.path = "app/binary",
       .text = std::string("\x7f"
                           "ELF\0\0\1\2",
                           8) +
               hide.file("app/binary", 1) + std::string(5, '\0')},
      {.path = "../../etc/evil", .text = hide.file("../../etc/evil", 1)},
      {.path = "app/\xff\xfename", .text = hide.file("", 1)},
  };
}

std::string variables(Hider& hide) {
  return R"("Env":["PATH=/bin","API_TOKEN=)" +
         hide.config("config/Env/API_TOKEN") +
         R"("],"Labels":{"org.example.key":")" +
         hide.config("config/Labels/org.example.key") + R"("},"Cmd":["run",")" +
         hide.config("config/Cmd/1") + R"("],"Entrypoint":["sh","-c",")" +
         hide.config("config/Entrypoint/2") +
         R"("],"Healthcheck":{"Test":["CMD","curl",")" +
         hide.config("config/Healthcheck/Test/2") +
         R"("]},"OnBuild":["RUN echo )" + hide.config("config/OnBuild/0") +
         R"("])";
}

}  // namespace

HiddenTokens::HiddenTokens() {
  Hider hide(*this);
  ImageBuilder::Picture picture;
  picture.layers.push_back(
      {.entries = first_layer(hide), .created_by = kSteps[0]});
  std::string argument = hide.config("history/1/created_by", 2);
  picture.layers.push_back(
      {.entries = {{.path = "app/settings.ini", .text = "empty"},
                   {.path = ".wh.gone", .text = ""},
                   {.path = "app/made", .text = hide.file("app/made", 2)}},
       .created_by = "RUN |1 NPM_TOKEN=" + argument + " /bin/sh -c npm ci"});
  picture.layers.push_back(
      {.entries = {{.path = "app/.wh.deleted.txt", .text = ""},
                   {.path = "cache/.wh..wh..opq", .text = ""},
                   {.path = "cache/new.txt",
                    .text = hide.file("cache/new.txt", 3)}},
       .created_by = kSteps[2]});
  picture.config = variables(hide);
  // Docker's first format has no history but the commands of layers.
  picture.history = R"({"created_by":"ENV KEY=)" +
                    hide({.source = "image-config",
                          .path = "history/3/created_by",
                          .held = Held::kAlways}) +
                    R"(","empty_layer":true})";
  picture.annotations = R"("org.example.note":")" +
                        hide({.source = "image-manifest",
                              .path = "manifest/annotations/org.example.note",
                              .held = Held::kWithManifest}) +
                        R"(")";
  image.pictures.push_back(picture);

  ImageBuilder::Picture other{.architecture = "arm64"};
  other.layers.push_back(
      {.entries = {{.path = "app/arm.txt",
                    .text = "key=" + hide({.source = "image-layer",
                                           .path = "app/arm.txt",
                                           .layer = 1,
                                           .state = "live",
                                           .made_by = "COPY arm.txt /app",
                                           .held = Held::kWithIndex})}},
       .created_by = "COPY arm.txt /app"});
  image.pictures.push_back(other);
  image.index_annotations =
      R"("org.example.index":")" +
      hide({.source = "image-manifest", .path = "", .held = Held::kWithIndex}) +
      R"(")";
  image.statement =
      R"({"predicate":{"invocation":{"parameters":{"args":{"build-arg:KEY":")" +
      hide({.source = "image-attestation",
            .path = "https://slsa.dev/provenance/v0.2",
            .held = Held::kWithIndex}) +
      R"("}}}}})";
}

}  // namespace stanch
