// One HTTP connection over a real socket: answers, bounds, garbage (serving/connection.h).
#include "serving/connection.h"

#include <iterator>
#include <mutex>
#include <random>
#include <thread>

#include "model/limits.h"
#include "support.h"

namespace ioc::serving::connection_test {
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
  EXPECT_EQ(Client(server->port()).get("/api/v1/events", "Content-Length: 5\r\n").status, 405)
      << "that it takes no GET goes before that a GET takes no body";
  EXPECT_EQ(Client(server->port()).get("/wall", "Content-Length: 5\r\n").status, 400);
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

// Bodies go to the one address that takes them; its door says what it was given.
struct BodyTest : ConnectionTest {
  BodyTest() {
    doors.token_scope = [](std::string_view) {
      return model::TokenScope{"t", "502", {"dossiers"}};
    };
    doors.intake.check = [this](const model::IntakeRequest& request) {
      const std::lock_guard lock(mutex);
      bodies.emplace_back(request.body);
      return model::IntakeCheck{};
    };
    doors.intake.send = [](int, model::IntakeCheck, const model::IntakeSent& sent) {
      sent(model::Done{});
    };
  }
  static std::string head(const std::string& more) {
    return "POST /api/v1/events HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer t\r\n"
           "Content-Type: application/x-ndjson\r\n" +
           more + "\r\n";
  }
  static std::string with_length(const std::string& body, const std::string& more = "") {
    return head(more + "Content-Length: " + std::to_string(body.size()) + "\r\n") + body;
  }

  std::mutex mutex;
  std::vector<std::string> bodies;  // guarded by mutex
};

TEST_F(BodyTest, AConnectionGoesOnAfterABody) {
  start();
  Client client(server->port());
  client.send(with_length("first") + with_length("") + "GET /livez HTTP/1.1\r\nHost: t\r\n\r\n" +
              with_length("second", "Connection: close\r\n"));
  for (const int status : {202, 202, 200, 202}) EXPECT_EQ(client.receive().status, status);
  EXPECT_TRUE(client.ends(2s));
  EXPECT_EQ(bodies, (std::vector<std::string>{"first", "", "second"}));
}

TEST_F(BodyTest, ChunksAreOneBody) {
  start();
  Client client(server->port());
  for (int i = 0; i < 2; ++i) {
    client.send(head("Transfer-Encoding: chunked\r\n") + "3\r\nabc\r\n");
    std::this_thread::sleep_for(20ms);
    client.send("A;note=1\r\ndefghijklm\r\n0\r\nTrailer: x\r\n\r\n");
    EXPECT_EQ(client.receive().status, 202);
  }
  EXPECT_EQ(bodies, (std::vector<std::string>{"abcdefghijklm", "abcdefghijklm"}));
}

TEST_F(BodyTest, BodiesUpToTheBoundAreTakenAndLargerOnesRefused) {
  start();
  const std::string large(model::kHttpBodyBytesMax, 'x');
  {
    Client client(server->port());
    client.send(with_length(large));
    EXPECT_EQ(client.receive().status, 202);
  }
  {
    Client client(server->port());
    client.send(with_length(large + "x"));
    EXPECT_EQ(client.receive().status, 413);
    EXPECT_TRUE(client.ends(3s));
  }
  Client client(server->port());  // nobody knows how long it is
  client.send(head("Transfer-Encoding: chunked\r\n") + "100000\r\n" + large + "\r\n1\r\nx\r\n");
  EXPECT_EQ(client.receive().status, 413);
  EXPECT_TRUE(client.ends(3s));
  ASSERT_EQ(bodies.size(), 1u);
  EXPECT_EQ(bodies[0].size(), large.size());
}

TEST_F(BodyTest, WhoAsksBeforeSendingIsToldToGoOn) {
  start();
  Client client(server->port());
  client.send(head("Expect: 100-continue\r\nContent-Length: 3\r\n"));
  EXPECT_EQ(client.receive(true).status, 100);
  EXPECT_TRUE(bodies.empty());
  client.send("abc");
  EXPECT_EQ(client.receive().status, 202);
  EXPECT_EQ(bodies, std::vector<std::string>{"abc"});
}

TEST_F(BodyTest, ABodyThatDripsIsCutOff) {
  settings.body_wait_ms = 300;
  start();
  Client client(server->port());
  client.send(head("Content-Length: 1000\r\n"));
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 100 && client.send("x"); ++i) {
    if (client.ends(20ms)) break;
  }
  EXPECT_TRUE(client.ends(1s));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 1500ms);
  EXPECT_TRUE(bodies.empty());
}

