// One HTTP connection over a real socket: answers, bounds, garbage (serving/connection.h).
#include "serving/connection.h"

#include <thread>

#include "support.h"

namespace ioc::serving {
namespace {

using namespace testing;

struct ConnectionTest : Fixture {};

TEST_F(ConnectionTest, AConnectionIsKeptForManyRequests) {
  start();
  Client client(server->port());
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(client.get("/api/v1/units").status, 200);
    EXPECT_EQ(client.get("/nowhere").status, 404);
  }
  const Response last = client.get("/livez", "Connection: close\r\n");
  EXPECT_EQ(last.status, 200);
  EXPECT_TRUE(client.ends(2s));
}

TEST_F(ConnectionTest, EveryAnswerCarriesTheSecurityHeaders) {
  for (const char* path : {"/wall", "/api/v1/units", "/nowhere", "/metrics"}) {
    const Response response = get(path);
    EXPECT_NE(response.headers.at("content-security-policy").find("default-src 'none'"),
              std::string::npos);
    EXPECT_EQ(response.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(response.headers.at("referrer-policy"), "no-referrer");
    EXPECT_EQ(response.headers.at("date"), "Thu, 15 Oct 2020 09:59:58 GMT");
  }
}

TEST_F(ConnectionTest, HeadIsGetWithoutTheBody) {
  start();
  Client client(server->port());
  const Response whole = client.get("/api/v1/units");
  const Response head = client.get("/api/v1/units", "", "HEAD");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("content-length"), std::to_string(whole.body.size()));
  EXPECT_EQ(head.headers.at("etag"), whole.headers.at("etag"));
  EXPECT_EQ(client.get("/api/v1/live", "", "HEAD").headers.at("content-type"), "text/event-stream");
  EXPECT_EQ(client.get("/livez").status, 200);  // nothing of a body was left on the line
}

TEST_F(ConnectionTest, AnEntityTagSavesTheBody) {
  start();
  Client client(server->port());
  const std::string etag = client.get("/api/v1/indicators").headers.at("etag");
  const Response again = client.get("/api/v1/indicators", "If-None-Match: " + etag + "\r\n");
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.headers.at("etag"), etag);
  EXPECT_EQ(client.get("/livez").status, 200);
}

TEST_F(ConnectionTest, FiguresComeFromTheEngineOnAnotherThread) {
  std::vector<std::thread> engine;
  model::FigureQuery asked;
  doors.ask = [&](const model::FigureQuery& query, const model::FigureAnswer& answer) {
    asked = query;
    engine.emplace_back([answer] {
      std::this_thread::sleep_for(20ms);
      answer(model::FigurePage{{figure("a.count", "502", "42")}, "next!"});
    });
  };
  const Response json =
      get("/api/v1/figures?indicator=a.count&window=day&from=2020-10-15T00:00:00+07:00");
  EXPECT_EQ(json.status, 200);
  EXPECT_EQ(json.json()["items"][0]["value"], 42);
  EXPECT_EQ(json.json()["next"], "next!");
  EXPECT_EQ(asked.indicator, "a.count");
  EXPECT_EQ(asked.from, (model::Instant{1'602'694'800'000}));
  const Response csv = get("/api/v1/figures?cursor=next%21", "Accept: text/csv\r\n");
  EXPECT_EQ(csv.headers.at("content-type"), "text/csv; charset=utf-8; header=present");
  EXPECT_EQ(csv.headers.at("link"), "</api/v1/figures?cursor=next%21>; rel=\"next\"");
  EXPECT_EQ(asked.cursor, "next!");
  for (std::thread& thread : engine) thread.join();
}

TEST_F(ConnectionTest, ABusyEngineAndASilentOneAre503) {
  doors.ask = [](const model::FigureQuery&, const model::FigureAnswer& answer) {
    answer(model::Error{model::ErrorCode::unavailable, "the engine is busy", ""});
  };
  const Response busy = get("/api/v1/figures");
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(busy.headers.at("retry-after"), "2");
  server->stop();

  model::FigureAnswer late;
  doors.ask = [&](const model::FigureQuery&, const model::FigureAnswer& answer) { late = answer; };
  settings.answer_wait_ms = 50;
  start();
  Client client(server->port());
  EXPECT_EQ(client.get("/api/v1/figures").status, 503);
  late(model::FigurePage{});  // too late: dropped, and the connection still works
  EXPECT_EQ(client.get("/livez").status, 200);
}

TEST_F(ConnectionTest, ADoorThatThrowsIsA500AndTheServerGoesOn) {
  doors.metrics_text = []() -> std::string { throw std::runtime_error("secret detail"); };
  const Response response = get("/metrics");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
  EXPECT_EQ(get("/livez").status, 200);
}

TEST_F(ConnectionTest, WhatIsTooLargeIsRefusedByName) {
  start();
  EXPECT_EQ(Client(server->port()).get("/livez", "X: " + std::string(9000, 'x') + "\r\n").status,
            431);
  EXPECT_EQ(Client(server->port()).get("/?" + std::string(3000, 'x')).status, 414);
  EXPECT_EQ(
      Client(server->port()).get("/api/v1/units", "Content-Length: 2000000\r\n", "POST").status,
      413);
  EXPECT_EQ(Client(server->port()).get("/api/v1/units", "Content-Length: 5\r\n", "POST").status,
            405);
  EXPECT_EQ(Client(server->port()).get("/api/v1/units", "Content-Length: 5\r\n").status, 400);
}

TEST_F(ConnectionTest, TheRefusalArrivesEvenWhileTheClientIsStillSending) {
  start();
  Client client(server->port());
  client.send("POST /api/v1/units HTTP/1.1\r\nHost: t\r\nContent-Length: 400000\r\n\r\n");
  client.send(std::string(400'000, 'x'));
  EXPECT_EQ(client.receive().status, 405);
}

TEST_F(ConnectionTest, GarbageIsRefusedAndTheConnectionCloses) {
  start();
  for (const std::string_view bytes :
       {"garbage\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n", "GET / HTTP/9.9\r\nHost: t\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nBad Header: b\r\n\r\n", "GET x HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /?a=%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
    Client client(server->port());
    client.send(bytes);
    Response response = client.receive();
    EXPECT_EQ(response.status, 400) << bytes;
    EXPECT_EQ(response.headers["content-type"], "application/problem+json");
  }
}

TEST_F(ConnectionTest, PipelinedRequestsAreAnsweredInOrderUntilGarbage) {
  start();
  Client client(server->port());
  client.send(
      "GET /livez HTTP/1.1\r\nHost: t\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: "
      "t\r\n\r\n\x01\x02\x03\r\n\r\n"
      "GET /livez HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_EQ(client.receive().status, 404);
  EXPECT_EQ(client.receive().status, 400);
  EXPECT_TRUE(client.ends(2s));
}

TEST_F(ConnectionTest, AHeaderThatDripsIsCutOff) {
  settings.header_wait_ms = 300;
  start();
  Client client(server->port());
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 100 && client.send("G"); ++i) {
    if (client.ends(20ms)) break;
  }
  EXPECT_TRUE(client.ends(1s));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 1500ms);
  EXPECT_EQ(get("/livez").status, 200);
}

TEST_F(ConnectionTest, AnIdleConnectionIsClosed) {
  settings.idle_ms = 200;
  start();
  Client client(server->port());
  EXPECT_EQ(client.get("/livez").status, 200);
  EXPECT_FALSE(client.ends(50ms));
  EXPECT_TRUE(client.ends(2s));
}

}  // namespace
}  // namespace ioc::serving
