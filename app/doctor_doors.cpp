#include "app/doctor_doors.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include "app/certificate_keeper.h"
#include "app/clock.h"
#include "app/openid_client.h"
#include "model/door_limits.h"

namespace ioc::app {
namespace {

using State = Finding::State;

Finding examine_certificate(const Config::Http::Tls& tls, const model::Zone& zone) {
  const auto read = read_certificate(tls);
  if (!read) {
    return {"certificate", State::fault, read.error().message(),
            "the service would not start with it; give [http.tls] a chain and its key"};
  }
  const serving::CertificateFacts& facts = (*read)->facts();
  const std::string words = certificate_words(facts, zone);
  const std::int64_t now_ms = wall_now().ms, left_ms = facts.until.ms - now_ms;
  if (facts.from.ms > now_ms) {
    return {"certificate", State::fault,
            words + ": not good before " + model::format_rfc3339(facts.from, zone),
            "look at the machine's clock, or wait"};
  }
  if (left_ms <= 0) {
    return {"certificate", State::fault, words + ": it has ended", "renew it"};
  }
  const std::string left = fmt::format("{}: {} days left", words, left_ms / model::kDayMs);
  if (left_ms < model::kCertificateDoubtMs) {
    return {"certificate", State::doubt, left, "renew it; the service takes up the new files"};
  }
  return {"certificate", State::ok, left, ""};
}

Finding examine_key(const std::string& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) == 0 && (file.st_mode & S_IROTH) != 0) {
    return {"certificate's key", State::doubt, path + " can be read by everybody on this machine",
            "chmod 640 it, for the service's group"};
  }
  return {"certificate's key", State::ok, path + " is not everybody's to read", ""};
}

Finding examine_provider(const OpenIdSettings& settings) {
  OpenIdClient client(settings, [] { return wall_now(); });
  const auto provider = client.provider(0);
  if (!provider) {
    return {"sign-in", State::fault, provider.error().message(),
            "until it answers people sign in with passwords of this service alone"};
  }
  const auto keys = client.count_keys();
  if (!keys) return {"sign-in", State::fault, keys.error().message(), "look at the provider's log"};
  if (*keys == 0) {
    return {"sign-in", State::fault, settings.issuer + " has no key for RS256 or ES256",
            "have it sign this client's ID tokens with one of them"};
  }
  return {"sign-in", State::ok,
          fmt::format("{} answers and has {} keys; it must know {} and {}", settings.issuer, *keys,
                      settings.back(), settings.out()),
          ""};
}

Finding examine_way(const Config& config) {
  if (config.http.is_secure() || config.http.is_loopback()) {
    return {"way of sign-in", State::ok, "over TLS, or on this machine alone", ""};
  }
  return {"way of sign-in", State::doubt, "nobody can sign in from elsewhere without TLS",
          "set [http.tls], or secure_cookies behind a proxy with TLS"};
}

}  // namespace

std::vector<Finding> examine_doors(const Config& config, const model::Zone& zone) {
  std::vector<Finding> findings;
  if (config.http.tls.is_on()) {
    findings.push_back(examine_certificate(config.http.tls, zone));
    findings.push_back(examine_key(config.http.tls.key));
  }
  if (config.openid) {
    findings.push_back(examine_way(config));
    findings.push_back(examine_provider(*config.openid));
  }
  return findings;
}

}  // namespace ioc::app
