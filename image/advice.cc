// SPDX-License-Identifier: Apache-2.0
#include "image/advice.h"

namespace stanch {
namespace {

std::string_view prevention(std::string_view origin, std::string_view path,
                            std::string_view created_by) {
  if (origin == "image-attestation") {
    return "Build arguments are written into the provenance: use RUN "
           "--mount=type=secret.";
  }
  if (path.contains("Env/")) {
    return "Give it to the container when it starts, not with ENV.";
  }
  if (path.starts_with("history/")) {
    return "The history keeps ARG values and commands: use RUN "
           "--mount=type=secret.";
  }
  if (origin != "image-layer") return "Keep it out of labels and commands.";
  if (created_by.contains("COPY") || created_by.contains("ADD")) {
    return "List the file in .dockerignore, or copy only what is needed from "
           "an earlier stage.";
  }
  return "Use RUN --mount=type=secret, or make the file in a stage that is not "
         "shipped.";
}

}  // namespace

std::string image_advice(std::string_view origin, std::string_view path,
                         std::string_view created_by, bool is_gone,
                         bool is_of_base) {
  std::string out;
  if (is_gone) {
    out = "The layer still ships it: deleting a file later does not. ";
  }
  if (is_of_base) {
    return out +
           "It comes with the base image: have that rebuilt, and rotate "
           "the credential.";
  }
  out += prevention(origin, path, created_by);
  return out + (origin == "image-layer"
                    ? " Rebuild the layer and rotate the credential."
                    : " Rebuild the image and rotate the credential.");
}

}  // namespace stanch