TEST_F(BodyTest, ABodyThatBreaksOffReachesNobody) {
  start();
  {
    Client client(server->port());
    client.send(head("Content-Length: 1000\r\n") + "half");
  }
  {
    Client client(server->port());
    client.send(head("Transfer-Encoding: chunked\r\n") + "zz\r\nabc\r\n");
    EXPECT_EQ(client.receive().status, 400);
  }
  EXPECT_EQ(get("/livez").status, 200);
  EXPECT_TRUE(bodies.empty());
}

// So many that together they might be larger than the bound: the next waits, then all is well.
TEST_F(BodyTest, BodiesOfAllConnectionsTogetherAreBounded) {
  start();
  constexpr std::size_t kFit = model::kHttpBodiesBytesMax / model::kHttpBodyBytesMax;
  std::vector<Client> clients;
  for (std::size_t i = 0; i < kFit; ++i) {
    clients.emplace_back(server->port());
    clients.back().send(head("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n"));
    ASSERT_EQ(clients.back().receive(true).status, 100);
  }
  Client one_more(server->port());
  one_more.send(with_length("abc"));
  const Response refused = one_more.receive();
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.headers.at("retry-after"), "2");
  for (Client& client : clients) {
    client.send("1\r\nx\r\n0\r\n\r\n");
    EXPECT_EQ(client.receive().status, 202);
  }
  Client again(server->port());
  again.send(with_length("abc"));
  EXPECT_EQ(again.receive().status, 202);
}

// Damaged requests are answered or cut off; what is left of the server is sound.
TEST_F(BodyTest, DamagedRequestsNeverBreakTheServer) {
  settings.header_wait_ms = settings.body_wait_ms = settings.idle_ms = 100;
  start();
  std::mt19937 random(20201015);
  const std::string samples[] = {
      with_length("{\"a\":1}\n", "ce-id: 1\r\nce-source: /s\r\n"),
      head("Transfer-Encoding: chunked\r\n") + "3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n",
      with_length("abc", "Expect: 100-continue\r\n") + "GET /livez HTTP/1.1\r\nHost: t\r\n\r\n"};
  int answered = 0;
  for (int i = 0; i < 600; ++i) {
    std::string text = samples[random() % std::size(samples)];
    for (unsigned change = 1 + random() % 4; change > 0 && !text.empty(); --change) {
      const std::size_t at = random() % text.size();
      switch (random() % 5) {
        case 0: text.erase(at, 1 + random() % 8); break;
        case 1: text.insert(at, 1, "\r\n:; \0%0f"[random() % 9]); break;
        case 2: text[at] = static_cast<char>(random()); break;
        case 3: text.insert(at, text.substr(random() % text.size(), random() % 60)); break;
        default: text.resize(at);
      }
    }
    Client client(server->port());
    client.send(text);
    if (i % 3 == 0) continue;  // leaves at once
    const Response answer = client.receive(true, 300ms);
    if (answer.status == 0) continue;
    ++answered;
    EXPECT_TRUE(answer.status == 100 || (answer.status >= 200 && answer.status < 504)) << text;
    EXPECT_NE(answer.status, 500) << text;
  }
  EXPECT_GT(answered, 100);
  EXPECT_EQ(get("/livez").status, 200);
}

}  // namespace
}  // namespace ioc::serving::connection_test
