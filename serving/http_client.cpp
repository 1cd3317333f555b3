#include "serving/http_client.h"

#include <fmt/core.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <string_view>

#include "model/limits.h"

namespace ioc::serving {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using model::Error;
using model::ErrorCode;
using model::Result;

Result<HttpAddress> parse_http_address(const std::string& text) {
  constexpr std::string_view kScheme = "http://";
  const Error wrong{ErrorCode::config, "expected an address as http://127.0.0.1:9093", text};
  if (text.starts_with("https://")) {
    return Error{ErrorCode::config,
                 "https is not spoken here; name a relay on this machine, as http://127.0.0.1:9093",
                 text};
  }
  if (!text.starts_with(kScheme)) return wrong;
  const std::string rest = text.substr(kScheme.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string place = rest.substr(0, slash);
  const std::size_t colon = place.rfind(':');
  const bool has_port = colon != std::string::npos && place.find(']', colon) == std::string::npos;
  HttpAddress address{place.substr(0, has_port ? colon : place.size()),
                      has_port ? place.substr(colon + 1) : "80",
                      slash < rest.size() ? rest.substr(slash) : "/"};
  const bool is_port = !address.port.empty() && address.port.size() <= 5 &&
                       address.port.find_first_not_of("0123456789") == std::string::npos;
  if (address.host.starts_with('[') && address.host.ends_with(']')) {
    address.host = address.host.substr(1, address.host.size() - 2);
  }
  if (address.host.empty() || !is_port) return wrong;
  return address;
}

namespace {

// The steps of one exchange; each carries on to the next, and the last leaves the reply.
struct Exchange {
  asio::io_context io{1};
  asio::ip::tcp::resolver resolver{io};
  beast::tcp_stream stream{io};
  beast::flat_buffer buffer;
  http::request<http::string_body> request;
  http::response_parser<http::string_body> parser;
  beast::error_code error = asio::error::timed_out;

  void run(const HttpAddress& address, std::int64_t wait_ms) {
    parser.body_limit(model::kClientAnswerBytesMax);
    stream.expires_after(std::chrono::milliseconds(wait_ms));
    resolver.async_resolve(address.host, address.port, [this](auto failed, auto places) {
      if (failed) return end(failed);
      stream.async_connect(places, [this](auto refused, const auto&) {
        if (refused) return end(refused);
        http::async_write(stream, request, [this](auto cut, std::size_t) {
          if (cut) return end(cut);
          http::async_read(stream, buffer, parser, [this](auto late, std::size_t) { end(late); });
        });
      });
    });
    // A name that is looked up is not under the stream's clock; that wait is bounded here.
    io.run_for(std::chrono::milliseconds(wait_ms));
  }
  void end(beast::error_code how) { error = how; }
};

}  // namespace

Result<HttpReply> send_http(const HttpAddress& address, const std::string& target,
                            const std::string& body,
                            const std::vector<std::pair<std::string, std::string>>& headers,
                            std::int64_t wait_ms) {
  Exchange exchange;
  http::request<http::string_body>& request = exchange.request;
  request.method(body.empty() ? http::verb::get : http::verb::post);
  request.target(target);
  request.version(11);
  request.set(http::field::host, fmt::format("{}:{}", address.host, address.port));
  request.set(http::field::user_agent, "ioc-pulse");
  request.set(http::field::connection, "close");
  if (!body.empty()) request.set(http::field::content_type, "application/json");
  for (const auto& [name, value] : headers) request.set(name, value);
  request.body() = body;
  request.prepare_payload();
  exchange.run(address, wait_ms);
  if (exchange.error) {
    return Error{ErrorCode::unavailable, exchange.error.message(),
                 fmt::format("http://{}:{}{}", address.host, address.port, target)};
  }
  auto& reply = exchange.parser.get();
  return HttpReply{reply.result_int(), std::move(reply.body())};
}

}  // namespace ioc::serving
