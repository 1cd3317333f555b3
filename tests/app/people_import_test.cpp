// Tables of people (app/people_import.h).
#include "app/people_import.h"

#include <gtest/gtest.h>

#include "tests/app/people_kit.h"

namespace ioc::app::people_import_test {
namespace {

PeopleTable read(const std::string& text) {
  return read_people("people.csv", text, testing::small_plan(), {"known"});
}

TEST(PeopleImport, EachLineIsAnAccount) {
  const PeopleTable table = read(
      "\xEF\xBB\xBF"
      "account,name,grants\r\nan,Nguyễn Văn An,officer@502\r\n"
      "binh,\"Trần, Bình\",\"department@49:dossiers+reports;officer@502\"\nchi,Chi,\n");
  ASSERT_TRUE(table.faults.empty()) << catalog::render(table.faults.front());
  ASSERT_EQ(table.accounts.size(), 3u);
  EXPECT_EQ(table.accounts[0].name, "Nguyễn Văn An");
  EXPECT_EQ(table.accounts[1].name, "Trần, Bình");
  EXPECT_EQ(table.accounts[1].grants.size(), 2u);
  EXPECT_TRUE(table.accounts[2].grants.empty());
}

TEST(PeopleImport, EveryFaultIsToldWithItsPlaceAndNothingIsTaken) {
  const PeopleTable table = read(
      "account,name,grants\n"
      "An,A,officer@502\n"
      "known,K,\n"
      "good,Good,officer@502\n"
      "good,Again,\n"
      "c,,\n"
      "d,D,officer@999\n"
      "e,E,king@49\n"
      "f,F\n"
      "g,G,officer@502:dossier\n");
  EXPECT_TRUE(table.accounts.empty());
  std::vector<std::string> places;
  for (const auto& fault : table.faults) {
    places.push_back(std::to_string(fault.line) + ":" + std::to_string(fault.column));
    EXPECT_EQ(fault.code, "people");
  }
  EXPECT_EQ(places,
            (std::vector<std::string>{"2:1", "3:1", "5:1", "6:3", "7:5", "8:5", "9:1", "10:5"}));
}

TEST(PeopleImport, AnotherTableIsNotTakenForOne) {
  for (const char* text : {"", "name,account,grants\na,b,c\n", "account,name\na,b\n"}) {
    EXPECT_EQ(read(text).faults.size(), 1u) << text;
  }
}

}  // namespace
}  // namespace ioc::app::people_import_test
