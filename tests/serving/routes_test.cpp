// The map of addresses, without sockets (serving/routes.h).
#include "serving/routes.h"

#include <array>

#include "support.h"

namespace ioc::serving::routes_test {
namespace {

using testing::Json;

struct RoutesTest : testing::Fixture {
  static constexpr std::array<Asset, 2> kPages = {{
      {"/wall.html", "text/html; charset=utf-8", "<p>wall</p>", false},
      {"/assets/wall-1A2B.js", "text/javascript; charset=utf-8", "1", true},
  }};
  RoutesTest() { doors.pages = kPages; }

  Answer answer(const std::string& path, Parameters parameters = {},
                const std::string& method = "GET") {
    const Routes routes(doors, board);
    Request request;
    request.method = method;
    request.path = path;
    request.parameters = std::move(parameters);
    const Outcome outcome = routes.route(request);
    const auto* made = std::get_if<Answer>(&outcome);
    return made != nullptr ? *made : Answer{};
  }
  static std::string header(const Answer& answer, std::string_view name) {
    for (const auto& [key, value] : answer.headers) {
      if (key == name) return value;
    }
    return "";
  }
};

TEST_F(RoutesTest, UnknownAddressesAndMethodsAreProblems) {
  EXPECT_EQ(answer("/nothing").status, 404u);
  EXPECT_EQ(answer("/assets/../wall.html").status, 404u);
  const Answer post = answer("/api/v1/units", {}, "POST");
  EXPECT_EQ(post.status, 405u);
  EXPECT_EQ(header(post, "Allow"), "GET, HEAD");
  EXPECT_EQ(answer("/wall", {}, "DELETE").status, 405u);
}

TEST_F(RoutesTest, TargetsOfAnInstantAreAskedForAndFailuresAreTold) {
  model::Instant asked;
  model::Result<std::shared_ptr<const std::vector<model::TargetStanding>>> found =
      std::make_shared<const std::vector<model::TargetStanding>>();
  doors.ask_targets = [&](model::Instant as_of, const TargetsAnswer& tell) {
    asked = as_of;
    tell(found);
  };
  const Routes routes(doors, board);
  const auto ask = [&](const std::string& as_of) {
    Request request;
    request.method = "GET";
    request.path = "/api/v1/targets";
    request.parameters = {{"as_of", as_of}};
    const Outcome outcome = routes.route(request);
    Answer told;
    if (const auto* at_once = std::get_if<Answer>(&outcome)) told = *at_once;
    if (const auto* later = std::get_if<AnswerLater>(&outcome)) {
      later->begin([&](Answer answer) { told = std::move(answer); });
    }
    return told;
  };
  EXPECT_EQ(ask("2020-10-15T07:00:00 07:00").status, 200u) << "a bare plus";
  EXPECT_EQ(asked, model::Instant{1'602'720'000'000});
  EXPECT_EQ(ask("yesterday").status, 400u);
  found = model::Error{model::ErrorCode::source_changed, "the log was cut", {}};
  EXPECT_EQ(ask("2020-10-15T07:00:00%2B07:00").status, 400u) << "escapes are of the target";
  EXPECT_EQ(ask("2020-10-15T07:00:00+07:00").status, 409u);
  found = model::Error{model::ErrorCode::unavailable, "12 % are read", {}};
  const Answer busy = ask("2020-10-15T07:00:00+07:00");
  EXPECT_EQ(busy.status, 503u);
  EXPECT_NE(header(busy, "Retry-After"), "");
}

TEST_F(RoutesTest, TheWallHasTwoAddressesAndHashedFilesAreKeptForGood) {
  EXPECT_EQ(answer("/").body, "<p>wall</p>");
  EXPECT_EQ(answer("/wall").body, "<p>wall</p>");
  EXPECT_EQ(header(answer("/wall"), "Cache-Control"), "no-cache");
  EXPECT_EQ(header(answer("/assets/wall-1A2B.js"), "Cache-Control"),
            "public, max-age=31536000, immutable");
}

TEST_F(RoutesTest, TheCitizensPageHasAnAddressForEachUnitAndForgivesForeignParameters) {
  EXPECT_EQ(answer("/p").status, 200u);
  EXPECT_EQ(answer("/p/502", {{"lang", "en"}, {"fbclid", "x"}}).status, 200u);
  EXPECT_TRUE(answer("/p/502", {{"lang", "en"}}).content_type.starts_with("text/html"));
  EXPECT_EQ(answer("/p", {{"q", "tam ky"}}).status, 200u);
  const Answer unknown = answer("/p/999");
  EXPECT_EQ(unknown.status, 404u);
  EXPECT_NE(unknown.body.find("999"), std::string::npos);
  for (const char* path : {"/cong-dan", "/p/"}) {
    EXPECT_EQ(answer(path).status, 308u);
    EXPECT_EQ(header(answer(path), "Location"), "/p");
  }
  EXPECT_EQ(answer("/p", {}, "POST").status, 405u);
  EXPECT_EQ(answer("/pages").status, 404u);
}

TEST_F(RoutesTest, PagesArePackedForWhoTakesThemAndToldApart) {
  const Routes routes(doors, board);
  Request request;
  request.method = "GET";
  request.path = "/p";
  const Answer plain = std::get<Answer>(routes.route(request));
  request.accept_encoding = "br, gzip;q=0.5";
  const Answer packed = std::get<Answer>(routes.route(request));
  EXPECT_EQ(header(packed, "Content-Encoding"), "gzip");
  EXPECT_EQ(header(packed, "Vary"), "Accept-Encoding");
  EXPECT_EQ(header(plain, "Vary"), "Accept-Encoding");
  EXPECT_LT(packed.body.size(), plain.body.size());
  EXPECT_NE(header(packed, "ETag"), header(plain, "ETag"));
  request.if_none_match = header(packed, "ETag");
  EXPECT_EQ(std::get<Answer>(routes.route(request)).status, 304u);
}

TEST_F(RoutesTest, ReadyMeansThatEveryCheckPassed) {
  doors.health = [] { return Health{true, {{"kafka", true, "ok"}, {"state", true, "ok"}}}; };
  EXPECT_EQ(answer("/readyz").status, 200u);
  doors.health = [] {
    return Health{true, {{"kafka", false, "no broker\n"}, {"state", true, "ok"}}};
  };
  const Answer answer_down = answer("/readyz");
  const Json json = Json::parse(answer_down.body);
  EXPECT_EQ(answer_down.status, 503u);
  EXPECT_EQ(json["ready"], false);
  EXPECT_EQ(json["checks"][0], Json::parse(R"({"name":"kafka","ok":false,"text":"no broker\n"})"));
  EXPECT_EQ(answer("/livez").status, 200u);
  doors.health = [] { return Health{false, {}}; };
  EXPECT_EQ(answer("/livez").status, 503u);
}

TEST_F(RoutesTest, MetricsAreTheDoorsTextInPrometheusType) {
  const Answer metrics = answer("/metrics");
  EXPECT_EQ(metrics.body, "# TYPE x counter\nx 1\n");
  EXPECT_TRUE(metrics.content_type.starts_with("text/plain; version=0.0.4"));
}

TEST_F(RoutesTest, TheLiveFeedJudgesItsParameters) {
  EXPECT_EQ(answer("/api/v1/live", {{"unit", "999"}}).status, 400u);
  EXPECT_EQ(answer("/api/v1/live", {{"limit", "5"}}).status, 400u);
  const Routes routes(doors, board);
  Request request;
  request.method = "GET";
  request.path = "/api/v1/live";
  EXPECT_TRUE(std::holds_alternative<LiveWanted>(routes.route(request)));
}

TEST_F(RoutesTest, ABoardChoosesTheFiguresOfTheFeedByItself) {
  plan.boards.push_back(testing::make_board("main", {0}));
  plan.boards.push_back(testing::make_board("inner", {0, 2}));
  const auto parameter = [&](Parameters parameters) {
    const Answer refused = answer("/api/v1/live", std::move(parameters));
    EXPECT_EQ(refused.status, 400u);
    return Json::parse(refused.body)["parameter"].get<std::string>();
  };
  EXPECT_EQ(parameter({{"board", "nothing"}}), "board");
  EXPECT_EQ(parameter({{"board", "inner"}}), "board") << "guessing names tells nothing";
  EXPECT_EQ(parameter({{"board", "main"}, {"unit", "49"}}), "unit");
  EXPECT_EQ(parameter({{"board", "main"}, {"x", "1"}}), "x");
  const Routes routes(doors, board);
  Request request;
  request.method = "GET";
  request.path = "/api/v1/live";
  request.parameters = {{"board", "main"}};
  EXPECT_TRUE(std::holds_alternative<LiveWanted>(routes.route(request)));
}

TEST(Route, APathMatchesSegmentBySegment) {
  using Places = std::vector<std::string>;
  EXPECT_EQ(match_path("/api/v1/units", "/api/v1/units"), Places{});
  EXPECT_EQ(match_path("/r/{id}/{unit}", "/r/ii.06a/502"), (Places{"ii.06a", "502"}));
  EXPECT_EQ(match_path("/r/{id}/x", "/r/a/x"), Places{"a"});
  for (const char* other :
       {"/r", "/r/", "/r/a", "/r/a/", "/r//b", "/r/a/b/", "/r/a/b/c", "/q/a/b"}) {
    EXPECT_EQ(match_path("/r/{id}/{unit}", other), std::nullopt) << other;
  }
}

}  // namespace
}  // namespace ioc::serving::routes_test
