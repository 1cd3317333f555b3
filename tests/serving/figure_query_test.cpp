// Questions from query parameters (serving/figure_query.h).
#include "serving/figure_query.h"

#include "model/limits.h"
#include "support.h"

namespace ioc::serving::figure_query_test {
namespace {

using testing::Json;

struct FigureQueryTest : ::testing::Test {
  const model::Plan plan = testing::make_plan();

  model::FigureQuery good(const Parameters& parameters) {
    auto read = read_figure_query(Viewer{}, plan, parameters);
    EXPECT_TRUE(std::holds_alternative<model::FigureQuery>(read))
        << (std::holds_alternative<Answer>(read) ? std::get<Answer>(read).body : "");
    const auto* query = std::get_if<model::FigureQuery>(&read);
    return query != nullptr ? *query : model::FigureQuery{};
  }
  // The problem's status and the parameter it names.
  std::pair<unsigned, std::string> bad(const Parameters& parameters) {
    const auto read = read_figure_query(Viewer{}, plan, parameters);
    const auto* answer = std::get_if<Answer>(&read);
    if (answer == nullptr) return {200, ""};
    return {answer->status, Json::parse(answer->body).value("parameter", "")};
  }
};
using Bad = std::pair<unsigned, std::string>;

TEST_F(FigureQueryTest, NothingAskedAsksForAllThatIsPublic) {
  const model::FigureQuery query = good({});
  EXPECT_TRUE(query.public_only);
  EXPECT_EQ(query.limit, model::kPageItemsDefault);
  EXPECT_FALSE(query.from);
}

TEST_F(FigureQueryTest, EveryParameterReachesTheQuestion) {
  const model::FigureQuery query = good({{"indicator", "a.count"},
                                         {"window", "sliding 60m every 1m"},
                                         {"unit", "502"},
                                         {"level", "commune"},
                                         {"from", "2020-10-15T00:00:00+07:00"},
                                         {"to", "2020-10-15T17:00:00Z"},
                                         {"limit", "10000"},
                                         {"cursor", "any thing"}});
  EXPECT_EQ(query.indicator, "a.count");
  EXPECT_EQ(query.window, "sliding 60m every 1m");
  EXPECT_EQ(query.unit, "502");
  EXPECT_EQ(query.level, "commune");
  EXPECT_EQ(query.from, (model::Instant{1'602'694'800'000}));
  EXPECT_EQ(query.to, (model::Instant{1'602'781'200'000}));
  EXPECT_EQ(query.limit, 10000u);
  EXPECT_EQ(query.cursor, "any thing");
}

TEST_F(FigureQueryTest, AnUnescapedPlusOfAnOffsetIsUnderstood) {
  EXPECT_EQ(good({{"from", "2020-10-15T00:00:00 07:00"}}).from,
            (model::Instant{1'602'694'800'000}));
  EXPECT_EQ(good({{"from", "2020-10-15 00:00:00 07:00"}}).from,
            (model::Instant{1'602'694'800'000}));
}

TEST_F(FigureQueryTest, WhatIsUnknownIsNamed) {
  EXPECT_EQ(bad({{"indicator", "no.such"}}), (Bad{400, "indicator"}));
  EXPECT_EQ(bad({{"window", "hour"}}), (Bad{400, "window"}));
  EXPECT_EQ(bad({{"unit", "999"}}), (Bad{400, "unit"}));
  EXPECT_EQ(bad({{"level", "planet"}}), (Bad{400, "level"}));
  EXPECT_EQ(bad({{"colour", "red"}}), (Bad{400, "colour"}));
  EXPECT_EQ(bad({{"unit", "49"}, {"unit", "502"}}), (Bad{400, "unit"}));
  EXPECT_EQ(bad({{"from", "yesterday"}}), (Bad{400, "from"}));
  EXPECT_EQ(bad({{"to", "2020-10-15"}}), (Bad{400, "to"}));
  for (const char* limit : {"0", "-1", "10001", "1x", "99999999999999999999999"}) {
    EXPECT_EQ(bad({{"limit", limit}}), (Bad{400, "limit"})) << limit;
  }
}

TEST_F(FigureQueryTest, AnEmptyTextIsNoTimeAndNoNumber) {
  for (const char* name : {"from", "to", "as_of", "limit", "format"}) {
    EXPECT_EQ(bad({{name, ""}}), (Bad{400, name}));
  }
  EXPECT_EQ(good({{"unit", ""}, {"cursor", ""}}).unit, "") << "as forms send what was not chosen";
}

TEST_F(FigureQueryTest, AWindowOfAnotherIndicatorIsUnknownToThisOne) {
  EXPECT_EQ(good({{"window", "month"}}).window, "month");
  EXPECT_EQ(bad({{"indicator", "a.count"}, {"window", "month"}}), (Bad{400, "window"}));
}

TEST_F(FigureQueryTest, AHiddenIndicatorAnswersLikeAnUnknownOne) {
  const auto read = [&](const char* id) {
    return std::get<Answer>(read_figure_query(Viewer{}, plan, {{"indicator", id}})).body;
  };
  std::string hidden = read("c.secret");
  hidden.replace(hidden.find("c.secret"), 8, "x.secret");
  EXPECT_EQ(hidden, read("x.secret"));
}

TEST_F(FigureQueryTest, AnEmptyRangeIsFineAndABackwardOneIsNot) {
  const std::string noon = "2020-10-15T12:00:00Z";
  good({{"from", noon}, {"to", noon}});
  EXPECT_EQ(bad({{"from", noon}, {"to", "2020-10-15T11:59:59Z"}}), (Bad{400, "from"}));
}

TEST_F(FigureQueryTest, AsOfIsAnInstantAndNothingElse) {
  EXPECT_FALSE(good({}).as_of);
  EXPECT_EQ(good({{"as_of", "2020-10-15T00:00:00.125+07:00"}}).as_of,
            (model::Instant{1'602'694'800'125}));
  EXPECT_EQ(good({{"as_of", "2020-10-15T00:00:00 07:00"}}).as_of,
            (model::Instant{1'602'694'800'000}));
  for (const char* time : {"yesterday", "2020-10-15", "2020-10-15T00:00:00", "now", "1602694800"}) {
    EXPECT_EQ(bad({{"as_of", time}}), (Bad{400, "as_of"})) << time;
  }
  const std::string noon = "2020-10-15T12:00:00Z";
  EXPECT_EQ(bad({{"as_of", noon}, {"as_of", noon}}), (Bad{400, "as_of"}));
}

}  // namespace
}  // namespace ioc::serving::figure_query_test
