// Pages of figures as JSON and CSV (serving/figure_answer.h).
#include "serving/figure_answer.h"

#include "support.h"

namespace ioc::serving::figure_answer_test {
namespace {

using testing::figure;
using testing::Json;

struct FigureAnswerTest : ::testing::Test {
  const model::Plan plan = testing::make_plan();
  model::FigureQuery query;
  Request request;

  FigureAnswerTest() { request.path = "/api/v1/figures"; }
  Answer answer(model::Result<model::FigurePage> page) {
    return figure_answer(plan, request, query, page);
  }
};

TEST_F(FigureAnswerTest, JsonHoldsTheFiguresInTheirOneForm) {
  model::Figure share = figure("b.share", "502", "0.5");
  share.numerator = "1";
  share.denominator = "2";
  const Answer made = answer(model::FigurePage{{share, figure("b.share", "503", "null")}, "c1"});
  const Json json = Json::parse(made.body);
  std::string expected;
  model::append_json(expected, share, plan.zone);
  EXPECT_NE(made.body.find(expected), std::string::npos);
  EXPECT_EQ(json["items"].size(), 2u);
  EXPECT_TRUE(json["items"][1]["value"].is_null());
  EXPECT_EQ(json["next"], "c1");
}

TEST_F(FigureAnswerTest, NothingFoundIsAnEmptyList) {
  EXPECT_EQ(answer(model::FigurePage{}).body, "{\"items\":[],\"next\":null}\n");
}

TEST_F(FigureAnswerTest, CsvHasAColumnForEachDimensionAndSafeText) {
  request.accept = "text/csv";
  model::Figure one = figure("a.count", "=1+1", "-7");
  one.group.push_back({"channel", "\"a,\\\"b\\\"\""});
  one.catalog = "hash";
  one.position = "{\"t\":[1,2]}";
  model::Figure instant = figure("a.count", "502", "\"2020-10-15T00:00:00+07:00\"");
  const Answer made =
      answer(model::FigurePage{{one, instant, figure("a.count", "503", "null")}, ""});
  EXPECT_EQ(made.content_type, "text/csv; charset=utf-8; header=present");
  EXPECT_EQ(made.body,
            "indicator,window,group.unit,group.channel,start,end,value,numerator,denominator,count,"
            "status,revision,as_of,catalog,position\r\n"
            "a.count,day,'=1+1,\"a,\"\"b\"\"\",2020-10-15T00:00:00+07:00,2020-10-16T00:00:00+07:00,"
            "-7,,,3,provisional,1,2020-10-15T16:59:58.120+07:00,hash,\"{\"\"t\"\":[1,2]}\"\r\n"
            "a.count,day,502,,2020-10-15T00:00:00+07:00,2020-10-16T00:00:00+07:00,"
            "2020-10-15T00:00:00+07:00,,,3,provisional,1,2020-10-15T16:59:58.120+07:00,,\r\n"
            "a.count,day,503,,2020-10-15T00:00:00+07:00,2020-10-16T00:00:00+07:00,"
            ",,,3,provisional,1,2020-10-15T16:59:58.120+07:00,,\r\n");
}

TEST_F(FigureAnswerTest, TheEnginesErrorsKeepTheirMeaning) {
  using model::Error;
  using model::ErrorCode;
  EXPECT_EQ(answer(Error{ErrorCode::usage, "damaged cursor", ""}).status, 400u);
  EXPECT_EQ(answer(Error{ErrorCode::unavailable, "busy", ""}).status, 503u);
  const Answer broken = answer(Error{ErrorCode::io, "cannot read /var/lib/x", ""});
  EXPECT_EQ(broken.status, 500u);
  EXPECT_EQ(broken.body.find("/var/lib"), std::string::npos);
}

TEST_F(FigureAnswerTest, WhyNothingIsToldAsOfAnEarlierInstantIsSaid) {
  using model::Error;
  using model::ErrorCode;
  const Error later{ErrorCode::usage, "is later than the newest figures", "as_of"};
  const Error cut{ErrorCode::source_changed, "no longer holds the 7 records", "t/0"};
  const Error large{ErrorCode::config, "does not fit; see `ioc-pulse recompute`", ""};
  EXPECT_EQ(answer(cut).status, 500u);
  EXPECT_EQ(answer(large).status, 500u);
  query.as_of = testing::kNow;
  const Answer wrong = answer(later);
  EXPECT_EQ(wrong.status, 400u);
  EXPECT_EQ(Json::parse(wrong.body)["parameter"], "as_of");
  EXPECT_EQ(answer(cut).status, 409u);
  EXPECT_NE(answer(cut).body.find("7 records"), std::string::npos);
  const Answer refused = answer(large);
  EXPECT_EQ(refused.status, 503u);
  EXPECT_NE(refused.body.find("ioc-pulse recompute"), std::string::npos);
  // Asking again would not help.
  for (const auto& [name, value] : refused.headers) EXPECT_NE(name, "Retry-After") << value;
  EXPECT_EQ(answer(Error{ErrorCode::unavailable, "7 % are read", "as_of"}).status, 503u);
}

}  // namespace
}  // namespace ioc::serving::figure_answer_test
