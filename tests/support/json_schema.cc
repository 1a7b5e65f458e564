// SPDX-License-Identifier: Apache-2.0
#include "tests/support/json_schema.h"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

namespace stanch {
namespace {

// The Python that has jsonschema: the machine's own may be shadowed.
std::string python(const TempDir& folder) {
  for (std::string program : {"python3", "/usr/bin/python3"}) {
    if (ask(folder, program + " -c 'import jsonschema'").status == 0) {
      return program;
    }
  }
  throw std::runtime_error("install python3-jsonschema");
}

}  // namespace

ValidatorAnswer ask(const TempDir& folder, const std::string& command) {
  std::string log = folder.path() / "log";
  int status = std::system(fmt::format("{} >'{}' 2>&1", command, log).c_str());
  std::ifstream in(log);
  return {status, {std::istreambuf_iterator<char>(in), {}}};
}

ValidatorAnswer validate_json(const TempDir& folder, const std::string& schema,
                              const std::string& files) {
  const char* root = std::getenv("STANCH_SOURCE");
  return ask(folder, fmt::format("{} '{}/tests/tools/validate_json.py' "
                                 "'{}/{}'{}",
                                 python(folder), root, root, schema, files));
}

}  // namespace stanch
