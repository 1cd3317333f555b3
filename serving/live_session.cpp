// Writes the live feed to its clients (serving/live_session.h).
#include "serving/live_session.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "model/limits.h"

namespace ioc::serving {

using boost::system::error_code;

LiveSession::LiveSession(LiveWire wire, std::shared_ptr<const LiveFilter> filter, LiveFeed& feed,
                         const Settings& settings, LiveCursor cursor, std::string head,
                         std::array<Seat, 2> seats, MayStay may_stay)
    : wire_(std::move(wire)),
      filter_(std::move(filter)),
      feed_(feed),
      settings_(settings),
      seats_(std::move(seats)),
      cursor_(cursor),
      in_flight_(std::make_shared<const std::string>(std::move(head))),
      may_stay_(std::move(may_stay)) {}

void LiveSession::start() {
  error_code ignored;
  // What the kernel holds for a client that does not read is bounded too.
  wire_.socket().set_option(boost::asio::socket_base::send_buffer_size(model::kLiveSendBufferBytes),
                            ignored);
  watch_for_close();
  write(in_flight_);
}

void LiveSession::wake() {
  boost::asio::post(wire_.get_executor(), [self = shared_from_this()] { self->pump(); });
}

void LiveSession::pump() {
  if (closed_) return;
  const Clock::time_point now = Clock::now();
  if (may_stay_ && now >= judge_at_) {
    judge_at_ = now + std::chrono::milliseconds(model::kLiveJudgeMs);
    if (!may_stay_()) return close();
  }
  if (in_flight_) {
    if (now - written_at_ > std::chrono::milliseconds(settings_.stall_ms)) close();
    return;
  }
  if (Frame frame = feed_.next(*filter_, cursor_, settings_.now())) return write(std::move(frame));
  if (now < heartbeat_at_) return;
  heartbeat_at_ = now + std::chrono::milliseconds(settings_.heartbeat_ms);
  write(feed_.heartbeat(cursor_, settings_.now()));
}

void LiveSession::write(Frame frame) {
  in_flight_ = std::move(frame);
  written_at_ = Clock::now();
  boost::asio::async_write(wire_, boost::asio::buffer(*in_flight_),
                           [self = shared_from_this()](error_code error, std::size_t) {
                             self->in_flight_.reset();
                             if (error) return self->close();
                             self->pump();
                           });
}

// A client has nothing more to say; reading tells when it leaves.
void LiveSession::watch_for_close() {
  wire_.async_read_some(boost::asio::buffer(ignored_),
                        [self = shared_from_this()](error_code error, std::size_t) {
                          if (error) return self->close();
                          self->watch_for_close();
                        });
}

void LiveSession::close() {
  closed_ = true;
  error_code ignored;
  wire_.socket().close(ignored);
}

void LiveHub::add(const std::shared_ptr<LiveSession>& session) {
  const std::scoped_lock lock(mutex_);
  sessions_.push_back(session);
}

void LiveHub::wake_all() {
  const std::scoped_lock lock(mutex_);
  std::erase_if(sessions_, [](const auto& held) {
    const std::shared_ptr<LiveSession> session = held.lock();
    if (session) session->wake();
    return session == nullptr;
  });
}

}  // namespace ioc::serving
