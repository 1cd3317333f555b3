// Events over HTTP, from the socket to the door of the log (serving/intake.h).
#include "serving/intake.h"

#include <thread>

#include "model/limits.h"
#include "serving/intake_counters.h"
#include "support.h"

namespace ioc::serving::intake_test {
namespace {

using namespace testing;

constexpr const char* kLines = "Content-Type: application/x-ndjson\r\n";

// A door that takes every line as an event, but for lines with an x in them; what is sent waits
// for the test.
struct IntakeTest : Fixture {
  IntakeTest() {
    doors.token_scope = [](std::string_view token) -> std::optional<model::TokenScope> {
      if (token == "two") return model::TokenScope{"t2", "502", {"dossiers", "documents"}};
      if (token == "one") return model::TokenScope{"t1", "502", {"dossiers"}};
      if (token == "none") return model::TokenScope{"t0", "502", {}};
      if (token == "gone") return model::TokenScope{"t9", "no such unit", {"dossiers"}};
      return std::nullopt;
    };
    doors.intake.check = [this](const model::IntakeRequest& request) {
      asked = request;
      body = std::string(request.body);
      return judged(body);
    };
    doors.intake.send = [this](int, model::IntakeCheck checked, model::IntakeSent done) {
      sent.push_back(std::move(checked));
      if (answers_at_once) return done(outcome);
      waiting.push_back(std::move(done));
    };
    doors.intake_counters = &counters;
  }

  static model::IntakeCheck judged(const std::string& text) {
    model::IntakeCheck checked;
    std::size_t line = 0;
    for (std::size_t at = 0; at < text.size(); ++line) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      const std::string value = text.substr(at, end - at);
      at = end + 1;
      if (value.find('x') == std::string::npos) {
        checked.events.push_back({line + 1, "k", value, {}});
        continue;
      }
      ++checked.faulty_events;
      ++checked.fault_count;
      checked.is_foreign = checked.is_foreign || value == "xx";
      checked.faults.push_back({line, line + 1, 0, "id \"1\"", "unit", "unknown_unit", "no"});
    }
    checked.too_many = text == "many";
    return checked;
  }

  Response post(const std::string& text, const std::string& headers = kLines,
                const std::string& token = "one", const std::string& path = "/api/v1/events") {
    if (!server) start();
    Client client(server->port());
    client.send("POST " + path + " HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer " + token +
                "\r\nContent-Length: " + std::to_string(text.size()) + "\r\n" + headers + "\r\n" +
                text);
    return client.receive();
  }

  model::IntakeRequest asked;
  std::string body;
  std::vector<model::IntakeCheck> sent;
  std::vector<model::IntakeSent> waiting;
  bool answers_at_once = true;
  model::Status outcome = model::Done{};
  IntakeCounters counters;
};

TEST_F(IntakeTest, WhatIsSafeIsAccepted) {
  const Response answer = post("1\n2\n");
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.json(), (Json{{"stream", "dossiers"}, {"accepted", 2}}));
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].events.size(), 2u);
  EXPECT_EQ(asked.format, model::IntakeFormat::lines);
  EXPECT_EQ(asked.stream, 0);
  EXPECT_EQ(asked.unit, 1);
  EXPECT_EQ(counters.accepted, 2u);
  EXPECT_EQ(counters.answers[1], 1u);
}

TEST_F(IntakeTest, NothingIsAnsweredBeforeTheBrokersAcknowledged) {
  answers_at_once = false;
  start();
  Client client(server->port());
  client.send("POST /api/v1/events HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer one\r\n" +
              std::string(kLines) + "Content-Length: 1\r\n\r\n1");
  EXPECT_EQ(client.receive(false, 200ms).status, 0);
  ASSERT_EQ(waiting.size(), 1u);
  std::thread([&] { waiting.front()(model::Done{}); }).join();
  EXPECT_EQ(client.receive().status, 202);
}

TEST_F(IntakeTest, AFaultRefusesEverythingAndNamesEventAndField) {
  const Response answer = post("1\n2x\n3\n");
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.headers.at("content-type"), "application/problem+json");
  const Json json = answer.json();
  EXPECT_EQ(json["status"], 422);
  EXPECT_EQ(json["error_count"], 1);
  EXPECT_EQ(json["errors"][0], (Json{{"event", 1},
                                     {"line", 2},
                                     {"id", "id \"1\""},
                                     {"field", "unit"},
                                     {"reason", "unknown_unit"},
                                     {"detail", "no"}}));
  EXPECT_TRUE(sent.empty());
  EXPECT_EQ(counters.refused, 3u);
  EXPECT_EQ(post("xx\n").status, 403);
  EXPECT_EQ(post("many").status, 413);
  EXPECT_TRUE(sent.empty());
}

