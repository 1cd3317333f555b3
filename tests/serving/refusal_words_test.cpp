// Reasons, cures and faults in words (serving/refusal_words.h).
#include "serving/refusal_words.h"

#include <gtest/gtest.h>

#include <set>

#include "model/event.h"

namespace ioc::serving::refusal_words_test {
namespace {

TEST(RefusalWords, EveryReasonHasItsNameAndItsOwnCureInBothLanguages) {
  for (const Language language : {Language::vi, Language::en}) {
    std::set<std::string> told;
    for (const std::string_view reason : model::kReasonNames) {
      EXPECT_NE(reason_words(language, reason), reason);
      told.insert(cure_words(language, reason, {}));
    }
    EXPECT_EQ(told.size(), model::kReasonCount);
    EXPECT_FALSE(told.contains(""));
  }
}

TEST(RefusalWords, AFaultNamesThePlaceWhatStandsThereAndWhatIsWanted) {
  model::StreamPlan stream;
  model::FieldPlan& due = stream.fields.emplace_back();
  due.name = "due";
  due.pointer = {"data", "due"};
  due.type.kind = model::TypeKind::instant;
  due.formats = {*model::TimeFormat::compile("yyyy-MM-dd HH:mm:ss")};
  EXPECT_EQ(fault_words(Language::vi, {"bad_type", "due", "mai"}, stream),
            "due (/data/due) là “mai”; cần thời điểm, như 2020-10-15T16:59:58+07:00, hoặc theo "
            "dạng yyyy-MM-dd HH:mm:ss.");
  EXPECT_EQ(fault_words(Language::en, {"missing_field", "time", ""}, stream),
            "time (/time) is missing; a time such as 2020-10-15T16:59:58+07:00 is expected.");
  EXPECT_EQ(fault_words(Language::vi, {"malformed", "", ""}, stream), "Không đọc được");
}

}  // namespace
}  // namespace ioc::serving::refusal_words_test
