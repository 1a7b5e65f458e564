// SPDX-License-Identifier: Apache-2.0
//
// Killed at every moment, and resumed (tests/support/response_stage.h).
#include "tests/support/approle_stage.h"
#include "tests/support/catch.h"
#include "tests/support/rotation_case.h"

namespace stanch {

TEST_CASE("a rotation that is killed anywhere is resumed to the same end",
          "[response]") {
  if (PostgresTarget::get() == nullptr || BaoServer::get() == nullptr) return;
  crash_everywhere(
      "crash",
      [](const std::string& name, const std::string& folder,
         StageBegin begin) -> std::unique_ptr<ResponseStage> {
        return std::make_unique<RotationCase>(name, folder, begin);
      },
      25);
}

TEST_CASE("an emergency that is killed anywhere is resumed to the same end",
          "[response]") {
  if (PostgresTarget::get() == nullptr || BaoServer::get() == nullptr) return;
  crash_everywhere(
      "urgent",
      [](const std::string& name, const std::string& folder,
         StageBegin begin) -> std::unique_ptr<ResponseStage> {
        return std::make_unique<RotationCase>(name, folder, begin,
                                              ResponseMode::kEmergency);
      },
      20);
}

TEST_CASE("a rotation of a secret id is resumed from every moment",
          "[response]") {
  if (BaoServer::get() == nullptr) return;
  crash_everywhere(
      "idcrash",
      [](const std::string& name, const std::string& folder,
         StageBegin begin) -> std::unique_ptr<ResponseStage> {
        return std::make_unique<AppRoleStage>(name, folder, begin);
      },
      18);
}

}  // namespace stanch
