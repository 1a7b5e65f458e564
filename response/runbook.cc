// SPDX-License-Identifier: Apache-2.0
#include "response/runbook.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "inventory/state.h"
#include "inventory/time_text.h"
#include "response/provider.h"
#include "response/provider_call.h"

namespace stanch {
namespace {

// docs.github.com, "Identifying audit log events performed by an access token"
constexpr std::string_view kGithubQuery =
    "; of an organisation its audit log: `hashed_token:\"H\"`, H = `printf %s "
    "\"$VALUE\" | openssl dgst -sha256 -binary | base64`";

std::string or_unknown(const std::string& text) {
  return text.empty() ? "not known: `stanch inventory tag` takes it" : text;
}

// How its provider ends it, by a call and by hand.
std::string end_at_provider(const SecretRecord& secret) {
  const Provider* provider = provider_of_rule(secret.kind);
  if (provider == nullptr) return {};
  std::string out;
  if (!provider->revoke.request.empty()) {
    out += fmt::format("- [ ] {} ends it by `{}`, which takes {}.\n",
                       provider->name,
                       line_of(provider->revoke, provider->base), provider->by);
  }
  for (std::string_view line : provider->tears_down) {
    out += fmt::format("- [ ] Stops with it: {}.\n", line);
  }
  if (!provider->console.empty()) {
    out += fmt::format("- [ ] by hand at {}: {}\n", provider->name,
                       provider->console);
  }
  return out;
}

// How a credential is ended without us, and where its uses stand (empty: in
// Vault's audit log, as those of all); {} is whose.
struct ByHand {
  std::string_view issuer;
  std::string_view end;
  std::string_view uses = {};
};

constexpr ByHand kByHand[] = {
    {"postgres",
     "`ALTER ROLE {0} NOLOGIN`, then `SELECT pg_terminate_backend(pid) FROM "
     "pg_stat_activity WHERE usename = '{0}'`",
     "PostgreSQL's log (`log_connections = on`): `grep 'user={0}' "
     "postgresql.log`"},
    {"mysql",
     "`ALTER USER {0} ACCOUNT LOCK`, then `KILL` what `SHOW PROCESSLIST` has "
     "of it",
     "MariaDB's audit log (`server_audit`): `grep '{0}' server_audit.log`"},
    {"redis",
     "`ACL SETUSER {0} resetpass`, `ACL SAVE`, `CLIENT KILL USER {0}`, at each "
     "node",
     "Redis keeps no record of logins; who is there now: `CLIENT LIST`, lines "
     "of user={0}"},
    {"aws-key",
     "`aws iam list-access-keys --user-name {0}`, then `aws iam "
     "update-access-key --user-name {0} --status Inactive --access-key-id` of "
     "the one",
     "CloudTrail: `aws cloudtrail lookup-events --lookup-attributes "
     "AttributeKey=Username,AttributeValue={0}`"},
    {"vault-approle",
     "`vault write auth/approle/role/{0}/secret-id/destroy secret_id=-`, then "
     "`vault lease revoke -prefix auth/approle/login` for the tokens that were "
     "made with it (of every role)"},
    {"vault-token", "`vault token revoke -accessor ACCESSOR`"},
    {"vault-dynamic", "`vault lease revoke -sync -prefix database/creds/{0}`"},
    {"vault-leases", "`vault lease revoke -sync -prefix database/creds/{0}`"},
    {"vault-static", "`vault write -force database/rotate-role/{0}`"},
    {"vault-root", "`vault write -force database/rotate-root/{0}`"},
    {"vault-pki", "`vault write pki/revoke serial_number=SERIAL`",
     "the logs of whoever the certificate was shown to"},
    {"vault-transit",
     "`vault write -force transit/keys/{0}/rotate`, `vault write "
     "transit/rewrap/{0} ciphertext=-` for all that is stored, then `vault "
     "write transit/keys/{0}/config min_decryption_version=NEW`"},
    {"vault-ssh",
     "on every host `ssh-keygen -k -u -f /etc/ssh/revoked_keys LEAKED.pub` "
     "(`RevokedKeys` in sshd_config; without -u where there is no such list "
     "yet), which ends every certificate of the key; "
     "of the key of an authority, take it out of `TrustedUserCAKeys`, too",
     "sshd on the hosts: `grep 'Accepted publickey' auth.log | grep \"$(ssh-"
     "keygen -lf LEAKED.pub | cut -d' ' -f2)\"`"},
};

const ByHand* by_hand(const ResponseTarget& target) {
  auto found = std::ranges::find(kByHand, target.issuer, &ByHand::issuer);
  return found == std::end(kByHand) ? nullptr : &*found;
}

// What a target is about, for a person: its roles, its role, or its name.
std::vector<std::string> whose(const ResponseTarget& target) {
  if (!target.roles.empty()) return target.roles;
  return {target.role.empty() ? target.name : target.role};
}

std::string contain(const SecretRecord& secret, const ResponseConfig& config) {
  std::string out = "## 1. Contain\n\n";
  out += fmt::format(
      "- [ ] `stanch respond confirm {0}`: does it work?\n"
      "- [ ] `stanch respond revoke {0} --apply` ends it now, whoever uses it; "
      "`stanch respond rotate {0} --apply` gives consumers time.\n",
      secret.id);
  out += end_at_provider(secret);
  if (!secret.next.empty()) out += fmt::format("- [ ] {}\n", secret.next);
  for (const ResponseTarget& target : config.targets) {
    const ByHand* words = by_hand(target);
    if (words == nullptr) continue;
    for (const std::string& role : whose(target)) {
      out +=
          fmt::format("- [ ] by hand, where it is of {} ({}): {}\n", role,
                      target.name, fmt::format(fmt::runtime(words->end), role));
    }
  }
  return out +
         fmt::format(
             "- [ ] Break-glass, where the secrets manager is down: take the "
             "sealed copy of the responder's own login from where your team "
             "keeps it; end the value at its issuer by hand; hand the new one "
             "over by `stanch respond rotate {} --apply --to exec:PROGRAM` or "
             "in person; write down who did what and when; change that login "
             "afterwards.\n",
             secret.id);
}

std::string rotate(const SecretRecord& secret, const ResponseConfig& config) {
  std::string out = fmt::format(
      "\n## 2. Rotate\n\n- [ ] `stanch respond plan {}` shows each call, each "
      "consumer and what stops.\n",
      secret.id);
  for (const ResponseTarget& target : config.targets) {
    if (target.store.empty()) continue;
    out += fmt::format("- [ ] {}: stored in `{}`", target.name, target.store);
    for (const std::string& consumer : target.consumers) {
      out += fmt::format("; {} must read it again", consumer);
    }
    out += ".\n";
  }
  return out +
         "- [ ] Try the old value after that: only a refusal, seen "
         "twice, is the end.\n";
}

std::string look(const SecretRecord& secret,
                 const std::vector<PlaceRecord>& places,
                 const ResponseConfig& config) {
  std::int64_t since = 0;
  for (const PlaceRecord& place : places) {
    std::int64_t first = place.since.value_or(place.first_seen);
    since = since == 0 ? first : std::min(since, first);
  }
  std::string out = "\n## 3. Look for uses of the old value\n\n";
  if (since != 0) {
    out += fmt::format("- [ ] It was readable since {}. Look from then on.\n",
                       utc_text(since));
  }
  for (const ResponseTarget& target : config.targets) {
    const ByHand* words = by_hand(target);
    if (words == nullptr || words->uses.empty()) continue;
    for (const std::string& role : whose(target)) {
      out += fmt::format("- [ ] {}\n",
                         fmt::format(fmt::runtime(words->uses), role));
    }
  }
  if (const Provider* provider = provider_of_rule(secret.kind)) {
    out += fmt::format("- [ ] {}'s own log of it, from {}{}.\n", provider->name,
                       provider->console,
                       provider->id == "github" ? kGithubQuery : "");
  }
  return out +
         "- [ ] Vault's audit log, by the hash of the value: `vault write "
         "sys/audit-hash/file input=-`, then grep for what it answers.\n"
         "- [ ] New users, keys and grants since then that nobody knows of.\n";
}

std::string clean(const std::vector<PlaceRecord>& places) {
  std::string out =
      "\n## 4. Clean up\n\nOnly after the value is dead: a history that was "
      "written anew is still in every clone, fork, cache and log.\n\n";
  std::set<std::string> blobs;
  for (const PlaceRecord& place : places) {
    std::string at = place.line > 0 ? fmt::format(":{}", place.line) : "";
    out += fmt::format("- [ ] {}{} {}", place.path, at, place.repository);
    if (!place.first_commit.empty()) {
      out += fmt::format(", since commit {}", place.first_commit.substr(0, 12));
    }
    if (!place.author.empty()) out += fmt::format(" by {}", place.author);
    if (!place.layer.empty()) {
      out += fmt::format(
          ", layer {}: build the image anew, and take the old "
          "tags out of the registry",
          place.layer);
    }
    out += ".\n";
    if (!place.blob.empty()) blobs.insert(place.blob);
  }
  if (!blobs.empty()) {
    out += "\n      printf '%s\\n'";
    for (const std::string& blob : blobs) out += " " + blob;
    out +=
        " > leaked-blobs\n"
        "      git filter-repo --strip-blobs-with-ids leaked-blobs\n"
        "      # or: bfg --strip-blobs-with-ids leaked-blobs, then git reflog "
        "expire --expire=now --all && git gc --prune=now\n\n"
        "- [ ] Push every branch and tag by force, and have everybody clone "
        "anew: one old clone that is merged brings it back.\n"
        "- [ ] Ask the forge to drop its caches and pull-request refs; every "
        "fork and clone has to be made anew.\n";
  }
  return out;
}

}  // namespace

std::string runbook(const SecretRecord& secret,
                    const std::vector<PlaceRecord>& places,
                    const ResponseConfig& config) {
  std::string out = fmt::format("# Secret {}: {}\n\n", secret.id, secret.title);
  out +=
      fmt::format("- opens: {}\n- impact: {}\n- owner: {}\n- state: {}, {}\n",
                  or_unknown(secret.grants), to_string(secret.impact),
                  or_unknown(secret.owner), to_string(secret.state),
                  to_string(secret.liveness));
  out += fmt::format("- first seen: {}\n\n", utc_text(secret.first_seen));
  out += contain(secret, config) + rotate(secret, config);
  out += look(secret, places, config) + clean(places);
  out += fmt::format(
      "\n## 5. Tell\n\n- [ ] Its owner: {}\n- [ ] Whoever uses it, before the "
      "grace ends.\n- [ ] Who decides whether this has to be reported "
      "(personal data, customers, a regulator).\n- [ ] `stanch inventory "
      "audit verify`, and keep the journal: `stanch respond status`.\n",
      or_unknown(secret.owner));
  return out;
}

}  // namespace stanch
