// What people do about alerts, and what is told of it (serving/alert_answering.h, alert_list.h).
#include "serving/alert_answering.h"

#include "model/limits.h"
#include "serving/alert_list.h"
#include "support.h"

namespace ioc::serving::alert_answering_test {
namespace {

using model::AlertAct;
using model::AlertAnswer;
using model::Grant;
using model::Instant;
using model::Role;
using testing::Json;
using testing::kNow;

constexpr Instant kFired{kNow.ms - 60'000};

struct AlertAnsweringTest : ::testing::Test {
  model::Plan plan = testing::make_plan();
  AlertDesk desk;
  const Viewer an = {"an", "An", {{Role::officer, "502", {}}}};
  const Viewer leader = {"lan", "Lan", {{Role::leader, "49", {}}}};

  AlertAnsweringTest() {
    testing::add_alert(plan, "open", 0);
    testing::add_alert(plan, "secret", 2);
    model::AlertPlan& silent = plan.alerts.emplace_back();
    silent.id = "silent";
    silent.stream = 0;
    const auto alert = [](const char* id, const char* unit, std::optional<Instant> fired) {
      return model::Alert{id, unit, kFired, fired, {}, {}};
    };
    const model::Alert over = alert("secret", "502", Instant{kFired.ms - 1'000'000});
    desk.restore({alert("open", "502", kFired), alert("secret", "502", kFired),
                  alert("secret", "503", {}), alert("silent", "", kFired)},
                 {{1, model::AlertTurn::fired, *over.fired, over, {}}});
  }

  AlertDeed deed(AlertAct act, const char* alert = "secret", const char* unit = "502") {
    return {act, alert, unit, kFired, "", act == AlertAct::noted ? "một lời" : ""};
  }
  std::variant<AlertAnswer, Answer> judged(const Viewer& viewer, const AlertDeed& of) {
    const auto person_of = [&](std::string_view account) -> std::optional<Viewer> {
      if (account == "lan") return leader;
      if (account == "auditor") return Viewer{"auditor", "", {{Role::auditor, "49", {}}}};
      return std::nullopt;
    };
    return judge_alert_deed(viewer, plan, desk, of, person_of, kNow);
  }
  unsigned status(const Viewer& viewer, const AlertDeed& of) {
    const auto found = judged(viewer, of);
    return std::holds_alternative<Answer>(found) ? std::get<Answer>(found).status : 200;
  }
  void keep(const Viewer& viewer, const AlertDeed& of) {
    const auto found = judged(viewer, of);
    ASSERT_TRUE(std::holds_alternative<AlertAnswer>(found)) << std::get<Answer>(found).body;
    desk.answered(std::get<AlertAnswer>(found));
  }
  std::optional<model::AlertCare> care() {
    const auto all = desk.answers();
    const auto found = all.find({"secret", "502", kFired});
    return found == all.end() ? std::nullopt : care_of(found->second);
  }
};

TEST_F(AlertAnsweringTest, WhoMayIsRuledByUnitStreamAndRole) {
  const AlertDeed take = deed(AlertAct::acknowledged);
  EXPECT_EQ(status(an, take), 200u);
  EXPECT_EQ(status(leader, take), 200u);
  EXPECT_EQ(status({}, take), 401u);
  EXPECT_EQ(status({"b", "B", {{Role::officer, "503", {}}}}, take), 404u) << "not to be known";
  EXPECT_EQ(status({"b", "B", {{Role::officer, "503", {}}}}, deed(AlertAct::acknowledged, "open")),
            403u)
      << "public, and not his";
  EXPECT_EQ(status({"c", "C", {{Role::auditor, "49", {}}}}, take), 403u);
  EXPECT_EQ(status({"screen:hall", "hall", {{Role::screen, "49", {}}}}, take), 403u);
  const AlertDeed silence = deed(AlertAct::acknowledged, "silent", "");
  EXPECT_EQ(status({"t", "T", {{Role::technician, "49", {}}}}, silence), 200u);
  EXPECT_EQ(
      status({"t", "T", {{Role::technician, "49", {}}}}, deed(AlertAct::acknowledged, "open")),
      403u);
  EXPECT_EQ(status(an, silence), 403u) << "of the whole, not of his unit";
}

TEST_F(AlertAnsweringTest, WhatIsNoLongerAsItWasSeenIsAConflict) {
  EXPECT_EQ(status(leader, deed(AlertAct::acknowledged, "secret", "503")), 409u)
      << "another time than the one that is pending";
  AlertDeed pending = deed(AlertAct::acknowledged, "secret", "503");
  pending.fired.reset();
  EXPECT_EQ(status(leader, pending), 409u);
  AlertDeed other = deed(AlertAct::acknowledged);
  other.fired = Instant{kFired.ms - 5};
  EXPECT_EQ(status(an, other), 409u);
  other.fired = Instant{kFired.ms - 1'000'000};
  EXPECT_EQ(status(an, other), 409u) << "over: nobody can see to it";
  other.act = AlertAct::noted;
  other.note = "nguyên nhân: mất điện";
  EXPECT_EQ(status(an, other), 200u) << "but a word can be added";
  EXPECT_EQ(status(an, deed(AlertAct::released)), 409u) << "nobody sees to it";
  EXPECT_EQ(status(an, deed(AlertAct::noted, "nothing")), 404u);
}

TEST_F(AlertAnsweringTest, ANoteIsAText) {
  AlertDeed note = deed(AlertAct::noted);
  for (const auto& [text, expected] : std::vector<std::pair<std::string, unsigned>>{
           {"", 400},
           {" \n ", 400},
           {"a\nb", 200},
           {std::string("a\0b", 3), 400},
           {std::string(model::kAlertNoteBytesMax, 'x'), 200},
           {std::string(model::kAlertNoteBytesMax + 1, 'x'), 400}}) {
    note.note = text;
    EXPECT_EQ(status(an, note), expected) << text.size();
  }
  for (std::size_t i = 0; i < model::kAlertAnswersMax; ++i) keep(an, deed(AlertAct::noted));
  EXPECT_EQ(status(an, deed(AlertAct::noted)), 409u) << "there is a bound";
}

TEST_F(AlertAnsweringTest, SomebodySeesToItUntilHeIsReleased) {
  keep(an, deed(AlertAct::acknowledged));
  ASSERT_TRUE(care());
  EXPECT_EQ(care()->owner, "an");
  keep(an, deed(AlertAct::noted));
  AlertDeed given = deed(AlertAct::acknowledged);
  given.owner = "lan";
  keep(an, given);
  EXPECT_EQ(care()->owner_name, "Lan");
  EXPECT_EQ(care()->office, "49");
  given.owner = "auditor";
  EXPECT_EQ(status(an, given), 400u) << "who may not act sees to nothing";
  given.owner = "nobody";
  EXPECT_EQ(status(an, given), 400u);
  keep(leader, deed(AlertAct::released));
  EXPECT_FALSE(care());
}

TEST_F(AlertAnsweringTest, SinceWhenIsOfTheSameOwner) {
  const auto act = [](AlertAct of, std::int64_t at, const char* owner) {
    AlertAnswer answer;
    answer.act = of;
    answer.at = Instant{at};
    answer.owner = owner;
    return answer;
  };
  const auto acknowledged = AlertAct::acknowledged;
  EXPECT_EQ(care_of(std::vector{act(acknowledged, 1, "a"), act(acknowledged, 2, "a")})->since.ms,
            1);
  EXPECT_EQ(care_of(std::vector{act(acknowledged, 1, "a"), act(acknowledged, 2, "b")})->since.ms,
            2);
  EXPECT_EQ(care_of(std::vector{act(acknowledged, 1, "a"), act(AlertAct::released, 2, ""),
                                act(acknowledged, 3, "a")})
                ->since.ms,
            3);
}

TEST_F(AlertAnsweringTest, ThePublicIsToldForWhichUnitAndNotWhoOrWhat) {
  AlertDeed take = deed(AlertAct::acknowledged, "open");
  take.note = "gọi xã";
  keep(an, take);
  const auto told = [&](const Viewer& viewer) {
    Request request;
    request.viewer = viewer;
    request.parameters = {{"alert", "open"}};
    const Answer answer = alert_list(viewer, plan, desk.alerts(), desk.answers(), request);
    return Json::parse(answer.body)["items"][0];
  };
  const Json public_told = told({});
  EXPECT_EQ(public_told["acknowledged"]["office"], "502");
  EXPECT_TRUE(public_told["acknowledged"]["owner_name"].is_null());
  EXPECT_TRUE(public_told["answers"][0]["note"].is_null());
  EXPECT_EQ(public_told.dump().find("An\""), std::string::npos);
  const Json leader_told = told(leader);
  EXPECT_EQ(leader_told["acknowledged"]["owner_name"], "An");
  EXPECT_EQ(leader_told["answers"][0]["note"], "gọi xã");
  EXPECT_EQ(leader_told["answers"][0]["act"], "acknowledged");
}

TEST_F(AlertAnsweringTest, WhatWasDoneIsForgottenWithTheLastLineThatTellsOfIt) {
  keep(an, deed(AlertAct::acknowledged));
  EXPECT_EQ(desk.answers().size(), 1u);
  const auto told = desk.alerts();
  desk.publish({}, {{2, model::AlertTurn::resolved, kNow, told[1], {}}});
  EXPECT_EQ(desk.answers().size(), 1u) << "the journal tells that it fired";
  std::vector<model::AlertChange> others;
  for (std::uint64_t i = 0; i < model::kAlertJournalMax; ++i) {
    others.push_back({3 + i, model::AlertTurn::fired, kNow, told[3], {}});
  }
  desk.publish({}, others);
  EXPECT_TRUE(desk.answers().empty());
}

TEST_F(AlertAnsweringTest, ABodyIsReadOrItsFaultNamed) {
  const auto read = [&](const std::string& body, AlertAct act) {
    Request request;
    request.content_type = "application/json; charset=utf-8";
    request.places = {"secret"};
    request.body = body;
    return read_alert_deed(request, act);
  };
  const auto whole =
      read(R"({"unit":"502","fired":"2020-10-15T16:58:58.120+07:00","owner":"lan","note":"x"})",
           AlertAct::acknowledged);
  ASSERT_TRUE(std::holds_alternative<AlertDeed>(whole));
  EXPECT_EQ(std::get<AlertDeed>(whole).fired, kFired);
  EXPECT_EQ(std::get<AlertDeed>(whole).owner, "lan");
  EXPECT_TRUE(std::holds_alternative<AlertDeed>(read("{\"unit\":null}", AlertAct::noted)));
  for (const char* wrong :
       {"", "[]", "{\"unit\":1}", "{\"fired\":\"now\"}", "{\"x\":\"\"}", "{\"owner\":\"lan\"}"}) {
    EXPECT_TRUE(std::holds_alternative<Answer>(read(wrong, AlertAct::noted))) << wrong;
  }
  Request form;
  form.places = {"secret"};
  form.content_type = "text/plain";
  form.body = "{}";
  EXPECT_TRUE(std::holds_alternative<Answer>(read_alert_deed(form, AlertAct::noted)));
}

}  // namespace
}  // namespace ioc::serving::alert_answering_test
