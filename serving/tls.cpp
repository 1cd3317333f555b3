// OpenSSL and Asio's TLS of the server (serving/tls.h, serving/certificate.h). With http_client.cpp
// the only file that reads Asio's TLS headers, which take long to compile.
#include "serving/tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509err.h>

#include <algorithm>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <cstdio>
#include <ctime>
#include <vector>

namespace ioc::serving {

namespace asio = boost::asio;
using boost::system::error_code;
using model::Error;
using model::ErrorCode;
using model::Instant;

struct CertificateParts {
  // Holds what OpenSSL shares of it between connections; it guards that by itself.
  asio::ssl::context context{asio::ssl::context::tls_server};
};

namespace {

using X509Ptr = std::unique_ptr<X509, decltype(&X509_free)>;
using BioPtr = std::unique_ptr<BIO, decltype(&BIO_free)>;

Error unusable(std::string text) { return {ErrorCode::config, std::move(text), {}}; }

Instant instant_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return {static_cast<std::int64_t>(timegm(&parts)) * model::kSecondMs};
}

std::string subject_of(X509* certificate) {
  const BioPtr out(BIO_new(BIO_s_mem()), BIO_free);
  X509_NAME_print_ex(out.get(), X509_get_subject_name(certificate), 0,
                     XN_FLAG_SEP_COMMA_PLUS | XN_FLAG_SPC_EQ | ASN1_STRFLGS_UTF8_CONVERT);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string fingerprint_of(X509* certificate) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  X509_digest(certificate, EVP_sha256(), bytes, &size);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    char pair[3];
    std::snprintf(pair, sizeof pair, "%02x", bytes[i]);
    hex += pair;
  }
  return hex;
}

CertificateFacts facts_of(const std::vector<X509Ptr>& chain) {
  CertificateFacts facts{subject_of(chain.front().get()),
                         fingerprint_of(chain.front().get()),
                         {INT64_MIN},
                         {INT64_MAX}};
  for (const X509Ptr& one : chain) {
    facts.from = std::max(facts.from, instant_of(X509_get0_notBefore(one.get())));
    facts.until = std::min(facts.until, instant_of(X509_get0_notAfter(one.get())));
  }
  return facts;
}

std::vector<X509Ptr> read_chain(std::string_view pem) {
  std::vector<X509Ptr> chain;
  const BioPtr in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  while (X509* one = PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)) {
    chain.emplace_back(one, X509_free);
  }
  ERR_clear_error();  // the end of the text is told as an error
  return chain;
}

// OpenSSL would ask for a passphrase at the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

// Of the protocols that a client offers the one that is spoken here; none is no fault.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  static constexpr unsigned char kSpoken[] = "\x08http/1.1";
  const int found = SSL_select_next_proto(const_cast<unsigned char**>(chosen), size, kSpoken,
                                          sizeof kSpoken - 1, offered, offered_size);
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

// TLS 1.2 with forward secrecy and authenticated encryption, and 1.3. No session is taken up again:
// a handshake with an elliptic key costs less than keeping tickets' keys secret.
void harden(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
}

}  // namespace

model::Result<std::shared_ptr<const Certificate>> Certificate::read(std::string_view chain,
                                                                    std::string_view key) {
  const std::vector<X509Ptr> read = read_chain(chain);
  if (read.empty()) {
    return unusable("holds no certificate in PEM; give the chain, the server's own first");
  }
  auto parts = std::make_unique<CertificateParts>();
  SSL_CTX* context = parts->context.native_handle();
  harden(context);
  SSL_CTX_set_default_passwd_cb(context, no_passphrase);
  error_code failed;
  parts->context.use_certificate_chain(asio::buffer(chain), failed);
  if (failed) return unusable("its certificates cannot be used: " + failed.message());
  parts->context.use_private_key(asio::buffer(key), asio::ssl::context::pem, failed);
  const int reason = ERR_GET_REASON(static_cast<unsigned long>(failed.value()));
  const bool is_other = reason == X509_R_KEY_VALUES_MISMATCH || reason == X509_R_KEY_TYPE_MISMATCH;
  ERR_clear_error();
  if (failed && !is_other) {
    return unusable(
        "the key cannot be read: " + failed.message() +
        "; give it in PEM, without a passphrase (openssl pkey -in OLD -out NEW takes one away)");
  }
  if (failed || SSL_CTX_check_private_key(context) != 1) {
    ERR_clear_error();
    return unusable(
        "the key is not that of the chain's first certificate; give the two that belong together");
  }
  return std::shared_ptr<const Certificate>(new Certificate(facts_of(read), std::move(parts)));
}

Certificate::Certificate(CertificateFacts facts, std::unique_ptr<CertificateParts> parts)
    : facts_(std::move(facts)), parts_(std::move(parts)) {}

Certificate::~Certificate() = default;

struct TlsStream::Native {
  Native(boost::beast::tcp_stream& below, std::shared_ptr<const Certificate> with)
      : certificate(std::move(with)), stream(below, certificate->parts().context) {}

  const std::shared_ptr<const Certificate> certificate;
  asio::ssl::stream<boost::beast::tcp_stream&> stream;
};

TlsStream::TlsStream(boost::beast::tcp_stream& below,
                     std::shared_ptr<const Certificate> certificate)
    : native_(std::make_unique<Native>(below, std::move(certificate))) {}

TlsStream::~TlsStream() = default;

void TlsStream::handshake(asio::const_buffer begun, Done done) {
  native_->stream.async_handshake(asio::ssl::stream_base::server, begun, std::move(done));
}

void TlsStream::read_some(asio::mutable_buffer into, Done done) {
  native_->stream.async_read_some(into, std::move(done));
}

void TlsStream::write_some(asio::const_buffer from, Done done) {
  native_->stream.async_write_some(from, std::move(done));
}

void TlsStream::shutdown(Done done) {
  native_->stream.async_shutdown(
      [done = std::move(done)](error_code error) { done(error, std::size_t{0}); });
}

}  // namespace ioc::serving
