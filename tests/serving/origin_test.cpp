// Requests of foreign pages are told from our own (serving/origin.h).
#include "serving/origin.h"

#include "support.h"

namespace ioc::serving::origin_test {
namespace {

Request from(std::string fetch_site, std::string origin, std::string cookie) {
  Request request;
  request.method = "POST";
  request.host = "ioc.example:8080";
  request.fetch_site = std::move(fetch_site);
  request.origin = std::move(origin);
  request.cookie = std::move(cookie);
  return request;
}

TEST(Origin, WhoBringsACookieMustShowThatItIsOurPage) {
  struct Case {
    const char* fetch_site;
    const char* origin;
    bool is_taken;
  };
  const std::vector<Case> cases = {{"same-origin", "", true},
                                   {"none", "", true},
                                   {"cross-site", "", false},
                                   {"same-site", "", false},
                                   {"cross-site", "http://ioc.example:8080", false},
                                   {"", "http://ioc.example:8080", true},
                                   {"", "https://ioc.example:8080", true},
                                   {"", "http://ioc.example", false},
                                   {"", "http://ioc.example:8080.evil.example", false},
                                   {"", "http://evil.example", false},
                                   {"", "null", false},
                                   {"", "", false}};
  for (const Case& c : cases) {
    EXPECT_EQ(refuse_foreign(from(c.fetch_site, c.origin, "sid=x")).has_value(), !c.is_taken)
        << c.fetch_site << " " << c.origin;
  }
}

TEST(Origin, WithoutACookieOnlySigningInIsGuarded) {
  EXPECT_FALSE(refuse_foreign(from("cross-site", "http://evil.example", "")));
  EXPECT_TRUE(refuse_foreign(from("cross-site", "http://evil.example", ""), true));
  EXPECT_TRUE(refuse_foreign(from("", "http://evil.example", ""), true));
  EXPECT_FALSE(refuse_foreign(from("", "", ""), true)) << "no browser";
}

struct OriginRoutes : testing::Fixture {};

TEST_F(OriginRoutes, EveryAddressThatChangesSomethingIsGuarded) {
  Route route;
  route.method = "POST";
  route.path = "/api/v1/thing";
  route.body_bytes_max = 10;
  route.handle = [](const Request&) -> Outcome { return json_answer("{}"); };
  doors.routes.push_back(route);
  EXPECT_EQ(get("/api/v1/thing", "", "POST").status, 200);
  EXPECT_EQ(get("/api/v1/thing", "Cookie: sid=x\r\n", "POST").status, 403);
  EXPECT_EQ(get("/api/v1/thing", "Cookie: sid=x\r\nOrigin: http://test\r\n", "POST").status, 200);
  EXPECT_EQ(get("/api/v1/thing", "", "GET").status, 405);
}

}  // namespace
}  // namespace ioc::serving::origin_test
