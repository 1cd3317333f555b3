// Requests of ours, against a socket that answers as a test wants (serving/http_client.h). TLS is
// proved by tests/e2e/test_deliveries.py.
#include "serving/http_client.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <thread>

namespace ioc::serving::http_client_test {
namespace {

// Takes one connection, reads what comes until the header and body are there, answers, closes.
class Once {
 public:
  explicit Once(std::string answer, int wait_ms = 0) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(listen(listener_, 1), 0);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, answer = std::move(answer), wait_ms] {
      const int client = accept(listener_, nullptr, nullptr);
      char bytes[4096];
      while (seen_.find("\r\n\r\n") == std::string::npos || !seen_.ends_with(ending_)) {
        const ssize_t count = recv(client, bytes, sizeof bytes, 0);
        if (count <= 0) break;
        seen_.append(bytes, static_cast<std::size_t>(count));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(wait_ms));
      (void)!::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
      close(client);
    });
  }
  ~Once() {
    shutdown(listener_, SHUT_RDWR);  // who never came is waited for no longer
    if (thread_.joinable()) thread_.join();
    close(listener_);
  }
  HttpCall call(const std::string& body = "") const {
    HttpCall made;
    made.address = {"127.0.0.1", std::to_string(port_), "/x", false};
    made.body = body;
    made.method = body.empty() ? "GET" : "POST";
    made.wait_ms = 3'000;
    return made;
  }
  // What came, once it is over.
  std::string seen() {
    thread_.join();
    return seen_;
  }
  void expect_end(std::string ending) { ending_ = std::move(ending); }

 private:
  int listener_ = -1;
  int port_ = 0;
  std::string seen_, ending_;
  std::thread thread_;
};

TEST(HttpAddresses, TheyAreReadWholeOrNotAtAll) {
  const auto plain = parse_http_address("http://a.vn/x?y=1");
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(plain->host + " " + plain->port + " " + plain->path, "a.vn 80 /x?y=1");
  const auto secure = parse_http_address("https://[::1]:8443");
  ASSERT_TRUE(secure.ok());
  EXPECT_TRUE(secure->is_secure);
  EXPECT_EQ(secure->host + " " + secure->port + " " + secure->path, "::1 8443 /");
  EXPECT_EQ(parse_http_address("https://a.vn")->port, "443");
  for (const char* wrong :
       {"", "a.vn", "ftp://a.vn", "http://", "http://:80", "http://a:b", "http://u:p@a.vn/",
        "http://a.vn/\r\nX: y", "http://a vn/", "https://a.vn:123456/"}) {
    EXPECT_FALSE(parse_http_address(wrong).ok()) << wrong;
  }
}

TEST(HttpClient, ARequestCarriesWhatItIsGiven) {
  Once server("HTTP/1.1 201 Created\r\nLocation: /r/7\r\nContent-Length: 2\r\n\r\nok");
  server.expect_end("\x01{}");
  HttpCall call = server.call("\x01{}");
  call.content_type = "application/json";
  call.headers = {{"Idempotency-Key", "a/b/1"}};
  const HttpOutcome outcome = call_http(call);
  EXPECT_EQ(outcome.trouble, "");
  EXPECT_EQ(outcome.reply.status, 201u);
  EXPECT_EQ(outcome.reply.body, "ok");
  EXPECT_EQ(outcome.reply.location, "/r/7");
  const std::string seen = server.seen();
  EXPECT_TRUE(seen.starts_with("POST /x HTTP/1.1\r\n")) << seen;
  EXPECT_NE(seen.find("Idempotency-Key: a/b/1\r\n"), std::string::npos);
  EXPECT_NE(seen.find("Content-Type: application/json\r\n"), std::string::npos);
  EXPECT_EQ(seen.find("Expect"), std::string::npos);
}

TEST(HttpClient, ARedirectIsToldAndNotFollowed) {
  Once server(
      "HTTP/1.1 302 Found\r\nLocation: http://elsewhere.invalid/\r\nContent-Length: 0\r\n\r\n");
  const HttpOutcome outcome = call_http(server.call());
  EXPECT_EQ(outcome.trouble, "");
  EXPECT_EQ(outcome.reply.status, 302u);
  EXPECT_EQ(outcome.reply.location, "http://elsewhere.invalid/");
}

TEST(HttpClient, WhatMayHaveArrivedIsToldFromWhatCannotHave) {
  const int idle = socket(AF_INET, SOCK_STREAM, 0);  // bound, not listening: refuses
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(idle, reinterpret_cast<sockaddr*>(&address), size), 0);
  getsockname(idle, reinterpret_cast<sockaddr*>(&address), &size);
  HttpCall call;
  call.address = {"127.0.0.1", std::to_string(ntohs(address.sin_port)), "/", false};
  call.wait_ms = 3'000;
  HttpOutcome outcome = call_http(call);
  EXPECT_NE(outcome.trouble, "");
  EXPECT_FALSE(outcome.may_have_arrived);
  close(idle);
  Once half("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
  outcome = call_http(half.call("body"));
  EXPECT_NE(outcome.trouble, "");
  EXPECT_TRUE(outcome.may_have_arrived);
  Once silent("");
  outcome = call_http(silent.call("body"));
  EXPECT_NE(outcome.trouble, "");
  EXPECT_TRUE(outcome.may_have_arrived);
}

TEST(HttpClient, ItWaitsNoLongerThanItMayAndEndsWhenTold) {
  const auto begun = std::chrono::steady_clock::now();
  {
    Once slow("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 1'500);
    HttpCall call = slow.call("x");
    call.wait_ms = 300;
    const HttpOutcome outcome = call_http(call);
    EXPECT_NE(outcome.trouble, "");
    EXPECT_TRUE(outcome.may_have_arrived);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(1'200));
  }
  Once slow("", 2'500);
  HttpCall call = slow.call("x");
  const std::atomic<bool> stop{true};
  call.stop = &stop;
  EXPECT_NE(call_http(call).trouble, "");
}

TEST(HttpClient, LongAnswersAreCutOrRefused) {
  const std::string answer =
      "HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n" + std::string(4000, 'x');
  Once first(answer);
  HttpCall call = first.call();
  call.answer_bytes_max = 100;
  EXPECT_EQ(call_http(call).trouble, "the answer is too long");
  Once second(answer);
  call = second.call();
  call.answer_bytes_max = 100;
  call.cuts_long_answers = true;
  const HttpOutcome outcome = call_http(call);
  EXPECT_EQ(outcome.trouble, "");
  EXPECT_EQ(outcome.reply.body.size(), 100u);
}

TEST(HttpClient, RetryAfterIsRead) {
  Once server("HTTP/1.1 503 No\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(call_http(server.call()).reply.retry_after_s, 7);
}

}  // namespace
}  // namespace ioc::serving::http_client_test
