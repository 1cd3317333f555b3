// Requests of ours to another HTTP server: to receivers of alerts and of reports, and of the
// command line to a running service.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/result.h"

namespace ioc::serving {

// http://HOST[:PORT][/PATH] or https://…; the path is "/" when there is none.
struct HttpAddress {
  bool operator==(const HttpAddress&) const = default;
  std::string host;
  std::string port;
  std::string path;
  bool is_secure = false;
};
// Errors: `config` with the cure.
model::Result<HttpAddress> parse_http_address(const std::string& text);

struct HttpReply {
  unsigned status = 0;
  std::string body = {};
  std::string location = {};       // `Location`, as a whole address where it leads elsewhere
  std::int64_t retry_after_s = 0;  // `Retry-After`; 0: not said
};

// Files, read anew for each request, so that renewed ones are taken up. Empty: the authorities of
// the system, or those of the file that the environment names as SSL_CERT_FILE; no certificate of
// ours.
struct HttpTls {
  bool operator==(const HttpTls&) const = default;
  std::string authority;
  std::string certificate;
  std::string key;
  std::string authorities = {};  // their PEM itself, instead of a file
};

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpCall {
  std::string method = "GET";
  HttpAddress address;
  std::string target;  // path and query; empty: the address's own
  HttpHeaders headers;
  std::string content_type;  // of a body
  std::string body;
  HttpTls tls;
  std::int64_t wait_ms = 0;            // for all of it
  std::size_t answer_bytes_max = 0;    // 0: kClientAnswerBytesMax
  bool cuts_long_answers = false;      // rather than to fail
  const std::atomic<bool>* stop = {};  // looked at once a second or more
};

// How a call ended.
struct HttpOutcome {
  HttpReply reply;
  std::string trouble;  // empty: there was a whole answer
  // The other side may have the request. Without an answer nobody knows.
  bool may_have_arrived = false;
};

// One request on a connection of its own; returns within about `wait_ms`. Redirects are told, not
// followed: what we send, and our certificate, is for the configured address only. No proxy is
// asked. TLS 1.2 or newer; the other side's certificate must be of the authority and of its name.
// Threads: any; it blocks the caller's.
HttpOutcome call_http(const HttpCall& call);

// What bounds a request that is sent and answered whole.
struct HttpBounds {
  std::int64_t wait_ms = 0;          // for all of it
  std::size_t answer_bytes_max = 0;  // 0: kClientAnswerBytesMax; longer: the request has failed
  std::string authorities = {};      // as in HttpTls
};

// A body makes it a POST, of JSON unless the headers say otherwise; none a GET. Errors:
// `unavailable`. Threads: as call_http.
model::Result<HttpReply> send_http(const HttpAddress& address, const std::string& target,
                                   const std::string& body, const HttpHeaders& headers,
                                   const HttpBounds& bounds);
model::Result<HttpReply> send_http(const HttpAddress& address, const std::string& target,
                                   const std::string& body, const HttpHeaders& headers,
                                   std::int64_t wait_ms);

}  // namespace ioc::serving
