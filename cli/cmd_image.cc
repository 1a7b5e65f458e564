// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/image_target.h"

namespace stanch {

Action define_image(CLI::App& app) {
  struct Options {
    ImageChoice choice;
    ScanFlags flags;
    bool layers = false;
  };
  auto options = std::make_unique<Options>();
  app.add_option("IMAGE", options->choice.image,
                 "a file or folder of images, or - for standard input")
      ->required();
  app.add_option("--platform", options->choice.platform,
                 "only images for OS/ARCH (default: all)")
      ->type_name("NAME");
  auto* layers = app.add_flag("--layers", options->layers,
                              "every layer, with what later ones delete "
                              "(default)");
  app.add_flag("--squashed", options->choice.squashed,
               "only what a container would see")
      ->excludes(layers);
  app.add_option("--base", options->choice.base,
                 "the image that it was built on: whose layers are whose")
      ->type_name("PATH");
  app.add_flag("--since-base", options->choice.since_base,
               "leave out what comes with the base image");
  add_scan_flags(app, options->flags);
  app.footer("docker save team/app:1.2 | stanch image -");
  return [options = std::move(options)] {
    return run_scan(options->flags, image_target(options->choice));
  };
}

}  // namespace stanch
