// Reads requests and writes answers over Beast (serving/connection.h).
#include "serving/connection.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <cctype>
#include <exception>
#include <utility>

#include "serving/figure_answer.h"

namespace ioc::serving {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::string_view kSecurityHeaders[][2] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
     "connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; "
     "form-action 'self'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

// Browsers that were here once come back by TLS alone, for a year.
constexpr std::string_view kStrictTransport[2] = {"Strict-Transport-Security",
                                                  "max-age=31536000; includeSubDomains"};

// What a client of TLS says first mostly fits; the handshake reads on where it does not.
constexpr std::size_t kHelloBytes = 4 << 10;

std::string http_date(model::Instant now) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT",
                     fmt::gmtime(static_cast<std::time_t>(now.ms / model::kSecondMs)));
}

// A stream ends by closing, so that every client gets the same bytes without chunk headers.
std::string live_head(model::Instant now, std::string_view version, bool is_secure) {
  std::string head = fmt::format(
      "HTTP/1.1 200 OK\r\nDate: {}\r\nServer: ioc-pulse/{}\r\nContent-Type: text/event-stream\r\n"
      "Cache-Control: no-store\r\nX-Accel-Buffering: no\r\nConnection: close\r\n",
      http_date(now), version);
  for (const auto& [name, value] : kSecurityHeaders) head += fmt::format("{}: {}\r\n", name, value);
  if (is_secure) head += fmt::format("{}: {}\r\n", kStrictTransport[0], kStrictTransport[1]);
  return head + "\r\n";
}

std::string text_of(boost::beast::string_view text) { return {text.data(), text.size()}; }

// The HTTP binding of CloudEvents: an attribute is a header whose name begins with `ce-`.
void keep_event_attributes(const http::fields& header, Parameters& out) {
  constexpr std::string_view kPrefix = "ce-";
  for (const auto& field : header) {
    std::string name = text_of(field.name_string());
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (name.size() <= kPrefix.size() || !name.starts_with(kPrefix)) continue;
    out.emplace_back(name.substr(kPrefix.size()), text_of(field.value()));
  }
}

// A door broke its promise not to throw. The client is told, and the server goes on.
Answer broken_door() {
  return problem(500, "Internal error", "The server could not answer this; its log says why.");
}

}  // namespace

Connection::Connection(const std::shared_ptr<ServerCore>& core, asio::ip::tcp::socket socket,
                       Seat seat)
    : core_(*core),
      alive_(core),
      wire_(std::make_unique<Wire>(std::move(socket))),
      buffer_(2 * model::kHttpHeaderBytesMax),
      seat_(std::move(seat)),
      answer_wait_(wire_->get_executor()) {}

void Connection::start() {
  asio::dispatch(wire_->get_executor(), [self = shared_from_this()] {
    error_code ignored;
    self->wire_->socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    auto certificate = self->core_.certificate.current();
    certificate ? self->greet(std::move(certificate)) : self->read();
  });
}

// The first byte tells a client that speaks TLS from one that does not know it must. Until it is
// there nothing is spent on the connection.
void Connection::greet(std::shared_ptr<const Certificate> certificate) {
  wire_->expires_after(std::chrono::milliseconds(core_.settings.handshake_wait_ms));
  wire_->async_read_some(buffer_.prepare(kHelloBytes), [self = shared_from_this(),
                                                        certificate = std::move(certificate)](
                                                           error_code error, std::size_t bytes) {
    constexpr unsigned char kHandshakeRecord = 22;
    if (error) return void(++self->core_.tls_counters.failed);
    self->buffer_.commit(bytes);
    const auto* first = static_cast<const unsigned char*>(self->buffer_.data().data());
    if (*first == kHandshakeRecord) return self->shake_hands(certificate);
    ++self->core_.tls_counters.plain;
    self->send(problem(400, "Bad request",
                       "Here HTTPS is spoken alone. Ask for the same address as https://."));
  });
}

void Connection::shake_hands(std::shared_ptr<const Certificate> certificate) {
  handshake_seat_ = core_.handshake_seats.take();
  // Without a seat the socket just closes: refusing in TLS would cost what is not there.
  if (!handshake_seat_) return void(++core_.tls_counters.refused);
  wire_->begin_tls(std::move(certificate), buffer_.data(),
                   [self = shared_from_this()](error_code error, std::size_t) {
                     self->handshake_seat_ = Seat();
                     // Nobody holds this connection any more: it closes.
                     if (error) return void(++self->core_.tls_counters.failed);
                     ++self->core_.tls_counters.done;
                     self->buffer_.clear();
                     self->read();
                   });
}

