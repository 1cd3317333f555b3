// Requests of ours to another HTTP server.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/result.h"

namespace ioc::serving {

// http://HOST[:PORT][/PATH]; the path is "/" when there is none. TLS is not spoken: what lies
// beyond the machine is reached through a relay on it, or through an Alertmanager.
struct HttpAddress {
  std::string host;
  std::string port;
  std::string path;
};
// Errors: `config` with the cure.
model::Result<HttpAddress> parse_http_address(const std::string& text);

struct HttpReply {
  unsigned status = 0;
  std::string body;
};

// One request on a connection of its own; returns within about `wait_ms`. A body makes it a POST of
// JSON, none a GET. Errors: `unavailable`. Threads: any; it blocks the caller's.
model::Result<HttpReply> send_http(const HttpAddress& address, const std::string& target,
                                   const std::string& body,
                                   const std::vector<std::pair<std::string, std::string>>& headers,
                                   std::int64_t wait_ms);

}  // namespace ioc::serving
