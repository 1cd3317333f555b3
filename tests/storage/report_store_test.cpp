// What is kept of reports, and what is never changed (storage/report_store.h).
#include "storage/report_store.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace ioc::storage::report_store_test {
namespace {

using model::ReportName;
using model::ReportState;

const ReportName kName{"r", "502", "2020-10"};

struct ReportStoreTest : ::testing::Test {
  ReportStoreTest() {
    std::filesystem::create_directories(folder);
    open();
  }
  ~ReportStoreTest() override {
    store.reset();
    database.reset();
    std::filesystem::remove_all(folder);
  }
  void open() {
    store.reset();
    database.reset();
    auto opened = SqlDatabase::open(folder + "/people.db");
    ASSERT_TRUE(opened.ok());
    database = *std::move(opened);
    auto made = ReportStore::open(*database);
    ASSERT_TRUE(made.ok()) << made.error().message();
    store = *std::move(made);
  }
  model::ReportRecord load() {
    auto record = store->load(kName);
    EXPECT_TRUE(record.ok());
    return *std::move(record);
  }
  static model::ReportAct act(const std::string& what) {
    return {what, "an", "Nguyễn An", "2020-11-02T08:00:00+07:00", ""};
  }
  static model::PublishedReport published(int revision) {
    const std::string number = std::to_string(revision);
    return {revision,
            "text " + number,
            {"sha" + number, "sig", "key", "CODE-" + number},
            revision > 1 ? "late" : "",
            "2020-11-0" + number,
            "binh"};
  }

