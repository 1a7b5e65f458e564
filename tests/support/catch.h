// SPDX-License-Identifier: Apache-2.0
//
// Catch2 in version 3's spelling. Debian 12 has version 2; where a newer one is
// installed nothing here changes.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
