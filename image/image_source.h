// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/finding.h"
#include "core/source.h"
#include "files/content_scanner.h"
#include "image/blob_store.h"
#include "image/image_set.h"

namespace stanch {

struct ImageOptions {
  ContentOptions contents;
  std::string platform;     // "linux/arm64"; empty: all
  bool squashed = false;    // only what a container would see
  bool since_base = false;  // only the layers above the base image
  // Images to hold the layers against, each as its diff ids, lowest first.
  std::vector<std::vector<std::string>> bases;
  // Whether a layer was scanned before, by the digest of its blob or of its
  // tar. Such a layer is not read, unless one below it must be: what it does to
  // that one's files is to be told. Empty: none was.
  std::function<bool(const std::string& digest)> is_known;
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
  ImageSource(ImageSet images, ImageOptions options);
  // A tar file of a stream, compressed or not: images as above, or a whole
  // file system (`docker export`). Read once, from front to back, by one task;
  // what describes the images comes last in it, so that which layer of which
  // image a finding is in is only known at the end.
  ImageSource(std::unique_ptr<ByteStream> tar, ImageOptions options);
  ~ImageSource() override;

  void split(TaskContext& context) override;

  // After the run: the digests, of blobs and tars, of the layers that were read
  // to their end; in order.
  std::vector<std::string> scanned() const;

  // After the run: says of each place where in which image it is, what made
  // the layer and what became of the file, and leaves out what was not asked
  // for. Secrets that stand in a step's command or in a path are masked there.
  // docs/images.md lists the attributes.
  void tell(std::vector<Finding>& findings) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The blobs at a path, a folder or a tar file, to be read in any order. Null
// for what is a stream of them: "-", which is standard input, a pipe, a tar
// file that is compressed or holds a whole file system. kUsage where there is
// no image, with what was looked for.
Result<std::unique_ptr<BlobStore>> open_blob_store(const std::string& path);

// That stream.
Result<std::unique_ptr<ByteStream>> open_image_stream(const std::string& path);

// The layers of all images of a store, as ImageOptions::bases wants them.
// kUnreadable where it has none that can be read.
Result<std::vector<std::vector<std::string>>> read_bases(BlobStore& store);

}  // namespace stanch
