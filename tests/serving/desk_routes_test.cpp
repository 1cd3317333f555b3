// The desk over a real server: who gets what, and what forms do (serving/desk_routes.h).
#include "serving/desk_routes.h"

#include "report_kit.h"
#include "serving/intake_counters.h"

namespace ioc::serving::desk_routes_test {
namespace {

using model::Error;
using model::ErrorCode;
using model::Role;
using testing::Json;
using testing::viewer;

constexpr const char* kForm = "application/x-www-form-urlencoded";

struct DeskRoutes : testing::Fixture {
  DeskRoutes() {
    plan.streams[0].topic = "t";
    plan.streams[0].fields.resize(1);
    plan.streams[0].fields[0].name = "status";
    plan.streams[0].fields[0].pointer = {"data", "status"};
    plan.streams[0].fields[0].type.kind = model::TypeKind::integer;
    plan.reports = {testing::make_form()};
    model::ProvisionPlan& provision = plan.provisions.emplace_back();
    provision.id = "daily";
    provision.name = {"Hằng ngày", "Daily"};
    provision.indicator = 2;  // c.secret
    provision.every = "day";
    provision.due = {1, true};
    provision.valid = model::ProvisionQuality{1, "month", {98, 2}};
    for (const int unit : {1, 3}) {
      model::ProvisionStanding& standing = score.standings.emplace_back();
      standing.provision = 0;
      standing.unit = unit;
      standing.state = unit == 1 ? model::ProvisionState::late : model::ProvisionState::provided;
      standing.due_count = 3;
      standing.missing = {"2020-10-13"};
      standing.late_since = testing::kNow;
      standing.late_days = 2;
      standing.next = "2020-10-14";
      standing.next_due = testing::kNow;
      standing.valid = model::ProvisionMeasure{testing::figure("b.share", "502", "0.5"), false};
    }
    score.as_of = testing::kNow;
    doors.provision = [this](std::optional<model::Instant> as_of,
                             const model::ProvisionAnswer& answer) {
      asked_as_of = as_of;
      answer(score);
    };
    events.events = {refused("502", "1"), refused("503", "2"), refused("", "3")};
    doors.refused = [this](const model::RefusedAnswer& answer) {
      answer(std::make_shared<const model::RefusedEvents>(events));
    };
    doors.registers.list = [this](const Viewer&) {
      return model::Result<std::vector<model::ToldEntry>>(entries);
    };
    doors.registers.add = [this](const Viewer&, const std::string&, model::RegisterEntry entry) {
      added = std::move(entry);
      return fault ? model::Result<std::int64_t>(*fault) : model::Result<std::int64_t>(7);
    };
    doors.registers.change = [this](const Viewer&, const std::string&, std::int64_t number,
                                    model::EntryVerb verb, const std::string& text) {
      changed = std::to_string(number) + " " + std::to_string(static_cast<int>(verb)) + " " + text;
      return fault ? model::Status(*fault) : model::Status(model::Done{});
    };
    view.record.name = {"r", "502", "2020-10"};
    view.shown = testing::make_filled();
    view.record.comments = {{"an", "An", "2020-10-16T08:00:00+07:00", "secret words"}};
    doors.reports.ask = [this](const model::ReportRequest& request,
                               const model::ReportAnswer& give) {
      if (request.verb != model::ReportVerb::show) asked = request;
      const bool fails = fault && request.verb != model::ReportVerb::show;
      give(fails ? model::Result<model::ReportView>(*fault)
                 : model::Result<model::ReportView>(view));
    };
    doors.reports.slots = [](const auto&, const auto& give) {
      std::vector<model::ReportSlot> slots;
      for (const char* unit : {"502", "503"}) {
        model::ReportSlot& slot = slots.emplace_back();
        slot.summary.name = {"r", unit, "2020-10"};
        slot.is_over = slot.is_late = true;
      }
      give(slots);
    };
    doors.intake.check = [this](const model::IntakeRequest& request) {
      checked_unit = request.unit;
      checked_alone = request.is_unit_alone;
      sheet = std::string(request.body);
      model::IntakeCheck checked;
      if (sheet.find("bad") != std::string::npos) {
        checked.fault_count = checked.faulty_events = 1;
        checked.faults.push_back({0, 2, 1, "row-1", "status", "bad_type", "no", "<b>bad"});
      } else {
        checked.events.push_back({2, "k", R"({"time":"t","data":{"status":2}})", {}});
      }
      return checked;
    };
    doors.intake.send = [this](int, model::IntakeCheck, const model::IntakeSent& sent) {
      ++sent_count;
      sent(model::Done{});
    };
    doors.note = [this](const Request&, std::string_view act, std::string_view object,
                        std::string_view) {
      noted = std::string(act) + " " + std::string(object);
      return can_note;
    };
    doors.viewer_of = [this](const Request&) { return who; };
    start();
  }

