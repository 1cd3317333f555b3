// Answers and problem documents (serving/answer.h).
#include "serving/answer.h"

#include "support.h"

namespace ioc::serving::answer_test {
namespace {

using testing::Json;

std::string header_of(const Answer& answer, std::string_view name) {
  for (const auto& [key, value] : answer.headers) {
    if (key == name) return value;
  }
  return "";
}

TEST(Answer, AProblemNamesStatusTextAndParameter) {
  const Answer answer = bad_parameter("unit", "No unit `x\"y`.");
  const Json json = Json::parse(answer.body);
  EXPECT_EQ(answer.content_type, "application/problem+json");
  EXPECT_EQ(json["type"], "about:blank");
  EXPECT_EQ(json["status"], 400);
  EXPECT_EQ(json["detail"], "No unit `x\"y`.");
  EXPECT_EQ(json["parameter"], "unit");
}

TEST(Answer, AProblemStaysJsonWhateverBytesTheClientSent) {
  for (const std::string bytes : {"\xff\xfe", "\xc3", "\xe2\x82", "\xed\xa0\x80",
                                  "\xf4\x90\x80\x80", "\xc0\xaf", "tiếng Việt 😀"}) {
    const Answer answer = problem(400, "Bad request", bytes, bytes);
    EXPECT_TRUE(Json::accept(answer.body)) << answer.body;
  }
  EXPECT_EQ(Json::parse(problem(400, "t", "tiếng Việt 😀").body)["detail"], "tiếng Việt 😀");
}

TEST(Answer, BusyTellsWhenToComeBack) {
  const Answer answer = busy("full");
  EXPECT_EQ(answer.status, 503u);
  EXPECT_EQ(header_of(answer, "Retry-After"), "2");
}

TEST(Answer, TheNextLinkKeepsTheQuestionAndReplacesTheCursor) {
  Answer answer;
  Request request;
  request.path = "/api/v1/figures";
  request.parameters = {{"window", "sliding 60m every 1m"}, {"cursor", "old"}};
  link_next(answer, request, "a/b");
  EXPECT_EQ(header_of(answer, "Link"),
            "</api/v1/figures?window=sliding%2060m%20every%201m&cursor=a%2Fb>; rel=\"next\"");
  Answer last;
  link_next(last, request, "");
  EXPECT_TRUE(last.headers.empty());
}

TEST(Answer, TheSameContentIsNotSentTwice) {
  Answer first = json_answer("{}");
  make_conditional(first, Request{}, "no-cache");
  const std::string etag = header_of(first, "ETag");
  EXPECT_EQ(first.status, 200u);
  Request request;
  request.if_none_match = "W/\"other\", " + etag;
  Answer second = json_answer("{}");
  make_conditional(second, request, "no-cache");
  EXPECT_EQ(second.status, 304u);
  EXPECT_TRUE(second.body.empty());
  Answer changed = json_answer("{ }");
  make_conditional(changed, request, "no-cache");
  EXPECT_EQ(changed.status, 200u);
}

}  // namespace
}  // namespace ioc::serving::answer_test
