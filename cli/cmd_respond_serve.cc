// SPDX-License-Identifier: Apache-2.0
//
// `stanch respond serve`: GitLab's Token Revocation API. The thread that
// answers only writes down what comes; another one asks the issuers and ends
// tokens, each with a connection of its own to the inventory.
#include <cstdlib>
#include <memory>
#include <semaphore>
#include <thread>

#include <fmt/core.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/interruption.h"
#include "cli/reported_tokens.h"
#include "cli/respond_session.h"
#include "net/http_listener.h"

namespace stanch {
namespace {

constexpr const char* kServeKey = "STANCH_SERVE_TOKEN";
constexpr std::size_t kShortestServeKey = 16;
// What could not be asked is tried again so often.
constexpr std::chrono::seconds kTryAgain{60};
constexpr std::chrono::milliseconds kLookAround{200};

struct ServeOptions {
  RespondFlags flags;
  std::string listen = "127.0.0.1:8123";
  bool apply = false;
};

Result<Secret> key_of_guests() {
  const char* key = std::getenv(kServeKey);
  if (key == nullptr || std::string_view(key).size() < kShortestServeKey) {
    return fail(ErrorKind::kUsage,
                fmt::format("set {} to the token that GitLab sends, of at "
                            "least {} characters",
                            kServeKey, kShortestServeKey));
  }
  Secret out{std::string_view(key)};
  ::unsetenv(kServeKey);  // not for programs that we may start
  return out;
}

// Works off what was reported, when told that there is something and now and
// then.
void work_off_reports(RespondSession& session, const ServeOptions& options,
                      std::counting_semaphore<>& reported) {
  ReportedTokens tokens(session, options.flags.config);
  while (!interrupted()) {
    if (auto done = tokens.work_off(options.apply); !done) {
      say(done.error().message);
    }
    auto until = std::chrono::steady_clock::now() + kTryAgain;
    while (!interrupted() && std::chrono::steady_clock::now() < until &&
           !reported.try_acquire_for(kLookAround)) {
    }
  }
}

int serve_gitlab(const ServeOptions& options) {
  auto key = key_of_guests();
  if (!key) return fail_with(key.error());
  // The first takes our logins out of the environment: it is who acts. The
  // other one only writes down what comes.
  auto back = RespondSession::open(options.flags);
  if (!back) return fail_with(back.error());
  auto front = RespondSession::open(options.flags);
  if (!front) return fail_with(front.error());
  auto listener = HttpListener::open(options.listen);
  if (!listener) return fail_with(listener.error());
  if (options.apply && !(*front)->config().allowed_signers.empty()) {
    return fail_with(
        Error{ErrorKind::kUsage,
              "[respond] allowed_signers asks for a second person: "
              "without --apply what is reported is written down"});
  }
  std::counting_semaphore<> reported(0);
  ReportedTokens kept(**front, options.flags.config);
  TokenRevocation protocol(
      std::move(*key), revocable_types(),
      [&](std::vector<ReportedToken> tokens) -> Result<void> {
        auto done = kept.keep(tokens);
        if (!done) say(done.error().message);
        reported.release();
        return done;
      });
  int printed =
      print(fmt::format("listening on http://{}\n", listener->address()));
  if (printed != kExitClean) return printed;
  std::jthread worker([&] { work_off_reports(**back, options, reported); });
  listener->serve(
      [&](const ServedRequest& request) { return protocol.answer(request); },
      interrupted());
  return kExitClean;
}

}  // namespace

Action define_respond_serve(CLI::App& app) {
  auto options = std::make_unique<ServeOptions>();
  app.add_option("--listen", options->listen, "where (default: 127.0.0.1:8123)")
      ->type_name("ADDRESS:PORT");
  app.add_flag("--apply", options->apply,
               "end what is live, not only write it down");
  add_respond_inventory_flags(app, options->flags);
  app.footer("stanch respond serve --apply");
  return [options = std::move(options)] { return serve_gitlab(*options); };
}

}  // namespace stanch