  static model::RefusedEvent refused(const std::string& unit, const std::string& id) {
    model::RefusedEvent event;
    event.stream = "dossiers";
    event.unit = unit;
    event.id = "event-" + id;
    event.reason = "bad_type";
    event.at = testing::kNow;
    event.faults = {{"bad_type", "status", "<i>hai</i>"}};
    return event;
  }
  testing::Response post(const std::string& path, const std::string& body,
                         const std::string& type = kForm, const std::string& more = "") {
    testing::Client client(server->port());
    client.send("POST " + path + " HTTP/1.1\r\nHost: x\r\n" + more + "Content-Type: " + type +
                "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.receive();
  }
  static std::string part(const std::string& name, const std::string& value) {
    return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  }
  testing::Response upload(const std::string& sheet_text, const std::string& act,
                           const std::string& unit = "502") {
    return post("/desk/upload",
                part("unit", unit) + part("stream", "dossiers") + part("sheet", sheet_text) +
                    part("act", act) + "--x--\r\n",
                "multipart/form-data; boundary=x");
  }
  static bool has(const testing::Response& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
  }

  Viewer who = viewer(Role::district, "502");
  model::ProvisionScore score;
  std::optional<model::Instant> asked_as_of;
  model::RefusedEvents events;
  std::vector<model::ToldEntry> entries;
  model::RegisterEntry added;
  std::string changed, sheet, noted;
  std::optional<Error> fault;
  model::ReportView view;
  model::ReportRequest asked;
  model::UnitIndex checked_unit = -1;
  bool checked_alone = false, can_note = true;
  int sent_count = 0;
};

TEST_F(DeskRoutes, WhoIsNotSignedInIsLedToTheSignInOrToldSo) {
  who = {};
  for (const char* path : {"/desk/provision", "/desk/refused", "/desk/registers", "/desk/reports",
                           "/desk/reports/r/502/2020-10", "/desk/upload"}) {
    const auto answer = get(path);
    EXPECT_EQ(answer.status, 303) << path;
    EXPECT_EQ(answer.headers.at("location"), "/sign-in");
  }
  for (const char* path : {"/api/v1/refused", "/api/v1/registers"}) {
    EXPECT_EQ(get(path).status, 401) << path;
  }
  EXPECT_EQ(upload("a", "send").status, 303);
  EXPECT_EQ(post("/desk/registers", "register=problems").status, 303);
  EXPECT_EQ(post("/api/v1/registers", "{}", "application/json").status, 401);
  EXPECT_EQ(sent_count, 0);
  EXPECT_EQ(get("/api/v1/provision").json()["items"].size(), 0U) << "nothing of it is public";
}

TEST_F(DeskRoutes, EachSeesTheProvisionOfHisUnits) {
  const Json items = get("/api/v1/provision").json()["items"];
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0]["unit"], "502");
  EXPECT_EQ(items[0]["state"], "late");
  EXPECT_EQ(items[0]["working_days_late"], 2);
  EXPECT_EQ(items[0]["valid"]["met"], false);
  EXPECT_EQ(items[0]["complete"], nullptr);
  who = viewer(Role::steward, "49");
  EXPECT_EQ(get("/api/v1/provision").json()["items"].size(), 2U);
  EXPECT_EQ(get("/api/v1/provision?state=provided").json()["items"].size(), 1U);
  EXPECT_EQ(get("/api/v1/provision?level=commune").json()["items"].size(), 0U);
  EXPECT_EQ(get("/api/v1/provision?as_of=2020-10-15T07:00:00%2B07:00").status, 200);
  EXPECT_TRUE(asked_as_of.has_value());
  for (const char* wrong : {"state=x", "unit=x", "provision=x", "as_of=x", "other=x"}) {
    EXPECT_EQ(get(std::string("/api/v1/provision?") + wrong).status, 400) << wrong;
  }
}

TEST_F(DeskRoutes, TheScoreboardTellsAStateByColourShapeAndWord) {
  const auto page = get("/desk/provision");
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(has(page, "Hằng ngày") && has(page, "Thành phố Tam Kỳ"));
  EXPECT_TRUE(has(page, "class=\"state bad\"") && has(page, "<svg") && has(page, "Quá hạn"));
  EXPECT_TRUE(has(page, "2 ngày làm việc") && has(page, "<b>50,0"));
  EXPECT_FALSE(has(page, "Hội An"));
  EXPECT_FALSE(has(page, "<script") || has(page, "style=\""));
  EXPECT_TRUE(has(get("/desk/provision?lang=en"), "Overdue"));
}

TEST_F(DeskRoutes, AUnitNeverSeesAnothersRefusedEvents) {
  const auto ids = [&](const std::string& query) {
    std::string out;
    const Json answer = get("/api/v1/refused" + query).json();
    for (const Json& item : answer["items"]) out += item["id"];
    return out;
  };
  EXPECT_EQ(ids(""), "event-1");
  EXPECT_EQ(ids("?unit=503"), "");
  const auto page = get("/desk/refused?unit=503");
  EXPECT_FALSE(has(page, "event-2"));
  EXPECT_TRUE(has(get("/desk/refused"), "event-1"));
  EXPECT_FALSE(has(get("/desk/refused"), "event-3")) << "whose unit nobody can read";
  who = viewer(Role::steward, "49");
  EXPECT_EQ(ids(""), "event-1event-2event-3");
  EXPECT_EQ(ids("?limit=1"), "event-1");
  EXPECT_EQ(ids("?reason=malformed"), "");
  EXPECT_EQ(get("/api/v1/refused?reason=x").status, 400);
  EXPECT_EQ(get("/api/v1/refused?stream=x").status, 400);
  who = viewer(Role::administrator, "49");
  EXPECT_EQ(ids(""), "") << "keeps accounts, and sees no events by that";
}

TEST_F(DeskRoutes, ARefusedEventIsToldWithItsCure) {
  const auto page = get("/desk/refused");
  EXPECT_TRUE(has(page, "Sai kiểu dữ liệu") && has(page, "Cách sửa: "));
  EXPECT_TRUE(has(page, "cần một số nguyên") && has(page, "&lt;i&gt;hai"));
  events.events[0].faults.clear();
  events.events[0].passes_now = true;
  EXPECT_TRUE(has(get("/desk/refused"), "gửi lại nguyên như cũ"));
}

TEST_F(DeskRoutes, AnEntryIsRaisedByAFormOrByJson) {
  const std::string form =
      "register=regulations&unit=502&owner=49&title=%C4%90i%E1%BB%81u+3&text=a%0Db&due=16/11/2020";
  const auto answer = post("/desk/registers", form);
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(answer.headers.at("location"), "/desk/registers?register=regulations&told=done");
  EXPECT_EQ(added.title + added.unit + added.owner, "Điều 350249");
  EXPECT_EQ(added.due, model::parse_day("2020-11-16"));
  EXPECT_EQ(post("/api/v1/registers",
                 R"({"register":"problems","unit":"502","owner":"49","title":"t","text":"x",)"
                 R"("due":"2020-11-17"})",
                 "application/json")
                .status,
            201);
  EXPECT_EQ(added.of, model::Register::problems);
  fault = Error{ErrorCode::usage, "is empty", "text"};
  const auto again = post("/desk/registers", form);
  EXPECT_EQ(again.status, 400);
  EXPECT_TRUE(has(again, "Hãy điền đủ các ô") && has(again, "Điều 3")) << "what was typed stays";
}

TEST_F(DeskRoutes, AnEntryIsAnsweredAndClosed) {
  EXPECT_EQ(post("/desk/registers/7/answer", "register=problems&text=xong").status, 303);
  EXPECT_EQ(changed, "7 0 xong");
  EXPECT_EQ(post("/api/v1/registers/7/close", "").status, 200);
  EXPECT_EQ(changed, "7 1 ");
  EXPECT_EQ(post("/desk/registers/x/answer", "text=xong").status, 404);
  EXPECT_EQ(post("/desk/registers/7/burn", "text=xong").status, 404);
  fault = Error{ErrorCode::usage, "there is no such entry that you may see", "entry 7"};
  EXPECT_EQ(post("/api/v1/registers/7/close", "").status, 404);
  fault = Error{ErrorCode::check_failed, "only the unit that is asked answers it", "entry 7"};
  EXPECT_EQ(post("/api/v1/registers/7/answer", "{\"text\":\"x\"}", "application/json").status, 403);
}

TEST_F(DeskRoutes, EntriesAreListedAndChosen) {
  entries.resize(3);
  for (int i = 0; i < 3; ++i) {
    model::ToldEntry& told = entries[static_cast<std::size_t>(i)];
    told.entry.number = 3 - i;
    told.entry.unit = "502";
    told.entry.owner = "49";
    told.entry.title = "mục <b>" + std::to_string(3 - i);
    told.late_days = i;
  }
  const Json page = get("/api/v1/registers?limit=2").json();
  EXPECT_EQ(page["items"].size(), 2U);
  EXPECT_EQ(get("/api/v1/registers?limit=2&cursor=" + page["next"].get<std::string>())
                .json()["items"][0]["number"],
            1);
  EXPECT_EQ(get("/api/v1/registers?late=1").json()["items"].size(), 2U);
  EXPECT_EQ(get("/api/v1/registers?owner=502").json()["items"].size(), 0U);
  EXPECT_EQ(get("/api/v1/registers?register=x").status, 400);
  const auto shown = get("/desk/registers");
  EXPECT_TRUE(has(shown, "mục &lt;b&gt;1") && has(shown, "trễ 2 ngày làm việc"));
  EXPECT_LT(shown.body.find("2. mục"), shown.body.find("3. mục")) << "what is late stands first";
}

TEST_F(DeskRoutes, ReportsAreWorkedOnByForms) {
  const auto list = get("/desk/reports");
  EXPECT_TRUE(has(list, "/desk/reports/r/502/2020-10") && has(list, "quá hạn"));
  EXPECT_FALSE(has(list, "/desk/reports/r/503/"));
  const auto page = get("/desk/reports/r/502/2020-10");
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(has(page, "secret words") && has(page, "1.240"));
  EXPECT_TRUE(has(page, "action=\"/desk/reports/r/502/2020-10/draft\""));
  EXPECT_FALSE(has(page, "/sign\"")) << "the province signs, and nothing was approved";
  const auto drafted = post("/desk/reports/r/502/2020-10/draft", "");
  EXPECT_EQ(drafted.status, 303);
  EXPECT_EQ(drafted.headers.at("location"), "/desk/reports/r/502/2020-10");
  EXPECT_EQ(asked.verb, model::ReportVerb::draft);
  EXPECT_EQ(post("/desk/reports/r/502/2020-10/comment", "text=+").status, 400);
  EXPECT_EQ(post("/desk/reports/r/502/2020-10/sign", "").status, 403);
  EXPECT_EQ(post("/desk/reports/r/502/2020-10/paper", "").status, 404);
  fault = Error{ErrorCode::check_failed, "Nothing was drafted yet.", {}};
  const auto refused = post("/desk/reports/r/502/2020-10/draft", "");
  EXPECT_EQ(refused.status, 409);
  EXPECT_TRUE(has(refused, "Chưa có bản nào được lập"));
}

TEST_F(DeskRoutes, AnothersReportIsAsOneThatIsNotThere) {
  const auto hidden = get("/desk/reports/r/503/2020-10");
  EXPECT_EQ(hidden.status, 404);
  EXPECT_EQ(hidden.body, get("/desk/reports/none/502/2020-10").body);
  EXPECT_EQ(post("/desk/reports/r/503/2020-10/comment", "text=x").status, 404);
}

TEST_F(DeskRoutes, ASheetIsLookedAtMendedAndSent) {
  const auto preview = upload("status\r\n2\rbad", "preview");
  EXPECT_EQ(preview.status, 422);
  EXPECT_EQ(sheet, "status\n2\nbad") << "one kind of line ends";
  EXPECT_TRUE(has(preview, "cần một số nguyên") && has(preview, "&lt;b&gt;bad"));
  EXPECT_TRUE(has(preview, ">\nstatus\n2\nbad</textarea>")) << "it can be mended there";
  EXPECT_FALSE(has(preview, "value=\"send\""));
  EXPECT_EQ(upload("bad", "send").status, 422);
  EXPECT_EQ(sent_count, 0) << "nothing of a sheet with a fault is sent";
  const auto good = upload("status\n2", "preview");
  EXPECT_TRUE(has(good, "Sẽ gửi 1 sự kiện") && has(good, "value=\"send\""));
  EXPECT_EQ(sent_count, 0);
  const auto sent = upload("status\n2", "send");
  EXPECT_EQ(sent.status, 200);
  EXPECT_EQ(sent_count, 1);
  EXPECT_TRUE(has(sent, "Đã nhận chắc chắn 1 sự kiện"));
  EXPECT_EQ(noted, "events.send dossiers 502");
  can_note = false;
  EXPECT_EQ(upload("status\n2", "send").status, 503);
  EXPECT_EQ(sent_count, 1) << "what cannot be noted is not sent";
}

TEST_F(DeskRoutes, SheetsAreOfOnesOwnUnit) {
  EXPECT_EQ(upload("status\n2", "send", "503").status, 403);
  EXPECT_EQ(upload("status\n2", "send", "nowhere").status, 403);
  EXPECT_EQ(sent_count, 0);
  EXPECT_EQ(upload("status\n2", "preview").status, 200);
  EXPECT_FALSE(checked_alone);
  who = viewer(Role::officer, "502");
  EXPECT_EQ(upload("status\n2", "preview").status, 200);
  EXPECT_TRUE(checked_alone) << "an officer's unit is the unit alone";
}

TEST_F(DeskRoutes, ChangesComeFromOurOwnPages) {
  const std::string foreign = "Cookie: sid=s\r\nOrigin: http://evil.example\r\n";
  EXPECT_EQ(post("/desk/registers", "register=problems", kForm, foreign).status, 403);
  EXPECT_EQ(post("/desk/reports/r/502/2020-10/draft", "", kForm, foreign).status, 403);
  EXPECT_EQ(post("/desk/upload", "--x--", "multipart/form-data; boundary=x", foreign).status, 403);
  EXPECT_EQ(asked.verb, model::ReportVerb::show);
}

}  // namespace
}  // namespace ioc::serving::desk_routes_test
