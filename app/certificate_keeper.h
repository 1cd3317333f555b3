// The files of the server's certificate: read at the start and on order, and looked at again and
// again, so that one that was renewed is shown without a restart.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "app/config.h"
#include "model/result.h"
#include "model/time.h"
#include "serving/certificate.h"

namespace ioc::app {

using CertificatePtr = std::shared_ptr<const serving::Certificate>;

// The certificate of these files; null where TLS is off. Errors: `config`, with the file.
model::Result<CertificatePtr> read_certificate(const Config::Http::Tls& tls);

// "CN = ioc.example, good until …": for logs and checks.
std::string certificate_words(const serving::CertificateFacts& facts, const model::Zone& zone);

// Role: keeps the certificate in force and notices when its files change.
// Threads: `look` and `take` by one owner; `current` any.
class CertificateKeeper {
 public:
  CertificateKeeper(const Config::Http::Tls& tls, CertificatePtr first);

  CertificatePtr current() const;  // null: TLS is off
  void take(CertificatePtr next);

  // At most every kCertificateLookMs: what the files hold, once they have changed and were then the
  // same at two looks. One that cannot be used is told once. None: nothing new.
  std::optional<model::Result<CertificatePtr>> look(std::int64_t steady_ms);

 private:
  // Of both files: where they lie, their size and when they were written. A file that is not there
  // is one more state.
  using Stamp = std::array<std::int64_t, 8>;
  Stamp stamp() const;

  const Config::Http::Tls tls_;
  std::int64_t looked_ms_ = 0;
  Stamp seen_{};              // at the last look
  Stamp known_{};             // of what was read last, whether it could be used or not
  mutable std::mutex mutex_;  // guards current_, between the owner and scrapes
  CertificatePtr current_;
};

}  // namespace ioc::app
