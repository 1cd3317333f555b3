// The addresses of reports, over a real server (serving/report_routes.h).
#include "serving/report_routes.h"

#include "report_kit.h"

namespace ioc::serving::report_routes_test {
namespace {

using model::Error;
using model::ErrorCode;
using model::ReportRequest;
using model::ReportVerb;
using model::ReportView;
using model::Role;
using testing::Json;
using testing::viewer;

constexpr const char* kPath = "/api/v1/reports/r/502/2020-10";

struct ReportRoutes : testing::Fixture {
  ReportRoutes() {
    plan.reports = {testing::make_form()};
    view.record.name = {"r", "502", "2020-10"};
    view.record.published = {testing::make_published()};
    view.record.comments = {{"an", "An", "t", "secret words"}};
    view.shown = testing::make_filled();
    view.revision = 1;
    doors.viewer_of = [this](const Request&) { return who; };
    doors.reports.ask = [this](const ReportRequest& request, const model::ReportAnswer& give) {
      asked = request;
      give(fault ? model::Result<ReportView>(*fault) : model::Result<ReportView>(view));
    };
    doors.reports.slots = [this](const auto& query, const auto& give) {
      slot_query = query;
      std::vector<model::ReportSlot> slots;
      for (const char* unit : {"502", "503"}) {
        model::ReportSlot slot;
        slot.summary.name = {"r", unit, "2020-10"};
        slot.summary.state = model::ReportState::drafted;
        slot.summary.revision = std::string(unit) == "502" || who.is_signed_in() ? 1 : revision;
        slot.summary.proposed_count = 2;
        slot.is_late = true;
        slots.push_back(slot);
      }
      give(slots);
    };
    doors.reports.check = [](const std::string& code, const auto& give) {
      std::optional<ReportCheck> check;
      if (code == "GOOD") {
        check = {{"r", "502", "2020-10"}, {"Biểu", ""}, {"Tam Kỳ", ""}, 1, 2, "t", {}};
        check->seal.code = "GOOD";
      }
      give(check);
    };
    doors.reports.public_key = "a2V5";
    doors.reports.note_export = [this](const Request&, std::string_view) {
      noted += can_note ? 1 : 0;
      return can_note;
    };
    start();
  }

  testing::Response post(const std::string& action, const std::string& body,
                         const std::string& type = "application/json") {
    testing::Client client(server->port());
    client.send("POST " + std::string(kPath) + "/" + action + " HTTP/1.1\r\nHost: x\r\n" +
                "Content-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size()) +
                "\r\n\r\n" + body);
    return client.receive();
  }

