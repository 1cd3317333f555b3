// TLS of the server: the certificate that it shows, and one connection's side of the talk. The only
// header of the server's TLS; Asio's and OpenSSL's stay behind it.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "serving/certificate.h"

namespace ioc::serving {

// Role: the server's end of one TLS connection over `below`. At most one read, one write at once.
// Threads: on the strand of `below`. Owns: nothing of `below`, which outlives it; its deadlines
//   bound what is asked for here.
class TlsStream {
 public:
  using Done = std::function<void(boost::system::error_code, std::size_t)>;

  TlsStream(boost::beast::tcp_stream& below, std::shared_ptr<const Certificate> certificate);
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  // `begun` are the client's first bytes, already read; they outlive the handshake.
  void handshake(boost::asio::const_buffer begun, Done done);
  void read_some(boost::asio::mutable_buffer into, Done done);
  void write_some(boost::asio::const_buffer from, Done done);
  // Says that nothing more comes and waits for the client to say the same.
  void shutdown(Done done);

 private:
  struct Native;
  const std::unique_ptr<Native> native_;
};

// Role: the certificate in force. Threads: any; a connection keeps the one it began with.
class CertificateInForce {
 public:
  explicit CertificateInForce(std::shared_ptr<const Certificate> first)
      : current_(std::move(first)) {}
  void replace(std::shared_ptr<const Certificate> next) {
    const std::scoped_lock lock(mutex_);
    current_ = std::move(next);
  }
  std::shared_ptr<const Certificate> current() const {  // none: the server speaks without TLS
    const std::scoped_lock lock(mutex_);
    return current_;
  }

 private:
  mutable std::mutex mutex_;  // guards current_, between the owner and the server's threads
  std::shared_ptr<const Certificate> current_;
};

}  // namespace ioc::serving
