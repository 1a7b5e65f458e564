// SPDX-License-Identifier: Apache-2.0
//
// Temporary credentials of a user or a role cannot be taken back; a policy of
// whoever gave them can deny them everything from then on. Its name and its
// document are those that AWS's console writes ("Revoke active sessions").
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "response/aws/access.h"
#include "response/aws/aws.h"

namespace stanch {

inline constexpr std::string_view kOlderSessions = "AWSRevokeOlderSessions";

// Since when sessions are let in, by that policy; seconds since 1970, 0: there
// is no such policy. kConflict: it says something else.
Answer<std::int64_t> sessions_denied_before(Aws& aws,
                                            const AwsPrincipal& principal);

// Denies what was issued before now, by AWS's clock; a later time that the
// policy has already stays. The time.
Answer<std::int64_t> deny_older_sessions(Aws& aws,
                                         const AwsPrincipal& principal);

}  // namespace stanch
