// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/image_target.h"

namespace stanch {

Action define_image(CLI::App& app) {
  struct ImageFlags {
    ImageChoice choice;
    ScanFlags flags;
    bool layers = false;
  };
  auto options = std::make_unique<ImageFlags>();
  add_paths(app, "IMAGE", options->choice.images,
            "paths, -, names in a registry, docker://, podman://");
  app.add_option("--platform", options->choice.platform,
                 "only images for OS/ARCH (default: all)")
      ->type_name("NAME");
  auto* layers = app.add_flag("--layers", options->layers,
                              "every layer, deleted files too "
                              "(default)");
  app.add_flag("--squashed", options->choice.squashed,
               "only what a container would see")
      ->excludes(layers);
  app.add_option("--base", options->choice.base,
                 "the image that it was built on")
      ->type_name("IMAGE");
  app.add_flag("--since-base", options->choice.since_base,
               "leave out what comes with the base image");
  app.add_option("--state", options->choice.state,
                 "remember there which layers were scanned")
      ->type_name("FILE")
      ->excludes("--squashed");
  RemoteChoice& remote = options->choice.remote;
  auto* all_tags = app.add_flag("--all-tags", remote.all_tags,
                                "every tag of the repository");
  auto* catalog = app.add_flag("--catalog", remote.catalog,
                               "every repository of the registry HOST[:PORT]")
                      ->excludes(all_tags);
  add_repeatable(app, "--include", remote.include, "GLOB",
                 "of the catalog only repositories like this")
      .needs(catalog);
  add_repeatable(app, "--exclude", remote.exclude, "GLOB",
                 "of the catalog no repositories like this")
      .needs(catalog);
  app.add_option("--mirror", remote.mirror,
                 "ask this mirror of the registry instead")
      ->type_name("HOST");
  app.add_flag("--plain-http", remote.plain_http,
               "the registry speaks http, without TLS");
  app.add_option("--ca-file", remote.ca_file,
                 "certificates to trust instead of the system's")
      ->type_name("PATH");
  app.add_option("--registry-auth-file", remote.auth_file,
                 "logins, as docker's config.json")
      ->type_name("PATH");
  app.add_option("--token-host", remote.token_hosts,
                 "also this host may be given the registry's login")
      ->type_name("HOST");
  app.add_flag("--containers", remote.containers,
               "what an engine tells of running containers");
  app.add_option("--cache-dir", remote.cache_dir,
                 "keep there what is pulled, at most --cache-size")
      ->type_name("DIR");
  app.add_option("--cache-size", remote.cache_size, "(default: 10G)")
      ->transform(CLI::AsSizeValue(false).description(""))
      ->type_name("SIZE");
  add_scan_flags(app, options->flags);
  app.footer("docker save team/app:1.2 | stanch image -");
  return [options = std::move(options)] {
    if (options->choice.images.empty()) {
      return fail_with({ErrorKind::kUsage,
                        "image: name an image: a path, - or a name in a "
                        "registry"});
    }
    return run_scan(options->flags, image_target(options->choice));
  };
}

}  // namespace stanch
