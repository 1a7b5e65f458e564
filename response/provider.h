// SPDX-License-Identifier: Apache-2.0
//
// Who issues a kind of credential and how it is asked, as data:
// response/providers/*.toml, which docs/providers.md explains. They are read
// and checked when stanch is built (response/compile) and stand in the program
// as constants, so that a scan pays nothing for them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace stanch {

// A call as it is written in the file. Marks such as <secret> are filled in by
// response/provider_call.h.
struct ProviderCall {
  std::string_view request;  // "GET /user"; empty: there is none
  std::string_view auth;     // "bearer", "basic USER:PASSWORD", "Name: value"
  std::string_view body;
  std::span<const std::string_view> headers;
};

// The call that lists credentials, where one is ended by an id that only such a
// list tells. Pointers of `match` and `reads` are relative to a row.
struct ProviderList {
  ProviderCall call;
  std::string_view rows;  // where the list is, a JSON pointer; empty: all of it
  std::string_view
      match;  // which piece of a value is shown where: "end /last4"
  std::span<const std::string_view> reads;  // "id /id"
  std::string_view more;  // there, and not false: the list goes on
};

// Answer forms are those of response/answer_form.h.
struct Provider {
  std::string_view id;
  std::string_view name;
  std::span<const std::string_view> rules;  // whose findings it can be asked of
  std::string_view base;  // "https://api.github.com"; empty: only configured
  // Others run servers of this kind, so that a refusal by ours says nothing.
  bool elsewhere;

  ProviderCall confirm;
  std::span<const std::string_view> live;
  std::span<const std::string_view> limited;  // it lives, but may not do this
  std::span<const std::string_view> dead;
  // Where an answer that says "live" has them: a JSON pointer or a header.
  std::string_view account;
  std::string_view scopes;
  std::span<const std::string_view>
      reads;  // "name /pointer", for the call below

  ProviderList list;  // asked before `revoke`; without a request: it is not
  ProviderCall revoke;
  std::span<const std::string_view> accepted;
  // Whose word the call needs: "the value itself", "anybody who has it".
  std::string_view by;
  std::int64_t settle;  // seconds until it is dead everywhere
  std::span<const std::string_view> tears_down;

  std::string_view console;  // where a person ends it
};

// By id.
std::span<const Provider> providers();

// Null where there is none.
const Provider* provider_by_id(std::string_view id);
const Provider* provider_of_rule(std::string_view rule_id);

}  // namespace stanch
