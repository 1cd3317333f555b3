// Requests of ours to another HTTP server.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/limits.h"
#include "model/result.h"

namespace ioc::serving {

// http://HOST[:PORT][/PATH] or https://…; the path is "/" when there is none.
struct HttpAddress {
  std::string host;
  std::string port;
  std::string path;
  bool is_tls = false;
};
// Errors: `config` with the cure.
model::Result<HttpAddress> parse_http_address(const std::string& text);

struct HttpReply {
  unsigned status = 0;
  std::string body;
};

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

// How a request is sent.
struct HttpBounds {
  std::int64_t wait_ms = 0;                                     // for all of it
  std::size_t answer_bytes_max = model::kClientAnswerBytesMax;  // longer: the request has failed
  // Of TLS: PEM of the authorities whose certificates are believed; empty: the system's, or those
  // of the file that the environment names as SSL_CERT_FILE.
  std::string authorities = {};
};

// One request on a connection of its own; returns within about `wait_ms`. A body makes it a POST,
// of JSON unless the headers say otherwise; none a GET. With TLS (1.2 or later) the server's
// certificate must be of its name and believed. Nothing is asked again elsewhere: a redirection is
// an answer. Errors: `unavailable`. Threads: any; it blocks the caller's.
model::Result<HttpReply> send_http(const HttpAddress& address, const std::string& target,
                                   const std::string& body, const HttpHeaders& headers,
                                   const HttpBounds& bounds);
model::Result<HttpReply> send_http(const HttpAddress& address, const std::string& target,
                                   const std::string& body, const HttpHeaders& headers,
                                   std::int64_t wait_ms);

}  // namespace ioc::serving