TEST_F(IntakeTest, WhoMayNotSendIsToldBeforeTheBodyIsRead) {
  start();
  for (const auto& [headers, status] :
       std::vector<std::pair<std::string, int>>{{"", 401},
                                                {"Authorization: Basic one\r\n", 401},
                                                {"Authorization: Bearer wrong\r\n", 401},
                                                {"Authorization: Bearer gone\r\n", 401},
                                                {"Authorization: Bearer none\r\n", 403},
                                                {"Authorization: Bearer two\r\n", 400}}) {
    Client client(server->port());
    client.send("POST /api/v1/events HTTP/1.1\r\nHost: t\r\n" + headers + kLines +
                "Expect: 100-continue\r\nContent-Length: 1000\r\n\r\n");
    const Response answer = client.receive();
    EXPECT_EQ(answer.status, status) << headers;
    if (status == 401) {
      EXPECT_TRUE(answer.headers.at("www-authenticate").starts_with("Bearer"));
    }
    EXPECT_EQ(answer.body.find("wrong"), std::string::npos);
    EXPECT_TRUE(client.ends(2s));
  }
  EXPECT_TRUE(body.empty());
}

TEST_F(IntakeTest, TheStreamIsNamedOrTheTokensOnlyOne) {
  EXPECT_EQ(post("1", kLines, "one", "/api/v1/events?stream=dossiers").status, 202);
  EXPECT_EQ(post("1", kLines, "one", "/api/v1/events?stream=ratings").status, 403);
  EXPECT_EQ(post("1", kLines, "two", "/api/v1/events?stream=dossiers").status, 202);
  EXPECT_EQ(post("1", kLines, "two", "/api/v1/events").status, 400);
  EXPECT_EQ(post("1", kLines, "one", "/api/v1/events?strem=dossiers").status, 400);
  // The catalogue does not know it any more.
  EXPECT_EQ(post("1", kLines, "two", "/api/v1/events?stream=documents").status, 403);
}

TEST_F(IntakeTest, OnlyKnownFormatsAreRead) {
  const Response answer = post("1", "Content-Type: application/json\r\n");
  EXPECT_EQ(answer.status, 415);
  EXPECT_NE(answer.headers.at("accept-post").find("application/cloudevents+json"),
            std::string::npos);
  EXPECT_EQ(post("1", std::string(kLines) + "Content-Encoding: gzip\r\n").status, 415);
  EXPECT_EQ(post("1", "CE-Id: a%20b\r\nce-source: /s\r\n").status, 202);
  EXPECT_EQ(asked.format, model::IntakeFormat::binary);
  EXPECT_EQ(asked.attributes,
            (std::vector<std::pair<std::string, std::string>>{{"id", "a b"}, {"source", "/s"}}));
}

TEST_F(IntakeTest, ABrokerThatDoesNotAnswerMeansSendAgain) {
  outcome = model::Error{model::ErrorCode::unavailable, "no answer", ""};
  const Response answer = post("1\n2\n");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.at("retry-after"), "2");
  EXPECT_NE(answer.body.find("counts once"), std::string::npos);
  EXPECT_EQ(counters.unacknowledged, 2u);
  EXPECT_EQ(counters.accepted, 0u);
}

TEST_F(IntakeTest, AUnitThatSendsTooMuchWaits) {
  start();
  Client client(server->port());
  std::string one = "POST /api/v1/events HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer one\r\n" +
                    std::string(kLines) + "Content-Length: 1\r\n\r\n1";
  for (std::int64_t i = 0; i < model::kIntakeRequestsPerMinute; ++i) {
    client.send(one);
    ASSERT_EQ(client.receive().status, 202);
  }
  client.send(one);
  const Response answer = client.receive();
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.headers.at("retry-after"), "1");
  EXPECT_EQ(counters.answers[7], 1u);
  EXPECT_EQ(post("1", kLines, "two", "/api/v1/events?stream=dossiers").status, 429);  // same unit
}

TEST_F(IntakeTest, EventsAreLimitedToo) {
  std::string lot;
  for (std::size_t i = 0; i < model::kIntakeEventsMax; ++i) lot += "1\n";
  for (int i = 0; i < 6; ++i) EXPECT_EQ(post(lot).status, 202);
  const Response answer = post(lot);
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(answer.headers.at("retry-after"), "10");
  EXPECT_EQ(sent.size(), 6u);
}

TEST_F(IntakeTest, APreviewShowsRowsAndFaultsAndSendsNothing) {
  const Response answer = post("1\nx\n{\"a\":2}\n", kLines, "one", "/api/v1/events/preview");
  EXPECT_EQ(answer.status, 200);
  const Json json = answer.json();
  EXPECT_EQ(json["events"], 2);
  EXPECT_EQ(json["faulty_events"], 1);
  EXPECT_EQ(json["rows"],
            (Json::array({{{"line", 1}, {"event", 1}}, {{"line", 3}, {"event", {{"a", 2}}}}})));
  EXPECT_EQ(json["errors"].size(), 1u);
  EXPECT_EQ(json["error_count"], 1);
  EXPECT_TRUE(sent.empty());
  EXPECT_EQ(post("1", kLines, "wrong", "/api/v1/events/preview").status, 401);
}

TEST_F(IntakeTest, AServerWithoutTokensTakesNothing) {
  doors.token_scope = nullptr;
  EXPECT_EQ(post("1").status, 503);
  EXPECT_EQ(get("/api/v1/events").status, 405);
}

}  // namespace
}  // namespace ioc::serving::intake_test
