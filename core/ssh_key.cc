// SPDX-License-Identifier: Apache-2.0
#include "core/ssh_key.h"

#include <memory>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "core/base64.h"
#include "core/certificate.h"
#include "core/digest.h"
#include "core/octets.h"

namespace stanch {
namespace {

constexpr std::string_view kOpensshBegin =
    "-----BEGIN OPENSSH PRIVATE KEY-----";
constexpr std::string_view kOpensshMagic{"openssh-key-v1\0", 15};
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

std::string line_of(std::string_view blob) {
  return std::string(SshReader(blob).text()) + " " +
         std::string(base64_text(blob).reveal());
}

std::string fingerprint_of(std::string_view blob) {
  SecretText text = base64_text(as_text(sha256(blob)));
  std::string_view digits = text.reveal();
  return "SHA256:" + std::string(digits.substr(0, digits.find('=')));
}

// The second word of a line.
std::optional<SecretText> blob_in(std::string_view line) {
  std::size_t begin = line.find(' ');
  if (begin == line.npos) return std::nullopt;
  line.remove_prefix(begin + 1);
  return base64_bytes(line.substr(0, line.find_first_of(" \t\r\n")));
}

std::optional<std::string> openssh_public_key(std::string_view pem) {
  SecretText digits;
  std::string_view body = pem.substr(kOpensshBegin.size());
  body = body.substr(0, body.find('-'));
  for (char letter : body) {
    bool blank = letter == '\n' || letter == '\r' || letter == ' ';
    if (!blank) digits.append(std::string_view(&letter, 1));
  }
  auto bytes = base64_bytes(digits.reveal());
  if (!bytes || !bytes->reveal().starts_with(kOpensshMagic)) {
    return std::nullopt;
  }
  SshReader reader(bytes->reveal().substr(kOpensshMagic.size()));
  for (int i = 0; i < 3; ++i) reader.text();  // cipher, derivation, its options
  bool one = reader.number(4) == 1;
  std::string_view blob = reader.text();
  if (!one || reader.failed()) return std::nullopt;
  return line_of(blob);
}

using OwnedPkey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

// An integer that is never negative has a zero before its first bit.
std::string mpint_of(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) return {};
  std::string out(BN_num_bytes(number) + 1, '\0');
  BN_bn2bin(number, octets(out) + 1);
  BN_free(number);
  bool high = out.size() > 1 && (out[1] & 0x80) != 0;
  return ssh_string(high ? out : out.substr(1));
}

std::string blob_of(EVP_PKEY* key) {
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA) {
    return ssh_string("ssh-rsa") + mpint_of(key, OSSL_PKEY_PARAM_RSA_E) +
           mpint_of(key, OSSL_PKEY_PARAM_RSA_N);
  }
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519) {
    std::size_t size = 32;
    std::string point(size, '\0');
    EVP_PKEY_get_raw_public_key(key, octets(point), &size);
    return ssh_string("ssh-ed25519") + ssh_string(point);
  }
  std::string group(32, '\0'), point(200, '\0');
  std::size_t group_size = 0, point_size = 0;
  if (EVP_PKEY_get_group_name(key, group.data(), group.size(), &group_size) !=
          1 ||
      EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY,
                                      octets(point), point.size(),
                                      &point_size) != 1) {
    return {};
  }
  group.resize(group_size);
  point.resize(point_size);
  std::string curve = group == "prime256v1"  ? "nistp256"
                      : group == "secp384r1" ? "nistp384"
                      : group == "secp521r1" ? "nistp521"
                                             : "";
  if (curve.empty()) return {};
  return ssh_string("ecdsa-sha2-" + curve) + ssh_string(curve) +
         ssh_string(point);
}

}  // namespace

std::optional<std::string> ssh_public_key(std::string_view private_key) {
  SecretText text = with_line_ends(private_key);
  std::string_view pem = text.reveal();
  std::size_t begin = pem.find("-----BEGIN ");
  if (begin == pem.npos) return std::nullopt;
  pem.remove_prefix(begin);
  if (pem.starts_with(kOpensshBegin)) return openssh_public_key(pem);
  std::unique_ptr<BIO, decltype(&BIO_free_all)> in(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free_all);
  auto no_passphrase = [](char*, int, int, void*) { return -1; };
  OwnedPkey key(
      PEM_read_bio_PrivateKey(in.get(), nullptr, no_passphrase, nullptr),
      EVP_PKEY_free);
  std::string blob = key ? blob_of(key.get()) : "";
  if (blob.empty()) return std::nullopt;
  return line_of(blob);
}

std::optional<std::string> ssh_public_line(std::string_view text) {
  auto blob = blob_in(text);
  std::string_view kind = text.substr(0, text.find(' '));
  if (!blob || kind.empty() || SshReader(blob->reveal()).text() != kind) {
    return std::nullopt;
  }
  std::size_t end = text.find_first_of(" \t\r\n", kind.size() + 1);
  return std::string(text.substr(0, end));
}

std::string ssh_fingerprint(std::string_view public_key) {
  auto blob = blob_in(public_key);
  return blob ? fingerprint_of(blob->reveal()) : "";
}

std::optional<SshCertificate> parse_ssh_certificate(std::string_view text) {
  auto blob = blob_in(text);
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
  SshCertificate out{.key = fingerprint_of(key)};
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
  out.signer = fingerprint_of(reader.text());
  if (reader.failed()) return std::nullopt;
  return out;
}

}  // namespace stanch