  model::Viewer who;
  ReportView view;
  std::optional<Error> fault;
  ReportRequest asked;
  model::ReportSlotQuery slot_query;
  int revision = 1;  // published of the second slot
  int noted = 0;
  bool can_note = true;
};

TEST_F(ReportRoutes, ThePublicSeesWhatWasPublishedAndNoWork) {
  const testing::Response answer = get(kPath);
  EXPECT_EQ(answer.status, 200);
  const Json json = answer.json();
  EXPECT_EQ(json["state"], "published");
  EXPECT_EQ(json["content"]["cells"][0][0]["value"], "1240");
  EXPECT_EQ(json["seal"]["code"], "K7QM-2X4T-0000-0000-0001");
  EXPECT_FALSE(json.contains("comments"));
  view.revision = 0;
  EXPECT_EQ(get(kPath).status, 404) << "a draft is not for everybody";
  who = viewer(Role::district, "502");
  EXPECT_EQ(get(kPath).json()["comments"][0]["text"], "secret words");
}

TEST_F(ReportRoutes, WhatIsNotPublicAnswersAsIfItWereNotThere) {
  plan.reports[0].columns[0].indicator = 2;
  EXPECT_EQ(get(kPath).status, 404);
  EXPECT_EQ(get("/api/v1/reports").json()["items"].size(), 0U);
  EXPECT_EQ(get("/api/v1/reports/x/502/2020-10").status, 404);
  EXPECT_EQ(get("/api/v1/reports/r/49/2020-10").status, 404) << "it does not report";
}

TEST_F(ReportRoutes, ItComesInTheFormThatIsAskedFor) {
  EXPECT_TRUE(get(std::string(kPath) + ".csv").body.starts_with("row,name,unit,count,share\r\n"));
  EXPECT_EQ(asked.name.period, "2020-10");
  EXPECT_TRUE(get(kPath, "Accept: text/csv\r\n").body.starts_with("row,"));
  EXPECT_TRUE(get(std::string(kPath) + ".xlsx").body.starts_with("PK"));
  const testing::Response page = get(std::string(kPath) + ".html");
  EXPECT_EQ(page.headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_TRUE(get(kPath, "Accept: text/html,*/*\r\n").body.starts_with("<!doctype html>"));
  const testing::Response document = get(std::string(kPath) + ".signed");
  EXPECT_TRUE(document.body.starts_with(view.record.published[0].text + "\n"));
  EXPECT_NE(document.headers.at("content-disposition").find("r_502_2020-10_r1.signed"),
            std::string::npos);
  EXPECT_EQ(get(std::string(kPath) + "?revision=2").status, 200);
  EXPECT_EQ(asked.revision, 2);
  EXPECT_EQ(get(std::string(kPath) + "?revision=0").status, 400);
  EXPECT_EQ(get(std::string(kPath) + "?live=2").status, 400);
  EXPECT_EQ(get(std::string(kPath) + "?other=2").status, 400);
}

TEST_F(ReportRoutes, NobodyActsWithoutSigningIn) {
  for (const char* action : {"draft", "comment", "approve", "sign", "paper", "settle"}) {
    EXPECT_EQ(post(action, "{}").status, 401) << action;
  }
  EXPECT_EQ(post("burn", "{}").status, 404);
}

TEST_F(ReportRoutes, EachActsWithinWhatHeWasGranted) {
  who = viewer(Role::district, "502");
  EXPECT_EQ(post("draft", "{\"text\":\"xong\"}").status, 200);
  EXPECT_EQ(asked.verb, ReportVerb::draft);
  EXPECT_EQ(asked.text, "xong");
  EXPECT_EQ(asked.viewer.account, "an");
  EXPECT_EQ(post("approve", "{}").status, 403);
  EXPECT_EQ(post("sign", "{}").status, 403);
  who = viewer(Role::leader, "49");
  EXPECT_EQ(post("sign", "{}").status, 200);
  EXPECT_EQ(asked.verb, ReportVerb::sign);
  EXPECT_EQ(post("draft", "{}").status, 403);
  EXPECT_EQ(post("approve", "{}").status, 403) << "the office does";
  EXPECT_EQ(post("comment", "{\"text\":\"hỏi\"}").status, 200);
}

TEST_F(ReportRoutes, WhatIsNotPublicAndTakenOutIsNoted) {
  get(std::string(kPath) + ".csv");
  EXPECT_EQ(noted, 0) << "everybody may see it";
  plan.reports[0].columns[0].indicator = 2;
  who = viewer(Role::district, "502");
  EXPECT_EQ(get(std::string(kPath) + ".csv").status, 200);
  EXPECT_EQ(get(std::string(kPath) + ".signed").status, 200);
  EXPECT_EQ(get(kPath).status, 200);
  EXPECT_EQ(noted, 2);
  can_note = false;
  EXPECT_EQ(get(std::string(kPath) + ".xlsx").status, 503);
}

TEST_F(ReportRoutes, BodiesAreJudged) {
  who = viewer(Role::office, "49");
  EXPECT_EQ(post("draft", "{}", "text/plain").status, 415);
  EXPECT_EQ(post("draft", "[]").status, 400);
  EXPECT_EQ(post("draft", "{\"text\":7}").status, 400);
  EXPECT_EQ(post("comment", "{}").status, 400);
  EXPECT_EQ(post("give-back", "{}").status, 400);
  EXPECT_EQ(post("explain", "{\"text\":\"x\"}").status, 400);
  EXPECT_EQ(post("explain", "{\"text\":\"x\",\"row\":\"502\",\"column\":\"count\"}").status, 200);
  EXPECT_EQ(asked.column, "count");
  for (const char* body :
       {"{}", "{\"figures\":[]}", "{\"figures\":[{\"row\":\"502\",\"column\":\"count\"}]}",
        "{\"figures\":[{\"row\":\"502\",\"column\":\"count\",\"value\":\"12\"}]}"}) {
    EXPECT_EQ(post("paper", body).status, 400) << body;
  }
  EXPECT_EQ(post("paper",
                 "{\"source\":\"lris\",\"figures\":[{\"row\":\"502\",\"column\":\"count\","
                 "\"value\":12}]}")
                .status,
            200);
  ASSERT_EQ(asked.paper.size(), 1U);
  EXPECT_EQ(asked.paper[0].value, "12");
  EXPECT_EQ(asked.paper[0].source, "lris");
  EXPECT_EQ(post("comment", "{\"text\":\"" + std::string(4'001, 'x') + "\"}").status, 400);
}

TEST_F(ReportRoutes, AForeignPageCannotActInSomebodysName) {
  who = viewer(Role::district, "502");
  testing::Client client(server->port());
  client.send("POST " + std::string(kPath) + "/draft HTTP/1.1\r\nHost: x\r\nCookie: a=b\r\n" +
              "Origin: http://elsewhere\r\nContent-Type: application/json\r\n" +
              "Content-Length: 2\r\n\r\n{}");
  EXPECT_EQ(client.receive().status, 403);
}

TEST_F(ReportRoutes, FaultsHaveTheirCodes) {
  fault = Error{ErrorCode::usage, "no period", "period"};
  EXPECT_EQ(get(kPath).status, 404);
  fault = Error{ErrorCode::check_failed, "not approved", ""};
  EXPECT_EQ(get(kPath).status, 409);
  EXPECT_EQ(get(kPath).json()["detail"], "not approved");
  fault = Error{ErrorCode::unavailable, "busy", ""};
  EXPECT_EQ(get(kPath).status, 503);
}

TEST_F(ReportRoutes, SlotsAreListedByPages) {
  Json list = get("/api/v1/reports?limit=1&period=2020-10").json();
  EXPECT_EQ(slot_query.period, "2020-10");
  ASSERT_EQ(list["items"].size(), 1U);
  EXPECT_EQ(list["items"][0]["unit"], "502");
  EXPECT_EQ(list["items"][0]["late"], true);
  EXPECT_FALSE(list["items"][0].contains("proposed_changes"));
  EXPECT_EQ(list["items"][0]["state"], "published") << "what is prepared is nobody's business";
  EXPECT_EQ(list["forms"][0]["due"], "2 working days");
  list = get("/api/v1/reports?limit=1&cursor=" + list["next"].get<std::string>()).json();
  EXPECT_EQ(list["items"][0]["unit"], "503");
  EXPECT_EQ(list["next"], nullptr);
  EXPECT_EQ(get("/api/v1/reports?report=x").status, 400);
  EXPECT_EQ(get("/api/v1/reports?cursor=x").status, 400);
  who = viewer(Role::district, "502");
  list = get("/api/v1/reports").json();
  EXPECT_EQ(list["items"][0]["proposed_changes"], 2);
  EXPECT_EQ(list["items"][0]["state"], "drafted");
  who = {};
  revision = 0;
  EXPECT_EQ(get("/api/v1/reports").json()["items"].size(), 1U) << "the other is not published";
}

TEST_F(ReportRoutes, PaperIsComparedWithOurs) {
  who = viewer(Role::district, "502");
  view.record.paper = {
      {"502", "count", "1238", "paper", "an", "t", "trùng 2 hồ sơ", "an", "t", "binh", "t", "1240"},
      {"502", "share", "0.0625", "paper", "an", "t", "", "", "", "", "", ""}};
  const Json run = get(kPath).json()["parallel_run"];
  EXPECT_EQ(run["entered"], 2);
  EXPECT_EQ(run["equal"], 1);
  EXPECT_EQ(run["different"], 1);
  EXPECT_EQ(run["explained"], 1);
  EXPECT_EQ(run["settled"], 1);
  EXPECT_EQ(run["figures"][0]["difference"], 2);
  EXPECT_EQ(run["figures"][0]["paper"], 1238);
  view.shown.cells[0][0].value = "1241";
  EXPECT_EQ(get(kPath).json()["parallel_run"]["settled"], 0) << "it was signed off for 1240";
}

TEST_F(ReportRoutes, ACodeIsLookedUp) {
  EXPECT_EQ(get("/api/v1/reports/verify?code=GOOD").json()["newest_revision"], 2);
  EXPECT_EQ(get("/api/v1/reports/verify?code=BAD").status, 404);
  EXPECT_EQ(get("/api/v1/reports/verify").status, 400);
  EXPECT_EQ(get("/v/GOOD").status, 200);
  EXPECT_EQ(get("/v/BAD").status, 404);
  EXPECT_EQ(get("/api/v1/reports/key").json()["key"], "a2V5");
  EXPECT_EQ(get(std::string(kReportStylePath)).headers.at("content-type"),
            "text/css; charset=utf-8");
}

}  // namespace
}  // namespace ioc::serving::report_routes_test
