// The certificate a server shows: a chain and its key, checked before they are taken.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "model/result.h"
#include "model/time.h"

namespace ioc::serving {

// What is told of a certificate.
struct CertificateFacts {
  std::string subject;      // of the first one, as "CN = ioc.example"
  std::string fingerprint;  // SHA-256 of the first one, in hexadecimal
  model::Instant from;      // all of the chain are good from here
  model::Instant until;     // until here, where the first of them ends
};

struct CertificateParts;  // OpenSSL's own (serving/tls.cpp)

// Role: an immutable certificate, ready for connections. Threads: any.
class Certificate {
 public:
  // Both are PEM; the chain begins with the server's own. Whether it is in date is not judged:
  // the caller looks at the facts. Errors: `config` with the cure: what cannot be read, a key with
  // a passphrase, a key of another certificate.
  static model::Result<std::shared_ptr<const Certificate>> read(std::string_view chain,
                                                                std::string_view key);
  ~Certificate();
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;

  const CertificateFacts& facts() const { return facts_; }
  CertificateParts& parts() const { return *parts_; }

 private:
  Certificate(CertificateFacts facts, std::unique_ptr<CertificateParts> parts);

  const CertificateFacts facts_;
  const std::unique_ptr<CertificateParts> parts_;
};

}  // namespace ioc::serving
