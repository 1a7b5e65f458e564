// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/archive_text.h"

namespace stanch {

// Makes images and writes them in every wrapping there is.
class ImageBuilder {
 public:
  struct Layer {
    std::vector<EntryText> entries;
    std::string created_by;
    Packing packing = Packing::kPlain;
  };
  struct Picture {
    std::string architecture = "amd64";
    std::vector<Layer> layers;
    std::string config;   // more members of the "config" object: `"Env":[..]`
    std::string history;  // more steps, without a layer, behind the others
    std::string annotations;  // members of the manifest's object
    std::string diff_id;      // said of the first layer instead of its own
  };
  // A file of a wrapping by its path in it, in the order to be written.
  using Files = std::vector<std::pair<std::string, std::string>>;

  std::string name = "team/app:1.2";
  std::vector<Picture> pictures;  // the platforms of one image
  std::string statement;          // an in-toto statement about it
  std::string index_annotations;  // members of the index's object

  Files oci() const;           // index.json, oci-layout, blobs/sha256/...
  Files docker_save() const;   // Docker 1.10 to 24: the first picture
  Files docker_names() const;  // before: `repositories`
  Files hybrid() const;        // Docker 25
  Files skopeo_dir() const;    // dir:, the first picture

  static std::string tar_of(const Files& files);
};

// "sha256:" and the digits of the bytes' digest.
std::string digest_of(std::string_view bytes);

}  // namespace stanch
