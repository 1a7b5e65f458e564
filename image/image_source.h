// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/finding.h"
#include "core/source.h"
#include "files/content_scanner.h"
#include "image/blob_store.h"

namespace stanch {

struct ImageOptions {
  ContentOptions contents;
  std::string platform;     // "linux/arm64"; empty: all
  bool squashed = false;    // only what a container would see
  bool since_base = false;  // only the layers above the base image
  // Images to hold the layers against, each as its diff ids, lowest first.
  std::vector<std::vector<std::string>> bases;
};

// `stanch image`: all that images are made of, whatever they lie in. Each layer
// is a task and read once, however many images have it.
//
// Origins: "image-layer" (a file in a layer), "image-config" (a variable, a
// label, a step of the history), "image-manifest" (an annotation),
// "image-attestation", "artifact".
//
// Named with context.skip, kUnreadable: what is missing, damaged or not what
// its digest promised; foreign and encrypted layers. kByRule: signatures.
class ImageSource final : public Source {
 public:
  // Blobs that can be read in any order.
  ImageSource(std::unique_ptr<BlobStore> store, ImageOptions options);
  // A tar file of a stream, compressed or not: images as above, or a whole
  // file system (`docker export`). Read once, from front to back, by one task;
  // what describes the images comes last in it, so that which layer of which
  // image a finding is in is only known at the end.
  ImageSource(std::unique_ptr<ByteStream> tar, ImageOptions options);
  ~ImageSource() override;

  void split(TaskContext& context) override;

  // After the run: says of each place where in which image it is, what made
  // the layer and what became of the file, and leaves out what was not asked
  // for. Secrets that stand in a step's command or in a path are masked there.
  // docs/images.md lists the attributes.
  void tell(std::vector<Finding>& findings) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// What a path holds: a folder, a tar file, or with "-" what is piped in.
// kUsage where it is no image, with what was looked for.
Result<std::unique_ptr<ImageSource>> open_image(const std::string& path,
                                                ImageOptions options);

// The layers of all images at a path, as ImageOptions::bases wants them.
Result<std::vector<std::vector<std::string>>> read_bases(
    const std::string& path);

}  // namespace stanch
