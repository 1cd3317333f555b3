// The only user of libcurl (serving/http_client.h).
#include "serving/http_client.h"

#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "model/limits.h"
#include "serving/ascii.h"

namespace ioc::serving {

using model::Error;
using model::ErrorCode;
using model::Result;

Result<HttpAddress> parse_http_address(const std::string& text) {
  constexpr std::string_view kPlain = "http://", kSecure = "https://";
  const Error wrong{ErrorCode::config,
                    "expected an address as http://127.0.0.1:9093 or https://host/path", text};
  const bool is_secure = text.starts_with(kSecure);
  if (!is_secure && !text.starts_with(kPlain)) return wrong;
  // Blanks and control characters would end the line they are sent in; a name or password in the
  // address would end up in logs.
  const bool has_strange = std::any_of(text.begin(), text.end(), [](unsigned char letter) {
    return letter <= ' ' || letter >= 0x7F || letter == '"' || letter == '\\';
  });
  if (has_strange) return wrong;
  const std::string rest = text.substr(is_secure ? kSecure.size() : kPlain.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string place = rest.substr(0, slash);
  if (place.find_first_of("@?#%<>") != std::string::npos) return wrong;
  const std::size_t colon = place.rfind(':');
  const bool has_port = colon != std::string::npos && place.find(']', colon) == std::string::npos;
  HttpAddress address{place.substr(0, has_port ? colon : place.size()),
                      has_port    ? place.substr(colon + 1)
                      : is_secure ? "443"
                                  : "80",
                      slash < rest.size() ? rest.substr(slash) : "/", is_secure};
  const bool is_port = !address.port.empty() && address.port.size() <= 5 &&
                       address.port.find_first_not_of("0123456789") == std::string::npos;
  if (address.host.starts_with('[') && address.host.ends_with(']')) {
    address.host = address.host.substr(1, address.host.size() - 2);
  }
  if (address.host.empty() || !is_port) return wrong;
  return address;
}

namespace {

struct CurlCleanup {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

// What the library's calls work on.
struct CurlExchange {
  const HttpCall& call;
  std::size_t bytes_max = 0;
  std::string body = {};
  bool is_cut = false;
};

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* user) {
  auto& exchange = *static_cast<CurlExchange*>(user);
  const std::size_t room = exchange.bytes_max - exchange.body.size();
  const std::size_t told = size * count;
  exchange.body.append(bytes, std::min(told, room));
  if (told <= room) return told;
  exchange.is_cut = true;
  return exchange.call.cuts_long_answers ? told : 0;
}

int look_whether_to_stop(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& exchange = *static_cast<const CurlExchange*>(user);
  return exchange.call.stop != nullptr && *exchange.call.stop ? 1 : 0;
}

std::string url_of(const HttpCall& call) {
  const HttpAddress& to = call.address;
  const bool is_v6 = to.host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}{}", to.is_secure ? "https" : "http", is_v6 ? "[" : "", to.host,
                     is_v6 ? "]" : "", to.port, call.target.empty() ? to.path : call.target);
}

// Once, before any thread of ours uses the library.
bool is_ready() {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return ready;
}

void set_tls(CURL* handle, const HttpTls& tls) {
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  const char* file = tls.authority.empty() ? std::getenv("SSL_CERT_FILE") : tls.authority.c_str();
  if (!tls.authorities.empty()) {
    // The library reads it during the call alone, and the call outlives it.
    curl_blob pem{const_cast<char*>(tls.authorities.data()), tls.authorities.size(),
                  CURL_BLOB_NOCOPY};
    curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &pem);
    curl_easy_setopt(handle, CURLOPT_CAINFO, nullptr);
    curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);
  } else if (file != nullptr && *file != '\0') {
    curl_easy_setopt(handle, CURLOPT_CAINFO, file);
    curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);
  }
  if (!tls.certificate.empty()) {
    curl_easy_setopt(handle, CURLOPT_SSLCERT, tls.certificate.c_str());
    curl_easy_setopt(handle, CURLOPT_SSLKEY, tls.key.c_str());
  }
}

void set_request(CURL* handle, const HttpCall& call) {
  if (!call.body.empty() || call.method != "GET") {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(call.body.size()));
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, call.body.data());
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, call.method.c_str());
  }
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, call.address.is_secure ? "https" : "http");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "ioc-pulse");
  curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(call.wait_ms));
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(call.wait_ms));
}

