// The way of a report from a draft to its revision, at the desk (app/report_desk.h): a real
// database, a real key, figures by hand.
#include "app/report_desk.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cctype>
#include <filesystem>
#include <future>

#include "model/limits.h"
#include "serving/report_text.h"
#include "tests/processing/report_kit.h"

namespace ioc::app::report_desk_test {
namespace {

using model::ErrorCode;
using model::ReportRequest;
using model::ReportState;
using model::ReportVerb;
using model::ReportView;
using model::Result;

constexpr const char* kEnd = "2021-02-01T00:00:00+07:00";

struct ReportDeskTest : ::testing::Test {
  ReportDeskTest() : plan(processing::kit::report_plan()) {
    std::filesystem::create_directories(folder);
    set("3");
    open();
  }
  ~ReportDeskTest() override {
    desk.reset();
    std::filesystem::remove_all(folder);
  }

  void set(const std::string& value) {
    figures = {processing::kit::figure("a.count", "502", value, kEnd)};
  }
  void open() {
    desk.reset();
    ReportReader reader(
        plan,
        [this](const model::FigureQuery& query, const model::FigureAnswer& give) {
          const std::scoped_lock lock(mutex);
          model::FigurePage page;
          for (const model::Figure& figure : figures) {
            if (figure.indicator == query.indicator && query.level.empty()) {
              page.items.push_back(figure);
            }
          }
          give(is_away ? Result<model::FigurePage>(model::Error{ErrorCode::unavailable, "away", ""})
                       : Result<model::FigurePage>(page));
        },
        [](const CommittedAnswer& give) {
          model::PartitionMark mark;
          mark.next_offset = 5;
          give(CommittedUpTo{{{0, {"t", 0}, mark}}, {}});
        });
    people.reset();
    auto database = storage::People::open(folder);
    ASSERT_TRUE(database.ok());
    people = *std::move(database);
    auto opened =
        ReportDesk::open(folder, plan, *people, std::move(reader), [this] { return not_whole; });
    ASSERT_TRUE(opened.ok()) << opened.error().message();
    desk = *std::move(opened);
    doors = desk->doors();
    desk->start();
  }

  Result<ReportView> ask(const ReportRequest& request) {
    std::promise<Result<ReportView>> told;
    doors.ask(request, [&](Result<ReportView> view) { told.set_value(std::move(view)); });
    return told.get_future().get();
  }
  ReportRequest request(ReportVerb verb, const std::string& who = "an",
                        const std::string& text = "") {
    ReportRequest made;
    made.verb = verb;
    made.name = {"r", "502", "2021-01"};
    made.viewer = {who, "Ông " + who, {}};
    made.text = text;
    return made;
  }
  Result<ReportView> act(ReportVerb verb, const std::string& who = "an",
                         const std::string& text = "") {
    return ask(request(verb, who, text));
  }
  ReportView publish(const std::string& reason = "") {
    EXPECT_TRUE(act(ReportVerb::draft, "an", reason).ok());
    EXPECT_TRUE(act(ReportVerb::approve, "binh").ok());
    auto view = act(ReportVerb::sign, "binh");
    EXPECT_TRUE(view.ok()) << (view.ok() ? "" : view.error().message());
    return *std::move(view);
  }
  static std::string value_of(const ReportView& view) { return view.shown.cells[0][0].value; }

