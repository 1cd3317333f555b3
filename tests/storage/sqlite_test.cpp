// What people enter is kept whole (storage/sqlite.h).
#include "storage/sqlite.h"

#include <sys/stat.h>

#include <array>
#include <filesystem>

namespace ioc::storage::sqlite_test {
namespace {

using model::Done;
using model::Error;
using model::ErrorCode;
using model::Status;

constexpr std::array<std::string_view, 1> kFirst = {
    "CREATE TABLE thing(id INTEGER PRIMARY KEY, name TEXT UNIQUE, size INTEGER) STRICT;"};
constexpr std::array<std::string_view, 2> kSecond = {
    kFirst[0], "ALTER TABLE thing ADD COLUMN colour TEXT NOT NULL DEFAULT 'red';"};

struct SqliteTest : ::testing::Test {
  const std::string folder = ::testing::TempDir() + "sqlite_test." + std::to_string(getpid());
  const std::string path = folder + "/people.db";
  SqliteTest() { std::filesystem::create_directories(folder); }
  ~SqliteTest() override { std::filesystem::remove_all(folder); }

  std::unique_ptr<SqlDatabase> open() {
    auto opened = SqlDatabase::open(path);
    EXPECT_TRUE(opened.ok()) << (opened.ok() ? "" : opened.error().message());
    return std::move(opened).value();
  }
  static std::vector<std::string> names(SqlDatabase& database) {
    std::vector<std::string> found;
    EXPECT_TRUE(database
                    .each("SELECT name FROM thing ORDER BY id", {},
                          [&](const SqlRow& row) { found.push_back(row.text(0)); })
                    .ok());
    return found;
  }
};

TEST_F(SqliteTest, ValuesComeBackAsTheyWere) {
  auto database = open();
  ASSERT_TRUE(database->migrate("things", kFirst).ok());
  const std::string name = std::string("Hội An '\"; DROP TABLE thing; --") + '\0' + "x";
  ASSERT_TRUE(
      database->run("INSERT INTO thing(name, size) VALUES(?1, ?2)", {name, INT64_MIN}).ok());
  EXPECT_EQ(database->last_id(), 1);
  ASSERT_TRUE(database->run("INSERT INTO thing(name) VALUES(?1)", {std::monostate{}}).ok());
  int rows = 0;
  ASSERT_TRUE(database
                  ->each("SELECT name, size FROM thing ORDER BY id", {},
                         [&](const SqlRow& row) {
                           if (++rows == 1) {
                             EXPECT_EQ(row.text(0), name);
                             EXPECT_EQ(row.number(1), INT64_MIN);
                           } else {
                             EXPECT_TRUE(row.is_null(0) && row.is_null(1));
                             EXPECT_EQ(row.text(0), "");
                           }
                         })
                  .ok());
  EXPECT_EQ(rows, 2);
}

TEST_F(SqliteTest, OnlyItsOwnerMayReadIt) {
  auto database = open();
  ASSERT_TRUE(database->migrate("things", kFirst).ok());
  for (const char* file : {"", "-wal", "-shm"}) {
    struct stat seen {};
    ASSERT_EQ(stat((path + file).c_str(), &seen), 0) << file;
    EXPECT_EQ(seen.st_mode & 0077, 0u) << file;
  }
}

TEST_F(SqliteTest, PartsAreBroughtUpToDateAndALaterVersionIsRefused) {
  open()->migrate("things", kFirst).ok();
  auto database = open();
  ASSERT_TRUE(database->run("INSERT INTO thing(name) VALUES('a')").ok());
  ASSERT_TRUE(database->migrate("things", kSecond).ok());
  ASSERT_TRUE(database->migrate("things", kSecond).ok());
  EXPECT_TRUE(database->run("UPDATE thing SET colour = 'blue'").ok());
  EXPECT_EQ(database->changes(), 1);
  const Status later = database->migrate("things", kFirst);
  ASSERT_FALSE(later.ok());
  EXPECT_EQ(later.error().code, ErrorCode::config);
}

TEST_F(SqliteTest, ATransactionHappensWholeOrNotAtAll) {
  auto database = open();
  ASSERT_TRUE(database->migrate("things", kFirst).ok());
  const auto add = [&](const char* name) {
    return database->run("INSERT INTO thing(name) VALUES(?1)", {std::string(name)});
  };
  const Status failed = database->in_transaction([&]() -> Status {
    if (Status added = add("a"); !added.ok()) return added;
    return database->in_transaction([&] { return add("a"); });  // the name is taken
  });
  ASSERT_FALSE(failed.ok());
  EXPECT_NE(failed.error().message().find("people.db"), std::string::npos);
  EXPECT_TRUE(names(*database).empty());
  EXPECT_TRUE(database->in_transaction([&] { return add("a"); }).ok());
  EXPECT_EQ(names(*open()), std::vector<std::string>{"a"});
}

TEST_F(SqliteTest, ACopyIsADatabaseOfItsOwn) {
  auto database = open();
  ASSERT_TRUE(database->migrate("things", kFirst).ok());
  ASSERT_TRUE(database->run("INSERT INTO thing(name) VALUES('a')").ok());
  ASSERT_TRUE(database->copy_to(folder + "/copy.db").ok());
  ASSERT_TRUE(database->run("INSERT INTO thing(name) VALUES('b')").ok());
  auto copy = SqlDatabase::open(folder + "/copy.db");
  ASSERT_TRUE(copy.ok());
  EXPECT_EQ(names(**copy), std::vector<std::string>{"a"});
}

TEST_F(SqliteTest, WhoOpensItToReadSeesWhatOthersWriteAndChangesNothing) {
  auto database = open();
  ASSERT_TRUE(database->migrate("things", kFirst).ok());
  ASSERT_TRUE(database->run("INSERT INTO thing(name) VALUES('a')").ok());
  auto reader = SqlDatabase::open_to_read(path);
  ASSERT_TRUE(reader.ok()) << reader.error().message();
  EXPECT_TRUE((*reader)->migrate("things", kFirst).ok());
  EXPECT_FALSE((*reader)->run("INSERT INTO thing(name) VALUES('b')").ok());
  EXPECT_FALSE((*reader)->run("CREATE TABLE other(id INTEGER)").ok());
  const Status still = (*reader)->in_transaction([&]() -> Status {
    EXPECT_EQ(names(**reader), std::vector<std::string>{"a"});
    // Nobody waits for whoever reads.
    EXPECT_TRUE(database->run("INSERT INTO thing(name) VALUES('c')").ok());
    EXPECT_EQ(names(**reader), std::vector<std::string>{"a"});
    return Done{};
  });
  EXPECT_TRUE(still.ok());
  EXPECT_EQ(names(**reader), (std::vector<std::string>{"a", "c"}));
}

TEST_F(SqliteTest, WhoOpensItToReadMakesNothingAndBringsNothingUpToDate) {
  EXPECT_FALSE(SqlDatabase::open_to_read(path).ok());
  EXPECT_FALSE(std::filesystem::exists(path));
  ASSERT_TRUE(open()->migrate("things", kFirst).ok());
  {
    auto reader = SqlDatabase::open_to_read(path);
    ASSERT_TRUE(reader.ok()) << reader.error().message();
    const Status earlier = (*reader)->migrate("things", kSecond);
    ASSERT_FALSE(earlier.ok());
    EXPECT_EQ(earlier.error().code, ErrorCode::config);
    EXPECT_EQ((*reader)->migrate("others", kFirst).error().code, ErrorCode::config);
  }
  for (const char* file : {"-wal", "-shm"}) EXPECT_FALSE(std::filesystem::exists(path + file));
  EXPECT_FALSE(open()->run("SELECT colour FROM thing").ok());
}

TEST_F(SqliteTest, WhatIsNoDatabaseIsAnErrorThatNamesTheFile) {
  const auto missing = SqlDatabase::open(folder + "/none/people.db");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::io);
  EXPECT_EQ(missing.error().subject, folder + "/none/people.db");
}

}  // namespace
}  // namespace ioc::storage::sqlite_test