void Connection::read() {
  request_ = Request{};
  body_room_ = Seat();
  body_bytes_max_ = model::kHttpBodyBytesMax;
  parser_.emplace();
  parser_->header_limit(model::kHttpHeaderBytesMax);
  parser_->body_limit(model::kHttpBodyBytesMax);
  // One deadline for the whole header, however slowly its bytes drip.
  const std::int64_t wait_ms = first_ ? core_.settings.header_wait_ms : core_.settings.idle_ms;
  first_ = false;
  wire_->expires_after(std::chrono::milliseconds(wait_ms));
  http::async_read_header(
      *wire_, buffer_, *parser_,
      [self = shared_from_this()](error_code error, std::size_t) { self->on_header(error); });
}

void Connection::on_header(error_code error) {
  if (error) return refuse(error);
  keep_alive_ = parser_->get().keep_alive();
  request_ = Request{};
  request_.method = text_of(parser_->get().method_string());
  if (std::optional<Answer> fault = find_fault()) {
    keep_alive_ = false;
    return send(*std::move(fault));
  }
  std::optional<Target> target = parse_target(text_of(parser_->get().target()));
  if (!target) {
    keep_alive_ = keep_alive_ && parser_->is_done();
    return send(problem(400, "Bad request",
                        "The address cannot be read: it must begin with / and escape as %XX."));
  }
  request_.path = std::move(target->path);
  request_.parameters = std::move(target->parameters);
  keep(parser_->get());
  const Route* route = core_.routes.find(request_);
  if (std::optional<Answer> refusal = admit(route)) {
    keep_alive_ = keep_alive_ && parser_->is_done();
    return send(*std::move(refusal));
  }
  if (parser_->is_done()) return handle();
  if (route != nullptr && route->body_bytes_max > 0) return read_body(*route);
  // Nobody takes this body. It is not read, so the connection cannot go on after it. That an
  // address has other methods is told before that this one takes no body.
  keep_alive_ = false;
  const bool is_reading = request_.method == "GET" || request_.method == "HEAD";
  if (route == nullptr && (!is_reading || core_.routes.is_api(request_))) return handle();
  send(problem(400, "Bad request", "This address takes no body. Send none."));
}

// What of the header the routes look at.
void Connection::keep(const http::fields& header) {
  request_.accept = text_of(header[http::field::accept]);
  request_.accept_encoding = text_of(header[http::field::accept_encoding]);
  request_.if_none_match = text_of(header[http::field::if_none_match]);
  request_.last_event_id = text_of(header["Last-Event-ID"]);
  request_.content_type = text_of(header[http::field::content_type]);
  request_.content_encoding = text_of(header[http::field::content_encoding]);
  keep_event_attributes(header, request_.event_attributes);
  request_.authorization = text_of(header[http::field::authorization]);
  request_.cookie = text_of(header[http::field::cookie]);
  request_.host = text_of(header[http::field::host]);
  request_.origin = text_of(header[http::field::origin]);
  request_.fetch_site = text_of(header["Sec-Fetch-Site"]);
  request_.agent = text_of(header[http::field::user_agent]);
  error_code ignored;
  request_.peer = wire_->socket().remote_endpoint(ignored).address().to_string();
  if (!core_.settings.is_behind_proxy) return;
  // Of several such headers the last one is the nearest proxy's.
  std::string_view forwarded;
  const auto [first, end] = header.equal_range("X-Forwarded-For");
  for (auto field = first; field != end; ++field) {
    forwarded = {field->value().data(), field->value().size()};
  }
  if (const std::string_view client = last_forwarded(forwarded); !client.empty()) {
    request_.peer = client;
  }
}

std::optional<Answer> Connection::admit(const Route* route) {
  if (route == nullptr || !route->admit) return std::nullopt;
  try {
    return route->admit(request_);
  } catch (const std::exception&) {
    return broken_door();
  }
}