  const std::string folder = ::testing::TempDir() + "report_desk_test." + std::to_string(getpid());
  model::Plan plan;
  std::mutex mutex;
  std::vector<model::Figure> figures;
  bool is_away = false;
  std::optional<std::string> not_whole;
  std::unique_ptr<storage::People> people;
  std::unique_ptr<ReportDesk> desk;
  serving::ReportDoors doors;
};

TEST_F(ReportDeskTest, AReportIsDraftedApprovedSignedAndStays) {
  EXPECT_TRUE(act(ReportVerb::show)->is_live);
  const auto draft = act(ReportVerb::draft, "an", "đã xong");
  ASSERT_TRUE(draft.ok()) << draft.error().message();
  EXPECT_EQ(draft->record.state(), ReportState::drafted);
  EXPECT_EQ(value_of(*draft), "3");
  const ReportView view = publish();
  EXPECT_EQ(view.record.state(), ReportState::published);
  EXPECT_EQ(view.revision, 1);
  const model::PublishedReport& published = view.record.published.at(0);
  EXPECT_TRUE(verify_seal(published.text, published.seal, doors.public_key).ok());
  ASSERT_EQ(view.shown.acts.size(), 3U);
  EXPECT_EQ(view.shown.acts[1].name, "Ông binh");
  open();
  EXPECT_EQ(act(ReportVerb::show)->record.published.at(0).text, published.text);
}

TEST_F(ReportDeskTest, WhoDidWhatStandsInTheAuditLog) {
  ReportRequest draft = request(ReportVerb::draft, "an", "đã xong");
  draft.peer = "10.0.0.7";
  ASSERT_TRUE(ask(draft).ok());
  ASSERT_FALSE(act(ReportVerb::approve, "an").ok());
  ASSERT_TRUE(act(ReportVerb::approve, "binh").ok());
  const auto records = people->audit.before(INT64_MAX, 10);
  ASSERT_TRUE(records.ok());
  ASSERT_EQ(records->size(), 2U) << "what was refused changed nothing";
  EXPECT_EQ((*records)[0].act, "report.approve");
  EXPECT_EQ((*records)[1].object, "r 502 2021-01");
  EXPECT_EQ((*records)[1].detail, "đã xong");
  EXPECT_EQ((*records)[1].actor, "an");
  EXPECT_EQ((*records)[1].peer, "10.0.0.7");
}

TEST_F(ReportDeskTest, ADraftIsAPictureOfItsMoment) {
  ASSERT_TRUE(act(ReportVerb::draft).ok());
  set("4");
  EXPECT_EQ(value_of(*act(ReportVerb::approve, "binh")), "3");
  EXPECT_EQ(value_of(*act(ReportVerb::sign, "binh")), "3") << "what was approved is signed";
  ReportRequest live = request(ReportVerb::show);
  live.wants_live = true;
  EXPECT_EQ(value_of(*ask(live)), "4");
}

TEST_F(ReportDeskTest, NobodyApprovesHisOwnDraftAndNothingIsSignedUnapproved) {
  EXPECT_EQ(act(ReportVerb::approve).error().code, ErrorCode::check_failed);
  EXPECT_EQ(act(ReportVerb::sign).error().code, ErrorCode::check_failed);
  ASSERT_TRUE(act(ReportVerb::draft).ok());
  EXPECT_EQ(act(ReportVerb::approve, "an").error().code, ErrorCode::check_failed);
  EXPECT_EQ(act(ReportVerb::sign, "binh").error().code, ErrorCode::check_failed);
  ASSERT_TRUE(act(ReportVerb::approve, "binh").ok());
  EXPECT_EQ(act(ReportVerb::approve, "chi").error().code, ErrorCode::check_failed);
  ASSERT_TRUE(act(ReportVerb::draft).ok());
  EXPECT_EQ(act(ReportVerb::sign, "binh").error().code, ErrorCode::check_failed)
      << "a new draft is approved anew";
  ASSERT_TRUE(act(ReportVerb::give_back, "binh", "sai").ok());
  EXPECT_EQ(act(ReportVerb::approve, "binh").error().code, ErrorCode::check_failed);
}

TEST_F(ReportDeskTest, APeriodThatRunsIsOnlyShown) {
  ReportRequest draft = request(ReportVerb::draft);
  draft.name.period = "9999-01";
  EXPECT_EQ(ask(draft).error().code, ErrorCode::check_failed);
  draft.name.period = "2021-13";
  EXPECT_EQ(ask(draft).error().subject, "period");
  draft.name.period = "2019-01";
  EXPECT_EQ(ask(draft).error().subject, "period") << "before the form's first";
}

TEST_F(ReportDeskTest, ALateEventProposesARevisionAndTheFirstStays) {
  const ReportView first = publish();
  EXPECT_EQ(act(ReportVerb::draft, "an", "x").error().code, ErrorCode::check_failed)
      << "nothing has changed";
  {
    const std::scoped_lock lock(mutex);
    set("4");
  }
  ReportView seen;
  for (int i = 0; i < 400 && seen.record.proposed.empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    seen = *act(ReportVerb::show);
  }
  EXPECT_EQ(seen.record.proposed, (std::vector<model::ReportChange>{{"502", "a", "3", "4"}}));
  EXPECT_EQ(value_of(seen), "3");
  EXPECT_EQ(act(ReportVerb::draft).error().code, ErrorCode::usage) << "without a reason";
  const ReportView second = publish("hồ sơ gửi muộn");
  EXPECT_EQ(second.revision, 2);
  EXPECT_EQ(value_of(second), "4");
  EXPECT_TRUE(second.record.proposed.empty());
  EXPECT_EQ(second.changes, seen.record.proposed);
  const model::PublishedReport& then = second.record.published.at(0);
  EXPECT_EQ(second.shown.previous, then.seal.sha256);
  EXPECT_EQ(second.shown.reason, "hồ sơ gửi muộn");
  EXPECT_EQ(then.text, first.record.published.at(0).text);
  EXPECT_TRUE(verify_seal(then.text, then.seal, doors.public_key).ok());
  ReportRequest old = request(ReportVerb::show);
  old.revision = 1;
  EXPECT_EQ(value_of(*ask(old)), "3");
  old.revision = 3;
  EXPECT_FALSE(ask(old).ok());
}

TEST_F(ReportDeskTest, PaperRunsBesideUntilItIsSignedOff) {
  publish();
  ReportRequest paper = request(ReportVerb::paper);
  paper.paper = {{"502", "a", "2", "paper", "", "", "", "", "", "", "", ""}};
  ASSERT_TRUE(ask(paper).ok());
  EXPECT_EQ(act(ReportVerb::settle, "binh").error().code, ErrorCode::check_failed);
  ReportRequest explain = request(ReportVerb::explain, "an", "sót 1 hồ sơ");
  explain.row = "502";
  explain.column = "a";
  ASSERT_TRUE(ask(explain).ok());
  EXPECT_EQ(act(ReportVerb::settle, "an").error().code, ErrorCode::check_failed) << "his own";
  const auto settled = act(ReportVerb::settle, "binh");
  ASSERT_TRUE(settled.ok());
  EXPECT_EQ(settled->record.paper.at(0).settled_value, "3");
  paper.paper[0].column = "z";
  EXPECT_EQ(ask(paper).error().code, ErrorCode::usage) << "no such cell";
}

TEST_F(ReportDeskTest, ACodeIsFoundAsPeopleTypeIt) {
  const std::string code = publish().record.published.at(0).seal.code;
  const auto check = [&](const std::string& typed) {
    std::promise<std::optional<serving::ReportCheck>> told;
    doors.check(typed, [&](const auto& found) { told.set_value(*found); });
    return told.get_future().get();
  };
  std::string small = code;
  for (char& c : small) c = static_cast<char>(std::tolower(c));
  ASSERT_TRUE(check(small));
  EXPECT_EQ(check(code)->revision, 1);
  EXPECT_FALSE(check("0000-0000-0000-0000-0000"));
  EXPECT_FALSE(check("x"));
}

TEST_F(ReportDeskTest, SlotsKnowTheirDueTimeAndWhetherTheyAreLate) {
  publish();
  std::promise<std::vector<model::ReportSlot>> told;
  doors.slots({"r", "", "2021-01", 0}, [&](const auto& slots) { told.set_value(*slots); });
  const std::vector<model::ReportSlot> slots = told.get_future().get();
  ASSERT_EQ(slots.size(), 2U);
  EXPECT_EQ(slots[0].due, "2021-02-03T00:00:00+07:00");
  EXPECT_TRUE(slots[0].is_over);
  EXPECT_TRUE(slots[0].is_late) << "published today";
  EXPECT_EQ(slots[0].summary.state, ReportState::published);
  EXPECT_EQ(slots[1].summary.state, ReportState::open);
}

TEST_F(ReportDeskTest, NothingIsDraftedOfFiguresThatAreNotWhole) {
  not_whole = "still being read";
  const auto draft = act(ReportVerb::draft);
  EXPECT_EQ(draft.error().code, ErrorCode::unavailable);
  EXPECT_EQ(draft.error().text, "still being read");
  EXPECT_TRUE(act(ReportVerb::show)->is_live) << "they may be looked at";
}

TEST_F(ReportDeskTest, WithoutTheEngineWhatWasPublishedIsStillShown) {
  publish();
  is_away = true;
  EXPECT_EQ(value_of(*act(ReportVerb::show)), "3");
  EXPECT_EQ(act(ReportVerb::draft).error().code, ErrorCode::unavailable);
  desk->stop();
  EXPECT_EQ(act(ReportVerb::show).error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace ioc::app::report_desk_test
