// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace stanch {

// What a path says of the file there. Any case; several may hold.
struct PathClass {
  bool test = false;       // tests/, FooTest.java, foo_test.go, foo.spec.ts
  bool fixture = false;    // fixtures/, testdata/, mocks/, snapshots
  bool example = false;    // examples/, samples/, demo/, .env.example
  bool docs = false;       // docs/, *.md, *.rst, *.adoc, CHANGELOG
  bool lock_file = false;  // package-lock.json, go.sum, Cargo.lock, ...
  bool minified = false;   // *.min.js, *.map, bundles
  bool generated = false;  // generated/, dist/, *.pb.go; vendored code
  bool pipeline = false;   // .github/workflows/, .gitlab-ci.yml, Jenkinsfile
  bool config = false;     // .env, *.yml, *.properties, *.tf, *.conf, ...
};

PathClass class_of(std::string_view path);

}  // namespace stanch
