// Events of conclusions on their way to the brokers (app/conclusion_courier.h).
#include "app/conclusion_courier.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

#include "app/conclusion_event.h"
#include "people_kit.h"

namespace ioc::app::conclusion_courier_test {
namespace {

using namespace std::chrono_literals;
using model::IntakeCheck;

model::IntakeFault fault(const std::string& field, const std::string& reason) {
  model::IntakeFault made;
  made.field = field;
  made.reason = reason;
  return made;
}

struct ConclusionCourierTest : testing::PeopleKit {
  std::unique_ptr<storage::Conclusions> conclusions;
  std::unique_ptr<ConclusionCourier> courier;
  std::mutex mutex;  // guards all below, between the courier's thread and the test
  std::vector<std::string> sent;
  std::set<std::string> refused;
  std::function<model::Status()> answer = [] { return model::Done{}; };
  std::vector<model::IntakeSent> unanswered;
  bool is_silent = false;

  ConclusionCourierTest() {
    auto opened = storage::Conclusions::open(people->database());
    EXPECT_TRUE(opened.ok());
    conclusions = *std::move(opened);
  }

  model::IntakeDoor door() {
    return {[this](const model::IntakeRequest& request) {
              const std::lock_guard lock(mutex);
              IntakeCheck checked;
              EXPECT_EQ(request.stream, 1);
              EXPECT_EQ(request.unit, plan.root_unit);
              if (refused.contains(std::string(request.body))) {
                checked.fault_count = 1;
                checked.faults.push_back(fault("unit", "unknown_unit"));
              } else {
                checked.events.push_back({0, "key", std::string(request.body), {}});
              }
              return checked;
            },
            [this](int, IntakeCheck checked, const model::IntakeSent& tell) {
              std::unique_lock lock(mutex);
              sent.push_back(checked.events.front().value);
              if (is_silent) {
                unanswered.push_back(tell);
                return;
              }
              const model::Status status = answer();
              lock.unlock();
              tell(status);
            }};
  }
  void note(const std::string& id) {
    model::Conclusion made;
    made.id = id;
    made.owner = "502";
    ASSERT_TRUE(conclusions->add(made, "", id).ok());
  }
  void start() {
    courier = std::make_unique<ConclusionCourier>(plan, 1, *conclusions, door());
    courier->start();
  }
  bool until(const std::function<bool()>& true_at_last) {
    for (int look = 0; look < 500; ++look) {
      if (true_at_last()) return true;
      std::this_thread::sleep_for(10ms);
    }
    return false;
  }
  bool is_empty() { return *conclusions->waiting_count() == 0; }
  std::vector<std::string> told() {
    const std::lock_guard lock(mutex);
    return sent;
  }
};

TEST_F(ConclusionCourierTest, WhatAnEarlierLifeLeftAndWhatIsNewAreSent) {
  note("KL-1");
  start();
  EXPECT_TRUE(until([&] { return is_empty(); }));
  note("KL-2");
  courier->wake();
  EXPECT_TRUE(until([&] { return is_empty(); }));
  EXPECT_EQ(told(), (std::vector<std::string>{"KL-1", "KL-2"}));
  EXPECT_EQ(courier->trouble(), "");
}

TEST_F(ConclusionCourierTest, WhatIsNotAcknowledgedIsSentAgainUnchanged) {
  int tries = 0;
  answer = [&]() -> model::Status {
    if (++tries < 3) return model::Error{model::ErrorCode::unavailable, "no broker", {}};
    return model::Done{};
  };
  note("KL-1");
  start();
  EXPECT_TRUE(until([&] { return courier->trouble() == "no broker"; }));
  EXPECT_TRUE(until([&] { return is_empty(); }));
  EXPECT_EQ(told(), (std::vector<std::string>{"KL-1", "KL-1", "KL-1"}));
  EXPECT_TRUE(until([&] { return courier->trouble().empty(); }));
}

TEST_F(ConclusionCourierTest, OneThatIsRefusedHoldsNoOtherUpAndStays) {
  refused = {"KL-1"};
  note("KL-1");
  note("KL-2");
  start();
  EXPECT_TRUE(until([&] { return *conclusions->waiting_count() == 1; }));
  EXPECT_TRUE(until([&] { return !courier->trouble().empty(); }));
  EXPECT_NE(courier->trouble().find("unknown_unit"), std::string::npos) << courier->trouble();
  {
    const std::lock_guard lock(mutex);
    refused.clear();
  }
  EXPECT_TRUE(until([&] { return is_empty(); })) << "the catalogue was mended";
}

TEST_F(ConclusionCourierTest, TheEndWaitsForNoAnswerAndLeavesTheEvent) {
  is_silent = true;
  note("KL-1");
  start();
  EXPECT_TRUE(until([&] { return told().size() == 1; }));
  const auto begin = std::chrono::steady_clock::now();
  courier->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
  courier.reset();
  for (const model::IntakeSent& late : unanswered) late(model::Done{});  // nobody is hurt
  EXPECT_FALSE(is_empty());
}

TEST_F(ConclusionCourierTest, AStreamOfAnotherShapeIsToldBeforeAnythingIsNoted) {
  EXPECT_EQ(ConclusionCourier::trouble_with(plan, 1, door(), testing::kNow), "");
  model::IntakeDoor strict = door();
  strict.check = [](const model::IntakeRequest&) {
    IntakeCheck checked;
    checked.fault_count = 1;
    checked.faults.push_back(fault("procedure", "missing_field"));
    return checked;
  };
  const std::string trouble = ConclusionCourier::trouble_with(plan, 1, strict, testing::kNow);
  EXPECT_NE(trouble.find("procedure"), std::string::npos) << trouble;
}

}  // namespace
}  // namespace ioc::app::conclusion_courier_test