  const std::string folder = ::testing::TempDir() + "report_store_test." + std::to_string(getpid());
  std::unique_ptr<SqlDatabase> database;
  std::unique_ptr<ReportStore> store;
};

TEST_F(ReportStoreTest, AReportGoesItsWay) {
  EXPECT_EQ(load().state(), ReportState::open);
  ASSERT_TRUE(store->save_draft(kName, "draft", "", act("drafted")).ok());
  EXPECT_EQ(load().state(), ReportState::drafted);
  ASSERT_TRUE(store->approve(kName, "draft+", act("approved")).ok());
  EXPECT_EQ(load().state(), ReportState::approved);
  EXPECT_EQ(load().draft, "draft+");
  ASSERT_TRUE(store->publish(kName, published(1), act("signed")).ok());
  open();
  const model::ReportRecord record = load();
  EXPECT_EQ(record.state(), ReportState::published);
  EXPECT_EQ(record.draft, "");
  ASSERT_EQ(record.published.size(), 1U);
  EXPECT_EQ(record.published[0].text, "text 1");
  EXPECT_EQ(record.published[0].seal.code, "CODE-1");
  ASSERT_EQ(record.acts.size(), 3U);
  EXPECT_EQ(record.acts[1].act, "approved");
  EXPECT_EQ(record.acts[1].name, "Nguyễn An");
}

TEST_F(ReportStoreTest, ANewDraftMustBeApprovedAgain) {
  ASSERT_TRUE(store->save_draft(kName, "draft", "", act("drafted")).ok());
  ASSERT_TRUE(store->approve(kName, "draft+", act("approved")).ok());
  ASSERT_TRUE(store->save_draft(kName, "other", "why", act("drafted")).ok());
  EXPECT_EQ(load().state(), ReportState::drafted);
  EXPECT_EQ(load().reason, "why");
  ASSERT_TRUE(store->give_back(kName, act("given_back")).ok());
  EXPECT_EQ(load().state(), ReportState::open);
  EXPECT_EQ(load().acts.size(), 4U) << "what was done stays";
}

TEST_F(ReportStoreTest, WhatIsPublishedIsNeverChangedNorRemoved) {
  ASSERT_TRUE(store->publish(kName, published(1), act("signed")).ok());
  EXPECT_FALSE(database->run("UPDATE report_published SET text = 'x'").ok());
  EXPECT_FALSE(database->run("DELETE FROM report_published").ok());
  EXPECT_FALSE(database->run("DELETE FROM report_act").ok());
  EXPECT_FALSE(database->run("UPDATE report_act SET by = 'x'").ok());
  EXPECT_EQ(load().published[0].text, "text 1");
}

TEST_F(ReportStoreTest, RevisionsHaveNoGap) {
  EXPECT_FALSE(store->publish(kName, published(2), act("signed")).ok());
  EXPECT_TRUE(load().acts.empty()) << "all or nothing";
  ASSERT_TRUE(store->publish(kName, published(1), act("signed")).ok());
  EXPECT_FALSE(store->publish(kName, published(1), act("signed")).ok());
  ASSERT_TRUE(store->publish(kName, published(2), act("signed")).ok());
  EXPECT_EQ(load().published[1].reason, "late");
}

TEST_F(ReportStoreTest, ACodeLeadsToItsRevisionAndTheNewest) {
  ASSERT_TRUE(store->publish(kName, published(1), act("signed")).ok());
  ASSERT_TRUE(store->publish(kName, published(2), act("signed")).ok());
  const auto found = store->find_code("CODE-1");
  ASSERT_TRUE(found.ok() && *found);
  EXPECT_EQ((*found)->name, kName);
  EXPECT_EQ((*found)->published.revision, 1);
  EXPECT_EQ((*found)->newest, 2);
  EXPECT_EQ(*store->find_code("CODE-3"), std::nullopt);
}

TEST_F(ReportStoreTest, WhatIsProposedIsReplacedAndEndsWithTheRevision) {
  ASSERT_TRUE(store->publish(kName, published(1), act("signed")).ok());
  ASSERT_TRUE(store->propose(kName, {{"502", "a", "3", "4"}}, "t1").ok());
  ASSERT_TRUE(store->propose(kName, {{"502", "a", "3", "5"}, {"B", "a", "", "1"}}, "t2").ok());
  EXPECT_EQ(load().proposed.size(), 2U);
  EXPECT_EQ(load().proposed[0].new_value, "5");
  EXPECT_EQ(load().proposed_at, "t2");
  EXPECT_EQ((*store->summaries())[0].proposed_count, 2U);
  ASSERT_TRUE(store->publish(kName, published(2), act("signed")).ok());
  EXPECT_TRUE(load().proposed.empty());
}

TEST_F(ReportStoreTest, PaperFiguresAreExplainedAndSignedOff) {
  model::PaperFigure figure{"502", "a", "12", "paper", "an", "t1", "", "", "", "", "", ""};
  ASSERT_TRUE(store->enter_paper(kName, {figure}).ok());
  figure.explanation = "a double";
  figure.explained_by = "an";
  ASSERT_TRUE(store->explain_paper(kName, figure).ok());
  figure.settled_by = "binh";
  figure.settled_value = "13";
  ASSERT_TRUE(store->settle_paper(kName, {figure}).ok());
  ASSERT_EQ(load().paper.size(), 1U);
  EXPECT_EQ(load().paper[0].explanation, "a double");
  EXPECT_EQ(load().paper[0].settled_by, "binh");
  ASSERT_TRUE(store->explain_paper(kName, figure).ok());
  EXPECT_EQ(load().paper[0].settled_by, "") << "another explanation is signed off anew";
  ASSERT_TRUE(
      store->enter_paper(kName, {{"502", "a", "13", "lris", "an", "t2", "", "", "", "", "", ""}})
          .ok());
  EXPECT_EQ(load().paper[0].explanation, "") << "another figure is explained anew";
  figure.column = "b";
  EXPECT_FALSE(store->explain_paper(kName, figure).ok()) << "nothing was entered there";
}

TEST_F(ReportStoreTest, SummariesSayWhereEachStands) {
  ASSERT_TRUE(store->publish(kName, published(1), act("signed")).ok());
  const ReportName other{"r", "503", "2020-10"};
  ASSERT_TRUE(store->save_draft(other, "draft", "", act("drafted")).ok());
  const auto summaries = store->summaries();
  ASSERT_TRUE(summaries.ok());
  ASSERT_EQ(summaries->size(), 2U);
  EXPECT_EQ((*summaries)[0].revision, 1);
  EXPECT_EQ((*summaries)[0].state, ReportState::published);
  EXPECT_EQ((*summaries)[0].published_at, "2020-11-01");
  EXPECT_EQ((*summaries)[1].state, ReportState::drafted);
}

TEST_F(ReportStoreTest, CommentsStayInTheirOrder) {
  ASSERT_TRUE(store->add_comment(kName, {"an", "An", "t1", "một"}).ok());
  ASSERT_TRUE(store->add_comment(kName, {"binh", "Bình", "t2", "hai"}).ok());
  EXPECT_EQ(load().comments[1].text, "hai");
  EXPECT_TRUE(store->load({"r", "503", "2020-10"})->comments.empty());
}

}  // namespace
}  // namespace ioc::storage::report_store_test
