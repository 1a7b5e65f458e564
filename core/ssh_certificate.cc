// SPDX-License-Identifier: Apache-2.0
#include "core/ssh_certificate.h"

#include "core/base64.h"
#include "core/ssh_key.h"

namespace stanch {
namespace {

constexpr std::string_view kCertificateMark = "-cert-v01@openssh.com";

// Takes numbers and strings from the front (RFC 4251, section 5). Once it ran
// out of bytes all that it gives is empty.
class SshReader {
 public:
  explicit SshReader(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t number(std::size_t size) {
    std::uint64_t out = 0;
    for (char byte : taken(size)) {
      out = out << 8U | static_cast<std::uint8_t>(byte);
    }
    return out;
  }
  std::string_view text() { return taken(static_cast<std::size_t>(number(4))); }
  bool failed() const { return failed_; }
  bool at_end() const { return bytes_.empty(); }

 private:
  std::string_view taken(std::size_t size) {
    failed_ = failed_ || size > bytes_.size();
    if (failed_) return {};
    std::string_view out = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return out;
  }

  std::string_view bytes_;
  bool failed_ = false;
};

std::string ssh_string(std::string_view text) {
  std::string out;
  for (int shift : {24, 16, 8, 0}) {
    out += static_cast<char>(text.size() >> static_cast<unsigned>(shift));
  }
  return out.append(text);
}

std::string named(std::string_view blob) {
  return ssh_fingerprint("key " + std::string(base64_text(blob).reveal()));
}

}  // namespace

std::optional<SshCertificate> parse_ssh_certificate(std::string_view text) {
  std::size_t space = text.find(' ');
  if (space == text.npos) return std::nullopt;
  text.remove_prefix(space + 1);
  auto blob = base64_bytes(text.substr(0, text.find_first_of(" \t\r\n")));
  if (!blob) return std::nullopt;
  SshReader reader(blob->reveal());
  std::string_view kind = reader.text();
  if (!kind.ends_with(kCertificateMark)) return std::nullopt;
  std::string_view plain =
      kind.substr(0, kind.size() - kCertificateMark.size());
  // The key's own parts, between a nonce and the serial number.
  std::size_t parts = plain == "ssh-ed25519"            ? 1
                      : plain == "ssh-rsa"              ? 2
                      : plain.starts_with("ecdsa-sha2") ? 2
                                                        : 0;
  if (parts == 0) return std::nullopt;
  reader.text();
  std::string key = ssh_string(plain);
  for (std::size_t i = 0; i < parts; ++i) key += ssh_string(reader.text());
  SshCertificate out{.key = named(key)};
  out.serial = reader.number(8);
  reader.number(4);  // of a user, of a host
  out.key_id = reader.text();
  SshReader names(reader.text());
  while (!names.at_end() && !names.failed()) {
    out.principals.emplace_back(names.text());
  }
  reader.number(8);  // from when
  out.until = reader.number(8);
  for (int i = 0; i < 3; ++i) reader.text();  // options, extensions, reserved
  out.signer = named(reader.text());
  if (reader.failed()) return std::nullopt;
  return out;
}

}  // namespace stanch
