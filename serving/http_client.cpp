#include "serving/http_client.h"

#include <fmt/core.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <optional>
#include <string_view>

namespace ioc::serving {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using model::Error;
using model::ErrorCode;
using model::Result;

Result<HttpAddress> parse_http_address(const std::string& text) {
  constexpr std::string_view kPlain = "http://", kTls = "https://";
  const Error wrong{ErrorCode::config,
                    "expected an address as http://127.0.0.1:9093 or https://host.example", text};
  const bool is_tls = text.starts_with(kTls);
  if (!is_tls && !text.starts_with(kPlain)) return wrong;
  const std::string rest = text.substr(is_tls ? kTls.size() : kPlain.size());
  const bool is_clean = std::all_of(rest.begin(), rest.end(), [](char c) {
    return static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 0x7F;
  });
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  const std::string place = rest.substr(0, slash);
  const std::size_t colon = place.rfind(':');
  const bool has_port = colon != std::string::npos && place.find(']', colon) == std::string::npos;
  HttpAddress address{place.substr(0, has_port ? colon : place.size()),
                      has_port ? place.substr(colon + 1) : (is_tls ? "443" : "80"),
                      slash < rest.size() ? rest.substr(slash) : "/", is_tls};
  const bool is_port = !address.port.empty() && address.port.size() <= 5 &&
                       address.port.find_first_not_of("0123456789") == std::string::npos;
  if (address.host.starts_with('[') && address.host.ends_with(']')) {
    address.host = address.host.substr(1, address.host.size() - 2);
  }
  // A user's name before an @ would make another host look like this one.
  const bool is_host =
      !address.host.empty() && address.host.find_first_of("@?#\\[]%\"<>") == std::string::npos;
  if (!is_clean || !is_host || !is_port) return wrong;
  return address;
}

namespace {

bool is_number(const std::string& host) {
  beast::error_code none;
  asio::ip::make_address(host, none);
  return !none;
}

std::string host_header(const HttpAddress& address) {
  const bool is_ip6 = address.host.find(':') != std::string::npos;
  const std::string host = is_ip6 ? "[" + address.host + "]" : address.host;
  return address.is_tls && address.port == "443" ? host : host + ":" + address.port;
}

// The steps of one exchange; each carries on to the next, and the last leaves the reply.
struct Exchange {
  asio::io_context io{1};
  asio::ip::tcp::resolver resolver{io};
  std::optional<asio::ssl::context> context;
  beast::tcp_stream stream{io};
  std::optional<asio::ssl::stream<beast::tcp_stream&>> secure;
  beast::flat_buffer buffer;
  http::request<http::string_body> request;
  http::response_parser<http::string_body> parser;
  beast::error_code error = asio::error::timed_out;

  void run(const HttpAddress& address, const HttpBounds& bounds) {
    parser.body_limit(bounds.answer_bytes_max);
    stream.expires_after(std::chrono::milliseconds(bounds.wait_ms));
    if (address.is_tls) prepare(address, bounds.authorities);
    if (address.is_tls && !secure) return;
    resolver.async_resolve(address.host, address.port, [this](auto failed, auto places) {
      if (failed) return end(failed);
      stream.async_connect(places, [this](auto refused, const auto&) {
        if (refused) return end(refused);
        if (!secure) return talk(stream);
        secure->async_handshake(asio::ssl::stream_base::client, [this](auto unbelieved) {
          unbelieved ? end(unbelieved) : talk(*secure);
        });
      });
    });
    // A name that is looked up is not under the stream's clock; that wait is bounded here.
    io.run_for(std::chrono::milliseconds(bounds.wait_ms));
  }

  void prepare(const HttpAddress& address, const std::string& authorities) {
    context.emplace(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    beast::error_code failed;
    if (authorities.empty()) {
      context->set_default_verify_paths(failed);
    } else {
      context->add_certificate_authority(asio::buffer(authorities), failed);
    }
    if (failed) return end(failed);
    secure.emplace(stream, *context);
    secure->set_verify_mode(asio::ssl::verify_peer);
    secure->set_verify_callback(asio::ssl::host_name_verification(address.host));
    if (!is_number(address.host)) {
      SSL_set_tlsext_host_name(secure->native_handle(), address.host.c_str());
    }
  }

  template <class Stream>
  void talk(Stream& over) {
    http::async_write(over, request, [this, &over](auto cut, std::size_t) {
      if (cut) return end(cut);
      http::async_read(over, buffer, parser, [this](auto late, std::size_t) { end(late); });
    });
  }

  void end(beast::error_code how) { error = how; }

  std::string trouble() const {
    const long verdict =
        secure ? SSL_get_verify_result(const_cast<Exchange*>(this)->secure->native_handle())
               : X509_V_OK;
    if (verdict != X509_V_OK) {
      return fmt::format(
          "its certificate is not believed: {}; name its authority, and the host as "
          "it stands in the certificate",
          X509_verify_cert_error_string(verdict));
    }
    if (secure && error.category() == asio::error::get_ssl_category()) {
      return error.message() + " (its certificate must be of this very host name)";
    }
    return error.message();
  }
};

}  // namespace

Result<HttpReply> send_http(const HttpAddress& address, const std::string& target,
                            const std::string& body, const HttpHeaders& headers,
                            const HttpBounds& bounds) {
  Exchange exchange;
  http::request<http::string_body>& request = exchange.request;
  request.method(body.empty() ? http::verb::get : http::verb::post);
  request.target(target);
  request.version(11);
  request.set(http::field::host, host_header(address));
  request.set(http::field::user_agent, "ioc-pulse");
  request.set(http::field::connection, "close");
  if (!body.empty()) request.set(http::field::content_type, "application/json");
  for (const auto& [name, value] : headers) request.set(name, value);
  request.body() = body;
  request.prepare_payload();
  exchange.run(address, bounds);
  if (exchange.error) {
    // What stands behind a ? may be secret.
    return Error{ErrorCode::unavailable, exchange.trouble(),
                 fmt::format("{}://{}{}", address.is_tls ? "https" : "http", host_header(address),
                             target.substr(0, target.find('?')))};
  }
  auto& reply = exchange.parser.get();
  return HttpReply{reply.result_int(), std::move(reply.body())};
}

Result<HttpReply> send_http(const HttpAddress& address, const std::string& target,
                            const std::string& body, const HttpHeaders& headers,
                            std::int64_t wait_ms) {
  HttpBounds bounds;
  bounds.wait_ms = wait_ms;
  return send_http(address, target, body, headers, bounds);
}

}  // namespace ioc::serving
