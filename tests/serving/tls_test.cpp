// The server behind TLS: the same answers, bounded handshakes, another certificate (serving/tls.h).
#include "serving/tls.h"

#include <future>
#include <thread>

#include "certificates.h"
#include "serving/http_client.h"
#include "serving/tls_counters.h"
#include "support.h"

namespace ioc::serving::tls_test {
namespace {

using namespace testing;

// The first bytes of a client that never says the rest.
const std::string kHalfHello("\x16\x03\x01\x02\x00\x01", 6);

// The client may see the end of its connection before the server has counted it.
bool comes_to(const std::atomic<std::uint64_t>& counter, std::uint64_t count) {
  for (int i = 0; i < 200 && counter != count; ++i) std::this_thread::sleep_for(20ms);
  return counter == count;
}

struct TlsTest : Fixture {
  MadeCertificate made{"first"};
  TlsCounters counters;

  TlsTest() {
    settings.certificate = made.read();
    doors.tls_counters = &counters;
  }
  model::Result<HttpReply> ask(const std::string& target, const std::string& authorities,
                               const std::string& host = "localhost") {
    if (!server) start();
    HttpBounds bounds;
    bounds.wait_ms = 5'000;
    bounds.authorities = authorities;
    return send_http({host, std::to_string(server->port()), "/", true}, target, "", {}, bounds);
  }
  // What `openssl s_client` reads when it is given these lines.
  std::string s_client(const std::string& words, const std::string& lines) {
    if (!server) start();
    const std::string out = made.folder + "/client";
    const std::string command = "printf '" + lines + "' | timeout 3 openssl s_client -connect " +
                                "127.0.0.1:" + std::to_string(server->port()) + " -ign_eof " +
                                words + " >" + out + " 2>&1";
    static_cast<void>(std::system(command.c_str()));
    return text_of_file(out);
  }
};

TEST_F(TlsTest, TheSameAnswersComeOverTls) {
  const auto reply = ask("/api/v1/units", made.chain_text());
  ASSERT_TRUE(reply.ok()) << reply.error().message();
  EXPECT_EQ(reply->status, 200u);
  EXPECT_EQ(Json::parse(reply->body)["items"].size(), 4u);
  EXPECT_TRUE(comes_to(counters.done, 1)) << counters.done;
}

TEST_F(TlsTest, EveryAnswerAsksForTlsFromNowOn) {
  board.publish(live_update(1, {live_figure("a.count", "49", 1)}));
  const std::string told =
      s_client("-quiet",
               "GET /livez HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n"
               "GET /api/v1/live HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n");
  std::size_t count = 0;
  for (std::size_t at = 0;
       (at = told.find("Strict-Transport-Security: max-age=31536000", at)) != std::string::npos;
       ++at) {
    ++count;
  }
  EXPECT_EQ(count, 2u) << told;
  EXPECT_NE(told.find("event: snapshot"), std::string::npos) << told;
}

TEST_F(TlsTest, OnlyTheNewProtocolsAndStrongCiphersAreSpoken) {
  const std::string lines = "GET /livez HTTP/1.0\\r\\n\\r\\n";
  EXPECT_NE(s_client("-tls1_3", lines).find("200 OK"), std::string::npos);
  EXPECT_NE(s_client("-tls1_2", lines).find("200 OK"), std::string::npos);
  EXPECT_EQ(s_client("-tls1_1 -cipher DEFAULT@SECLEVEL=0", lines).find("200 OK"),
            std::string::npos);
  EXPECT_EQ(s_client("-tls1_2 -cipher AES128-SHA", lines).find("200 OK"), std::string::npos);
  EXPECT_NE(s_client("-alpn h2,http/1.1", lines).find("ALPN protocol: http/1.1"),
            std::string::npos);
  EXPECT_TRUE(comes_to(counters.failed, 2)) << counters.failed;
}

TEST_F(TlsTest, AClientThatBelievesOtherAuthoritiesLearnsWhy) {
  const MadeCertificate other("other");
  const auto stranger = ask("/livez", other.chain_text());
  ASSERT_FALSE(stranger.ok());
  EXPECT_NE(stranger.error().message().find("not believed"), std::string::npos)
      << stranger.error().message();
  const MadeCertificate elsewhere("elsewhere", 10, "DNS:ioc.example");
  server->renew(elsewhere.read());
  const auto misnamed = ask("/livez", elsewhere.chain_text());
  ASSERT_FALSE(misnamed.ok());
  EXPECT_NE(misnamed.error().message().find("host name"), std::string::npos)
      << misnamed.error().message();
}

TEST_F(TlsTest, WhoSpeaksWithoutTlsIsToldSo) {
  start();
  Client plain(server->port());
  const Response told = plain.get("/");
  EXPECT_EQ(told.status, 400);
  EXPECT_NE(told.body.find("https://"), std::string::npos);
  EXPECT_EQ(told.headers.count("strict-transport-security"), 0u);
  EXPECT_TRUE(plain.ends(3s));
  Client noise(server->port());
  noise.send(std::string("\x00\x01\x02", 3));
  EXPECT_TRUE(noise.ends(3s));
  EXPECT_TRUE(comes_to(counters.plain, 2)) << counters.plain;
  EXPECT_TRUE(ask("/livez", made.chain_text()).ok());
}

TEST_F(TlsTest, ASlowHandshakeEndsAndSoDoesSilence) {
  settings.handshake_wait_ms = 300;
  start();
  Client half(server->port()), silent(server->port());
  half.send(kHalfHello);
  EXPECT_TRUE(half.ends(3s));
  EXPECT_TRUE(silent.ends(3s));
  EXPECT_TRUE(comes_to(counters.failed, 2)) << counters.failed;
}

TEST_F(TlsTest, HandshakesAtOnceAreCounted) {
  settings.handshakes_max = 2;
  settings.handshake_wait_ms = 1'500;
  start();
  Client first(server->port()), second(server->port());
  first.send(kHalfHello);
  second.send(kHalfHello);
  std::this_thread::sleep_for(200ms);
  EXPECT_FALSE(ask("/livez", made.chain_text()).ok());
  EXPECT_TRUE(comes_to(counters.refused, 1)) << counters.refused;
  EXPECT_TRUE(first.ends(4s) && second.ends(4s));
  EXPECT_TRUE(ask("/livez", made.chain_text()).ok());  // their places are free again
}

// Connections that are there keep theirs, new ones see the new one; nobody is turned away.
TEST_F(TlsTest, AnotherCertificateTakesItsPlaceWhileClientsAsk) {
  const MadeCertificate next("next");
  const std::string believed = made.chain_text() + next.chain_text();
  start();
  std::atomic<bool> stop{false};
  std::atomic<int> failed{0}, done{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back([&] {
      while (!stop) ++(ask("/livez", believed).ok() ? done : failed);
    });
  }
  for (int i = 0; i < 20; ++i) {
    server->renew(i % 2 == 0 ? next.read() : made.read());
    std::this_thread::sleep_for(20ms);
  }
  server->renew(next.read());
  stop = true;
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(failed, 0);
  EXPECT_GT(done, 0);
  EXPECT_TRUE(ask("/livez", next.chain_text()).ok());
  EXPECT_FALSE(ask("/livez", made.chain_text()).ok());
}

TEST_F(TlsTest, StoppingEndsConnectionsInEveryState) {
  board.publish(live_update(1, {live_figure("a.count", "49", 1)}));
  start();
  Client half(server->port()), silent(server->port());
  half.send(kHalfHello);
  auto watching = std::async(std::launch::async, [&] {
    return s_client("-quiet", "GET /api/v1/live HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n");
  });
  for (int i = 0; i < 100 && counters.done == 0; ++i) std::this_thread::sleep_for(50ms);
  server->stop();
  EXPECT_TRUE(half.ends(3s) && silent.ends(3s));
  EXPECT_NE(watching.get().find("event: snapshot"), std::string::npos);
}

}  // namespace
}  // namespace ioc::serving::tls_test
