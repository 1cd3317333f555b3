// A connection's bytes, with TLS or without: what a Connection and a LiveSession read and write, so
// that there is one code for both. Without TLS each call goes straight to the socket, behind one
// look at a pointer; with TLS handlers are put into a std::function, which costs two small
// allocations beside the encryption.
#pragma once

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "serving/tls.h"

namespace ioc::serving {

// Role: one socket with deadlines, and TLS over it once `begin_tls` was called. A stream in Asio's
//   sense, so that its and Beast's operations work on it; handlers are plain functions.
// Threads: on the socket's strand.
class Wire {
 public:
  using executor_type = boost::beast::tcp_stream::executor_type;
  using error_code = boost::system::error_code;

  explicit Wire(boost::asio::ip::tcp::socket socket) : stream_(std::move(socket)) {}
  Wire(const Wire&) = delete;  // TLS refers to the stream
  Wire& operator=(const Wire&) = delete;

  executor_type get_executor() { return stream_.get_executor(); }
  boost::asio::ip::tcp::socket& socket() { return stream_.socket(); }
  // For all that is begun from now on.
  void expires_after(std::chrono::milliseconds wait) { stream_.expires_after(wait); }
  void expires_never() { stream_.expires_never(); }

  bool is_secure() const { return tls_ != nullptr; }
  // `begun`: the bytes of the client that were read already; they outlive the handshake.
  void begin_tls(std::shared_ptr<const Certificate> certificate, boost::asio::const_buffer begun,
                 TlsStream::Done done) {
    tls_ = std::make_unique<TlsStream>(stream_, std::move(certificate));
    tls_->handshake(begun, std::move(done));
  }
  void end_tls(TlsStream::Done done) { tls_->shutdown(std::move(done)); }

  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    if (!tls_) return stream_.async_read_some(buffers, std::forward<Handler>(handler));
    boost::asio::mutable_buffer into;
    for (auto at = boost::asio::buffer_sequence_begin(buffers);
         into.size() == 0 && at != boost::asio::buffer_sequence_end(buffers); ++at) {
      into = *at;
    }
    tls_->read_some(into, held(std::forward<Handler>(handler)));
  }

  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    if (!tls_) return stream_.async_write_some(buffers, std::forward<Handler>(handler));
    write_secure(buffers, held(std::forward<Handler>(handler)));
  }

  // The socket alone, without deadlines. Only where there is no TLS.
  boost::asio::ip::tcp::socket release_socket() { return stream_.release_socket(); }
  // What is raw of the stream, below TLS.
  boost::beast::tcp_stream& below() { return stream_; }

 private:
  // A composed operation may only be moved; a std::function must be copied.
  template <class Handler>
  static TlsStream::Done held(Handler&& handler) {
    auto kept = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
    return [kept](error_code error, std::size_t bytes) {
      auto taken = std::move(*kept);
      taken(error, bytes);
    };
  }

  // A record for each of a head's many pieces would be many packets: they go as one.
  template <class Buffers>
  void write_secure(const Buffers& buffers, TlsStream::Done done) {
    constexpr std::size_t kTogetherBytes = 16 << 10;
    boost::asio::const_buffer first;
    std::size_t total = 0;
    for (auto at = boost::asio::buffer_sequence_begin(buffers);
         at != boost::asio::buffer_sequence_end(buffers); ++at) {
      const boost::asio::const_buffer piece(*at);
      if (first.size() == 0) first = piece;
      total += piece.size();
    }
    if (total == first.size()) return tls_->write_some(first, std::move(done));
    const auto together = std::make_shared<std::string>(std::min(total, kTogetherBytes), '\0');
    boost::asio::buffer_copy(boost::asio::buffer(*together), buffers);
    tls_->write_some(boost::asio::buffer(std::as_const(*together)),
                     [together, done = std::move(done)](error_code error, std::size_t bytes) {
                       done(error, bytes);
                     });
  }

  boost::beast::tcp_stream stream_;
  std::unique_ptr<TlsStream> tls_;
};

// Role: the wire of one client of the live feed: the bare socket where there is no TLS, so that ten
//   thousand of them keep no clocks that they do not need. Threads: on the socket's strand.
class LiveWire {
 public:
  using executor_type = boost::asio::ip::tcp::socket::executor_type;

  explicit LiveWire(std::unique_ptr<Wire> wire) {
    if (wire->is_secure()) {
      wire->expires_never();
      secure_ = std::move(wire);
    } else {
      bare_.emplace(wire->release_socket());
    }
  }

  executor_type get_executor() { return socket().get_executor(); }
  boost::asio::ip::tcp::socket& socket() { return secure_ ? secure_->socket() : *bare_; }

  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    if (secure_) return secure_->async_read_some(buffers, std::forward<Handler>(handler));
    bare_->async_read_some(buffers, std::forward<Handler>(handler));
  }
  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    if (secure_) return secure_->async_write_some(buffers, std::forward<Handler>(handler));
    bare_->async_write_some(buffers, std::forward<Handler>(handler));
  }

 private:
  // One of the two.
  std::optional<boost::asio::ip::tcp::socket> bare_;
  std::unique_ptr<Wire> secure_;
};

}  // namespace ioc::serving
