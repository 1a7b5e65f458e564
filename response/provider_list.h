// SPDX-License-Identifier: Apache-2.0
//
// Which of the credentials that an issuer lists is the leaked one. A list shows
// a piece of each: its start, its end, both with dots between, or the whole.
#pragma once

#include <string_view>

#include "core/secret.h"
#include "net/http_client.h"
#include "response/call.h"
#include "response/provider.h"
#include "response/provider_call.h"

namespace stanch {

// What ProviderList::match begins with.
enum class ShownPiece { kWhole, kStart, kEnd, kBoth };

// Whether a listed text is that piece of the value. Pieces that are too short
// to tell two values apart (eight at the start, four at the end, twelve of
// both) are none.
bool shows(ShownPiece piece, std::string_view shown, std::string_view value);

// What the call that ends it needs of the one row that shows the value. Never
// of one among several: kConflict; kGone where there is none.
Answer<ProviderReads> find_listed(const Provider& provider,
                                  const HttpResponse& answer,
                                  const Secret& value);

}  // namespace stanch
