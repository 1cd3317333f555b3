// One HTTP connection: requests in, answers out, one after the other.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>

#include "serving/core.h"
#include "serving/wire.h"

namespace ioc::serving {

// Role: keeps the bounds of a connection (sizes and waits, model/limits.h), asks the routes, waits
//   for the engine where it must, and hands the wire to a LiveSession for the live feed. Of a
//   server with a certificate it begins with the handshake; all else is the same.
// Threads: on the socket's strand; the engine's answer is posted to it.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(const std::shared_ptr<ServerCore>& core, boost::asio::ip::tcp::socket socket,
             Seat seat);

  void start();

 private:
  using Body = boost::beast::http::string_body;

  void greet(std::shared_ptr<const Certificate> certificate);
  void shake_hands(std::shared_ptr<const Certificate> certificate);
  void read();
  void on_header(boost::system::error_code error);
  void refuse(boost::system::error_code error);
  std::optional<Answer> find_fault() const;
  void keep(const boost::beast::http::fields& header);
  std::optional<Answer> admit(const Route* route);
  void read_body(const Route& route);
  void handle();
  void ask(model::FigureQuery query);
  void wait_for(const AnswerLater& later);
  std::uint64_t begin_wait();
  void end_wait(std::uint64_t number, const std::function<Answer(const Connection&)>& make);
  void go_live(const std::shared_ptr<const LiveFilter>& filter);
  void send(Answer answer);
  void finish();
  void close_softly();
  void drain();

  ServerCore& core_;
  const std::weak_ptr<ServerCore> alive_;  // for callbacks that may outlive the server
  std::unique_ptr<Wire> wire_;             // none once the live feed has it
  boost::beast::flat_buffer buffer_;
  Seat seat_;
  Seat body_room_;       // of the request being read or answered
  Seat handshake_seat_;  // while hands are shaken
  std::size_t body_bytes_max_ = model::kHttpBodyBytesMax;
  std::optional<boost::beast::http::request_parser<Body>> parser_;
  boost::beast::http::response<Body> response_;
  std::optional<boost::beast::http::response_serializer<Body>> serializer_;
  boost::asio::steady_timer answer_wait_;
  Request request_;
  std::uint64_t asked_ = 0;  // number of the newest question; answers to others are dropped
  bool first_ = true;
  bool keep_alive_ = false;
};

}  // namespace ioc::serving
