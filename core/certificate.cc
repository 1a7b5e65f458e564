// SPDX-License-Identifier: Apache-2.0
#include "core/certificate.h"

#include <ctime>
#include <memory>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "core/digest.h"
#include "core/secret.h"

namespace stanch {
namespace {

template <auto Free>
struct OpensslFree {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <typename T, auto Free>
using OpensslOwned = std::unique_ptr<T, OpensslFree<Free>>;

using OwnedBio = OpensslOwned<BIO, BIO_free_all>;
using OwnedX509 = OpensslOwned<X509, X509_free>;
using OwnedKey = OpensslOwned<EVP_PKEY, EVP_PKEY_free>;
using OwnedCrl = OpensslOwned<X509_CRL, X509_CRL_free>;
using OwnedOcspId = OpensslOwned<OCSP_CERTID, OCSP_CERTID_free>;

// OpenSSL would ask for one at the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

OwnedBio reader_of(std::string_view text) {
  return OwnedBio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

OwnedX509 x509_of(std::string_view pem) {
  OwnedBio in = reader_of(pem);
  return OwnedX509(
      PEM_read_bio_X509(in.get(), nullptr, no_passphrase, nullptr));
}

// Takes what OpenSSL allocated.
std::string taken_bytes(unsigned char* bytes, int size) {
  std::string out;
  if (size > 0) out.assign(reinterpret_cast<char*>(bytes), size);
  OPENSSL_free(bytes);
  return out;
}

std::string key_hash(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  int size = key == nullptr ? 0 : i2d_PUBKEY(key, &der);
  std::string bytes = taken_bytes(der, size);
  return bytes.empty() ? "" : hex(sha256(bytes));
}

std::string serial_of(X509* certificate) {
  std::unique_ptr<BIGNUM, OpensslFree<BN_free>> number(
      ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
  if (!number) return {};
  std::string bytes(BN_num_bytes(number.get()), '\0');
  BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
  std::string out;
  for (char byte : bytes) {
    auto one = static_cast<std::uint8_t>(byte);
    out += (out.empty() ? "" : ":") + hex({&one, 1});
  }
  return out;
}

std::string name_of(X509* certificate) {
  OwnedBio out(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(out.get(), X509_get_subject_name(certificate), 0,
                     XN_FLAG_RFC2253);
  char* text = nullptr;
  long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::int64_t seconds_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return 0;
  return ::timegm(&parts);
}

// The list, not what it lists.
void free_stack(STACK_OF(X509) * stack) { sk_X509_free(stack); }

// In the store of one certificate that is trusted, whatever it is.
OpensslOwned<X509_STORE, X509_STORE_free> trusting(X509* issuer,
                                                   std::int64_t now) {
  OpensslOwned<X509_STORE, X509_STORE_free> out(X509_STORE_new());
  X509_STORE_add_cert(out.get(), issuer);
  X509_STORE_set_flags(out.get(), X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(out.get()),
                             static_cast<std::time_t>(now));
  return out;
}

}  // namespace

std::optional<Certificate> parse_certificate(std::string_view pem) {
  OwnedX509 read = x509_of(pem);
  if (!read) return std::nullopt;
  return Certificate{.serial = serial_of(read.get()),
                     .name = name_of(read.get()),
                     .key = key_hash(X509_get0_pubkey(read.get())),
                     .until = seconds_of(X509_get0_notAfter(read.get()))};
}

SecretText with_line_ends(std::string_view pem) {
  SecretText out;
  while (true) {
    std::size_t at = pem.find("\\n");
    out.append(pem.substr(0, at));
    if (at == pem.npos) return out;
    out.append("\n");
    pem.remove_prefix(at + 2);
  }
}

std::optional<std::string> key_of_private_key(std::string_view pem) {
  SecretText text = with_line_ends(pem);
  OwnedBio in = reader_of(text.reveal());
  OwnedKey key(
      PEM_read_bio_PrivateKey(in.get(), nullptr, no_passphrase, nullptr));
  if (!key) return std::nullopt;
  return key_hash(key.get());
}

RevocationAnswer look_in_crl(std::string_view crl, std::string_view certificate,
                             std::string_view issuer, std::int64_t now) {
  OwnedX509 subject = x509_of(certificate), signer = x509_of(issuer);
  OwnedBio in = reader_of(crl);
  OwnedCrl list(
      PEM_read_bio_X509_CRL(in.get(), nullptr, no_passphrase, nullptr));
  if (!subject || !signer || !list ||
      X509_verify(subject.get(), X509_get0_pubkey(signer.get())) != 1 ||
      X509_CRL_verify(list.get(), X509_get0_pubkey(signer.get())) != 1 ||
      X509_NAME_cmp(X509_CRL_get_issuer(list.get()),
                    X509_get_issuer_name(subject.get())) != 0 ||
      seconds_of(X509_CRL_get0_nextUpdate(list.get())) < now) {
    return RevocationAnswer::kUnknown;
  }
  X509_REVOKED* entry = nullptr;
  int found = X509_CRL_get0_by_cert(list.get(), &entry, subject.get());
  // 2: taken off the list again (RFC 5280, "removeFromCRL").
  return found == 1 ? RevocationAnswer::kRevoked : RevocationAnswer::kGood;
}

std::string ocsp_request(std::string_view certificate,
                         std::string_view issuer) {
  OwnedX509 subject = x509_of(certificate), signer = x509_of(issuer);
  OpensslOwned<OCSP_REQUEST, OCSP_REQUEST_free> request(OCSP_REQUEST_new());
  if (!subject || !signer || !request) return {};
  OCSP_CERTID* id = OCSP_cert_to_id(nullptr, subject.get(), signer.get());
  if (OCSP_request_add0_id(request.get(), id) == nullptr) return {};
  unsigned char* der = nullptr;
  int size = i2d_OCSP_REQUEST(request.get(), &der);
  return taken_bytes(der, size);
}

RevocationAnswer look_in_ocsp(std::string_view answer,
                              std::string_view certificate,
                              std::string_view issuer, std::int64_t now) {
  OwnedX509 subject = x509_of(certificate), signer = x509_of(issuer);
  const auto* bytes = reinterpret_cast<const unsigned char*>(answer.data());
  OpensslOwned<OCSP_RESPONSE, OCSP_RESPONSE_free> response(
      d2i_OCSP_RESPONSE(nullptr, &bytes, static_cast<long>(answer.size())));
  if (!subject || !signer || !response ||
      OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) {
    return RevocationAnswer::kUnknown;
  }
  OpensslOwned<OCSP_BASICRESP, OCSP_BASICRESP_free> said(
      OCSP_response_get1_basic(response.get()));
  auto store = trusting(signer.get(), now);
  // Signed by the issuer, or by whom it certified for that.
  std::unique_ptr<STACK_OF(X509), OpensslFree<free_stack>> known(
      sk_X509_new_null());
  sk_X509_push(known.get(), signer.get());
  if (!said || OCSP_basic_verify(said.get(), known.get(), store.get(),
                                 OCSP_TRUSTOTHER) != 1) {
    return RevocationAnswer::kUnknown;
  }
  OwnedOcspId id(OCSP_cert_to_id(nullptr, subject.get(), signer.get()));
  int status = V_OCSP_CERTSTATUS_UNKNOWN, reason = 0;
  ASN1_GENERALIZEDTIME* next = nullptr;
  bool found = OCSP_resp_find_status(said.get(), id.get(), &status, &reason,
                                     nullptr, nullptr, &next) == 1;
  if (!found || (next != nullptr && seconds_of(next) < now)) {
    return RevocationAnswer::kUnknown;
  }
  if (status == V_OCSP_CERTSTATUS_REVOKED) return RevocationAnswer::kRevoked;
  return status == V_OCSP_CERTSTATUS_GOOD ? RevocationAnswer::kGood
                                          : RevocationAnswer::kUnknown;
}

}  // namespace stanch