void Connection::read_body(const Route& route) {
  body_bytes_max_ = route.body_bytes_max;
  const std::uint64_t length = parser_->content_length().value_or(body_bytes_max_);
  if (length > body_bytes_max_) return refuse(http::error::body_limit);
  body_room_ = core_.body_bytes.take(length);
  if (!body_room_) {
    keep_alive_ = false;
    return send(busy("Too much is being sent at this moment. Send it again in a few seconds."));
  }
  parser_->body_limit(body_bytes_max_);
  wire_->expires_after(std::chrono::milliseconds(core_.settings.body_wait_ms));
  const auto on_body = [self = shared_from_this()](error_code error, std::size_t) {
    if (error) return self->refuse(error);
    self->request_.body = std::move(self->parser_->get().body());
    self->handle();
  };
  const auto expected = parser_->get()[http::field::expect];
  if (!boost::beast::iequals(expected, "100-continue")) {
    return http::async_read(*wire_, buffer_, *parser_, on_body);
  }
  static constexpr std::string_view kGoOn = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(*wire_, asio::buffer(kGoOn),
                    [self = shared_from_this(), on_body](error_code error, std::size_t) {
                      if (error) return;  // the client has left
                      http::async_read(*self->wire_, self->buffer_, *self->parser_, on_body);
                    });
}

// What could not be read at all. After it the stream's place is lost, so the connection closes.
void Connection::refuse(error_code error) {
  keep_alive_ = false;
  request_ = Request{};
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return send(problem(431, "Request header fields too large",
                        fmt::format("A request's header may have {} bytes. Send less.",
                                    model::kHttpHeaderBytesMax)));
  }
  if (error == http::error::body_limit) {
    return send(problem(
        413, "Content too large",
        fmt::format("A request's body may have {} bytes here. Send less.", body_bytes_max_)));
  }
  const bool garbage =
      error.category() == http::make_error_code(http::error::bad_method).category();
  if (garbage && error != http::error::end_of_stream && error != http::error::partial_message) {
    return send(problem(400, "Bad request", "This is not a well-formed HTTP request."));
  }
  // The client left or was too slow: nobody holds this connection any more, so it closes.
}

std::optional<Answer> Connection::find_fault() const {
  const http::request<Body>& header = parser_->get();
  if (header.target().size() > model::kHttpUriBytesMax) {
    return problem(
        414, "URI too long",
        fmt::format("An address may have {} bytes. Ask for less.", model::kHttpUriBytesMax));
  }
  const auto [host, hosts_end] = header.equal_range(http::field::host);
  const auto hosts = std::distance(host, hosts_end);
  if (hosts > 1 || (hosts == 0 && header.version() >= 11)) {
    return problem(400, "Bad request", "A request names exactly one Host.");
  }
  return std::nullopt;
}

void Connection::handle() {
  try {
    if (core_.doors.viewer_of) request_.viewer = core_.doors.viewer_of(request_);
    Outcome outcome = core_.routes.route(request_);
    if (auto* answer = std::get_if<Answer>(&outcome)) return send(std::move(*answer));
    if (auto* wanted = std::get_if<FiguresWanted>(&outcome)) return ask(std::move(wanted->query));
    if (auto* later = std::get_if<AnswerLater>(&outcome)) return wait_for(*later);
    go_live(std::get<LiveWanted>(outcome).filter);
  } catch (const std::exception&) {
    send(broken_door());
  }
}

// What comes later comes with this number, or too late.
std::uint64_t Connection::begin_wait() {
  const std::uint64_t number = ++asked_;
  answer_wait_.expires_after(std::chrono::milliseconds(core_.settings.answer_wait_ms));
  answer_wait_.async_wait([self = shared_from_this(), number](error_code error) {
    if (error || self->asked_ != number) return;
    ++self->asked_;
    self->send(busy("The answer did not come in time. Ask again in a moment, or for less."));
  });
  return number;
}

void Connection::end_wait(std::uint64_t number,
                          const std::function<Answer(const Connection&)>& make) {
  if (asked_ != number) return;
  ++asked_;
  answer_wait_.cancel();
  send(make(*this));
}

void Connection::ask(model::FigureQuery query) {
  // The answer may come when this connection, or the whole server, is gone.
  auto deliver = [alive = alive_, weak = weak_from_this(), number = begin_wait(),
                  query](model::Result<model::FigurePage> page) {
    const std::shared_ptr<ServerCore> core = alive.lock();
    const std::shared_ptr<Connection> self = core ? weak.lock() : nullptr;
    if (!self) return;
    asio::post(self->answer_wait_.get_executor(), [self, number, query, page = std::move(page)] {
      self->end_wait(number, [&](const Connection& asker) {
        const ServerDoors& doors = asker.core_.doors;
        const std::string what = hidden_export(*doors.plan, asker.request_, query, page);
        if (!what.empty() && doors.note_export && !doors.note_export(asker.request_, what)) {
          return busy("What is taken out must be noted, and that failed. Try again in a moment.");
        }
        return figure_answer(*doors.plan, asker.request_, query, page);
      });
    });
  };
  core_.doors.ask(std::move(query), std::move(deliver));
}