// False: no memory.
bool add_header(std::unique_ptr<curl_slist, CurlCleanup>& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) return false;
  (void)list.release();
  list.reset(longer);
  return true;
}

HttpReply reply_of(CURL* handle, std::string body) {
  HttpReply reply;
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  reply.status = static_cast<unsigned>(status);
  reply.body = std::move(body);
  const char* leads_to = nullptr;
  curl_easy_getinfo(handle, CURLINFO_REDIRECT_URL, &leads_to);
  curl_header* location = nullptr;
  if (leads_to != nullptr) {
    reply.location = leads_to;
  } else if (curl_easy_header(handle, "Location", 0, CURLH_HEADER, -1, &location) == CURLHE_OK) {
    reply.location = location->value;
  }
  curl_off_t retry_after_s = 0;
  curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &retry_after_s);
  reply.retry_after_s = retry_after_s;
  return reply;
}

}  // namespace

HttpOutcome call_http(const HttpCall& call) {
  HttpOutcome outcome;
  const std::unique_ptr<CURL, CurlCleanup> handle(is_ready() ? curl_easy_init() : nullptr);
  std::unique_ptr<curl_slist, CurlCleanup> headers;
  bool has_headers = add_header(headers, "Expect:");  // no wait before the body
  if (!call.content_type.empty()) {
    has_headers = has_headers && add_header(headers, "Content-Type: " + call.content_type);
  }
  for (const auto& [name, value] : call.headers) {
    has_headers = has_headers && add_header(headers, name + ": " + value);
  }
  if (!handle || !has_headers) {
    outcome.trouble = "the HTTP client cannot be made";
    return outcome;
  }
  const std::string url = url_of(call);
  CurlExchange exchange{
      call, call.answer_bytes_max > 0 ? call.answer_bytes_max : model::kClientAnswerBytesMax};
  std::array<char, CURL_ERROR_SIZE> words{};
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_ERRORBUFFER, words.data());
  curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(handle.get(), CURLOPT_XFERINFOFUNCTION, look_whether_to_stop);
  curl_easy_setopt(handle.get(), CURLOPT_XFERINFODATA, &exchange);
  curl_easy_setopt(handle.get(), CURLOPT_NOPROGRESS, 0L);
  set_request(handle.get(), call);
  set_tls(handle.get(), call.tls);
  const CURLcode ended = curl_easy_perform(handle.get());
  outcome.reply = reply_of(handle.get(), std::move(exchange.body));
  curl_off_t ready_us = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_PRETRANSFER_TIME_T, &ready_us);
  outcome.may_have_arrived = ready_us > 0;
  if (ended != CURLE_OK) {
    outcome.trouble = exchange.is_cut    ? "the answer is too long"
                      : words[0] != '\0' ? std::string(words.data())
                                         : std::string(curl_easy_strerror(ended));
    if (ended == CURLE_PEER_FAILED_VERIFICATION) {
      outcome.trouble = "its certificate is not believed: " + outcome.trouble +
                        "; name its authority, and the host as it stands in the certificate";
    }
  }
  return outcome;
}

Result<HttpReply> send_http(const HttpAddress& address, const std::string& target,
                            const std::string& body, const HttpHeaders& headers,
                            const HttpBounds& bounds) {
  HttpCall call;
  call.method = body.empty() ? "GET" : "POST";
  call.address = address;
  call.target = target;
  call.headers = headers;
  const bool says_type = std::any_of(headers.begin(), headers.end(), [](const auto& header) {
    return lower(header.first) == "content-type";
  });
  call.content_type = body.empty() || says_type ? "" : "application/json";
  call.body = body;
  call.tls.authorities = bounds.authorities;
  call.wait_ms = bounds.wait_ms;
  call.answer_bytes_max = bounds.answer_bytes_max;
  HttpOutcome outcome = call_http(call);
  if (!outcome.trouble.empty()) {
    // A query may hold a secret, and errors are logged.
    const std::string url = url_of(call);
    return Error{ErrorCode::unavailable, outcome.trouble, url.substr(0, url.find('?'))};
  }
  return std::move(outcome.reply);
}

Result<HttpReply> send_http(const HttpAddress& address, const std::string& target,
                            const std::string& body, const HttpHeaders& headers,
                            std::int64_t wait_ms) {
  return send_http(address, target, body, headers, HttpBounds{.wait_ms = wait_ms});
}

}  // namespace ioc::serving
