#include "app/certificate_keeper.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include "app/pem_file.h"
#include "model/door_limits.h"

namespace ioc::app {

using model::Error;
using model::Result;

Result<CertificatePtr> read_certificate(const Config::Http::Tls& tls) {
  if (!tls.is_on()) return CertificatePtr();
  const auto chain = read_pem(tls.certificate);
  if (!chain) return chain.error();
  const auto key = read_pem(tls.key);
  if (!key) return key.error();
  auto read = serving::Certificate::read(*chain, *key);
  if (!read) return Error{read.error().code, read.error().text, tls.certificate + ", " + tls.key};
  return *std::move(read);
}

std::string certificate_words(const serving::CertificateFacts& facts, const model::Zone& zone) {
  return fmt::format("certificate {} ({}…), good until {}", facts.subject,
                     facts.fingerprint.substr(0, 16), model::format_rfc3339(facts.until, zone));
}

CertificateKeeper::CertificateKeeper(const Config::Http::Tls& tls, CertificatePtr first)
    : tls_(tls), seen_(stamp()), known_(seen_), current_(std::move(first)) {}

CertificatePtr CertificateKeeper::current() const {
  const std::scoped_lock lock(mutex_);
  return current_;
}

void CertificateKeeper::take(CertificatePtr next) {
  known_ = seen_ = stamp();
  const std::scoped_lock lock(mutex_);
  current_ = std::move(next);
}

CertificateKeeper::Stamp CertificateKeeper::stamp() const {
  constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
  Stamp stamp{};
  std::size_t at = 0;
  for (const std::string* path : {&tls_.certificate, &tls_.key}) {
    struct stat file {};
    const bool is_there = stat(path->c_str(), &file) == 0;
    stamp[at++] = is_there ? static_cast<std::int64_t>(file.st_ino) : -1;
    stamp[at++] = static_cast<std::int64_t>(file.st_dev);
    stamp[at++] = file.st_size;
    stamp[at++] = file.st_mtim.tv_sec * kNanosecondsPerSecond + file.st_mtim.tv_nsec;
  }
  return stamp;
}

std::optional<Result<CertificatePtr>> CertificateKeeper::look(std::int64_t steady_ms) {
  if (!tls_.is_on() || steady_ms - looked_ms_ < model::kCertificateLookMs) return std::nullopt;
  looked_ms_ = steady_ms;
  const Stamp now = stamp();
  const bool rests = now == seen_;
  seen_ = now;
  if (!rests || now == known_) return std::nullopt;
  known_ = now;
  auto read = read_certificate(tls_);
  // Written anew with the same content.
  const bool is_same =
      read && *read && (*read)->facts().fingerprint == current()->facts().fingerprint;
  if (is_same) return std::nullopt;
  return read;
}

}  // namespace ioc::app