void Connection::wait_for(const AnswerLater& later) {
  later.begin([alive = alive_, weak = weak_from_this(), number = begin_wait()](Answer answer) {
    const std::shared_ptr<ServerCore> core = alive.lock();
    const std::shared_ptr<Connection> self = core ? weak.lock() : nullptr;
    if (!self) return;
    asio::post(self->answer_wait_.get_executor(),
               [self, number, answer = std::move(answer)]() mutable {
                 self->end_wait(number, [&](const Connection&) { return std::move(answer); });
               });
  });
}

void Connection::go_live(const std::shared_ptr<const LiveFilter>& filter) {
  std::string head = live_head(core_.doors.now(), core_.doors.version, wire_->is_secure());
  if (request_.method == "HEAD") {
    Answer answer;
    answer.content_type = "text/event-stream";
    answer.headers.emplace_back("Cache-Control", "no-store");
    return send(std::move(answer));
  }
  Seat live_seat = core_.live_seats.take();
  if (!live_seat) return send(busy("Too many are watching the live feed. Come back in a moment."));
  LiveSession::MayStay may_stay;
  if (request_.viewer.is_signed_in()) {
    may_stay = [asked = request_, &doors = core_.doors] {
      return !doors.still_holds || doors.still_holds(asked);
    };
  }
  const auto session = std::make_shared<LiveSession>(
      LiveWire(std::move(wire_)), filter, core_.feed, core_.live_settings,
      core_.feed.begin(request_.last_event_id), std::move(head) + "retry: 2000\n\n",
      std::array<Seat, 2>{std::move(seat_), std::move(live_seat)}, std::move(may_stay));
  core_.hub.add(session);
  session->start();
}

void Connection::send(Answer answer) {
  response_ = {};
  response_.version(11);
  response_.result(answer.status);
  response_.set(http::field::date, http_date(core_.doors.now()));
  response_.set(http::field::server, "ioc-pulse/" + core_.doors.version);
  for (const auto& [name, value] : kSecurityHeaders) {
    response_.set(boost::beast::string_view(name.data(), name.size()),
                  boost::beast::string_view(value.data(), value.size()));
  }
  if (wire_->is_secure()) response_.set(kStrictTransport[0], kStrictTransport[1]);
  for (const auto& [name, value] : answer.headers) response_.insert(name, value);
  if (answer.status != 304) {
    response_.set(http::field::content_type, answer.content_type);
    if (answer.content_type != "text/event-stream") response_.content_length(answer.body.size());
  }
  response_.keep_alive(keep_alive_);
  response_.body() = std::move(answer.body);

  const auto extra_ms =
      static_cast<std::int64_t>(response_.body().size() / model::kHttpBytesPerMsMin);
  wire_->expires_after(std::chrono::milliseconds(core_.settings.idle_ms + extra_ms));
  const auto done = [self = shared_from_this()](error_code error, std::size_t) {
    if (error) return;  // nobody holds this connection any more: it closes
    self->keep_alive_ ? self->read() : self->finish();
  };
  serializer_.emplace(response_);
  if (request_.method == "HEAD") {
    http::async_write_header(*wire_, *serializer_, done);
  } else {
    http::async_write(*wire_, *serializer_, done);
  }
}

// Says that nothing more comes and waits a moment for the client to close: closing with bytes
// unread would reset the connection and could lose the answer on its way.
void Connection::finish() {
  wire_->expires_after(std::chrono::milliseconds(model::kHttpLingerMs));
  if (!wire_->is_secure()) return close_softly();
  wire_->end_tls([self = shared_from_this()](error_code, std::size_t) { self->close_softly(); });
}

// However TLS has ended, what is below it is read to its end.
void Connection::close_softly() {
  error_code ignored;
  wire_->socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  drain();
}

void Connection::drain() {
  static constexpr std::size_t kPieceBytes = 4096;
  buffer_.clear();
  wire_->below().async_read_some(buffer_.prepare(kPieceBytes),
                                 [self = shared_from_this()](error_code error, std::size_t) {
                                   if (!error)
                                     self->drain();  // else nobody holds this any more: it closes
                                 });
}

}  // namespace ioc::serving
