// What people are told to do (serving/delivery_words.h).
#include "serving/delivery_words.h"

#include <gtest/gtest.h>

namespace ioc::serving::delivery_words_test {
namespace {

using model::Delivery;
using model::DeliveryState;

Delivery refused_with(int status) {
  Delivery delivery;
  delivery.state = DeliveryState::refused;
  model::DeliveryReceipt receipt;
  receipt.act = "refused";
  receipt.status = status;
  delivery.receipts = {receipt};
  return delivery;
}

TEST(DeliveryWords, EveryRefusalHasItsCureInBothLanguages) {
  for (const int status : {0, 302, 400, 401, 403, 404, 405, 409, 413, 415, 422}) {
    const model::Name cure = delivery_cure(refused_with(status), "");
    EXPECT_FALSE(cure.vi.empty() || cure.en.empty()) << status;
  }
  EXPECT_NE(delivery_cure(refused_with(401), "").en.find("token"), std::string::npos);
  EXPECT_NE(delivery_cure(refused_with(302), "").en.find("url"), std::string::npos);
}

TEST(DeliveryWords, WhatWaitsSaysForWhat) {
  Delivery delivery;
  EXPECT_TRUE(delivery_cure(delivery, "").empty());
  EXPECT_NE(delivery_cure(delivery, "lris").en.find("lris"), std::string::npos);
  delivery.behind = 3;
  EXPECT_NE(delivery_cure(delivery, "lris").en.find("delivery 3"), std::string::npos);
  delivery.state = DeliveryState::accepted;
  EXPECT_TRUE(delivery_cure(delivery, "").empty());
}

}  // namespace
}  // namespace ioc::serving::delivery_words_test
