// What answers mean (serving/delivery_verdict.h).
#include "serving/delivery_verdict.h"

#include <gtest/gtest.h>

namespace ioc::serving::delivery_verdict_test {
namespace {

using model::DeliveryState;

DeliveryVerdict of(unsigned status, const std::string& body = "", const std::string& pointer = "") {
  HttpOutcome outcome;
  outcome.reply.status = status;
  outcome.reply.body = body;
  outcome.may_have_arrived = true;
  return judge_answer(outcome, pointer);
}

TEST(DeliveryVerdicts, OnlyWhatARetryCannotMendIsRefused) {
  for (const unsigned status : {200u, 201u, 202u, 204u}) {
    EXPECT_EQ(of(status).state, DeliveryState::accepted) << status;
  }
  for (const unsigned status :
       {301u, 302u, 307u, 308u, 304u, 400u, 401u, 403u, 404u, 405u, 409u, 410u, 413u, 415u, 422u}) {
    EXPECT_EQ(of(status).state, DeliveryState::refused) << status;
  }
  for (const unsigned status : {408u, 425u, 429u}) {
    EXPECT_EQ(of(status).state, DeliveryState::waiting) << status;
  }
  for (const unsigned status : {500u, 502u, 503u, 504u, 599u}) {
    EXPECT_EQ(of(status).state, DeliveryState::sent) << status << ": nobody knows";
  }
}

TEST(DeliveryVerdicts, WithoutAnAnswerItMattersWhetherTheRequestCouldArrive) {
  HttpOutcome outcome;
  outcome.trouble = "no\nanswer";
  EXPECT_EQ(judge_answer(outcome, "").state, DeliveryState::waiting);
  outcome.may_have_arrived = true;
  outcome.reply.status = 200;  // and half of its body
  const DeliveryVerdict verdict = judge_answer(outcome, "");
  EXPECT_EQ(verdict.state, DeliveryState::sent);
  EXPECT_EQ(verdict.detail, "no answer");
  EXPECT_TRUE(verdict.is_away);
}

TEST(DeliveryVerdicts, TheReceiversOwnIdIsKept) {
  EXPECT_EQ(of(200, R"({"id":"R-17"})").answer_id, "R-17");
  EXPECT_EQ(of(200, R"({"data":{"n":17}})", "/data/n").answer_id, "17");
  EXPECT_EQ(of(200, "fine", "/data/n").answer_id, "");
  EXPECT_EQ(of(200, R"({"id":{}})").answer_id, "");
  HttpOutcome outcome;
  outcome.reply = {201, "", "/reports/17", 0};
  EXPECT_EQ(judge_answer(outcome, "").answer_id, "/reports/17");
}

TEST(DeliveryVerdicts, AReceiverSaysWhenToComeBackWithinReason) {
  HttpOutcome outcome;
  outcome.reply = {429, "", "", 7};
  EXPECT_EQ(judge_answer(outcome, "").wait_ms, 7'000);
  EXPECT_TRUE(judge_answer(outcome, "").is_away);
  outcome.reply.retry_after_s = 1'000'000'000;
  EXPECT_EQ(judge_answer(outcome, "").wait_ms, model::kDeliveryRetryAfterMaxMs);
  outcome.reply.retry_after_s = -5;
  EXPECT_EQ(judge_answer(outcome, "").wait_ms, 0);
}

TEST(DeliveryVerdicts, WordsOfOthersAreOneLineAndCutBetweenLetters) {
  EXPECT_EQ(one_line("a\r\n\tb\x7f"), "a b ");
  std::string longer;
  for (int i = 0; i < 400; ++i) longer += "ế";
  const std::string cut = one_line(longer);
  EXPECT_LE(cut.size(), model::kDeliveryWordsBytesMax);
  EXPECT_EQ(cut.size() % std::string("ế").size(), 0u);
}

}  // namespace
}  // namespace ioc::serving::delivery_verdict_test
