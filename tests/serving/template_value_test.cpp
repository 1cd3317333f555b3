// What a template may tell of a report (serving/template_value.h).
#include "serving/template_value.h"

#include "report_kit.h"
#include "serving/report_text.h"

namespace ioc::serving::template_value_test {
namespace {

TEST(TemplateValues, AReportIsToldWithItsSealAndItsDocument) {
  const model::PublishedReport published = testing::make_published(2);
  const TemplateValue value =
      delivery_value(*read_report_text(published.text), published, "test/lris/r/502/2020-10/2");
  EXPECT_EQ(value.members.at("key").text, "test/lris/r/502/2020-10/2");
  EXPECT_EQ(value.members.at("revision").text, "2");
  EXPECT_EQ(value.members.at("document").text, signed_document(published));
  EXPECT_EQ(value.members.at("seal").members.at("sha256").text, "ab12");
  const TemplateValue& row = value.members.at("rows").items.at(0);
  EXPECT_EQ(row.members.at("unit").text, "502");
  const TemplateValue& share = row.members.at("cells").items.at(1);
  EXPECT_EQ(share.members.at("value").text, "0.0625");
  EXPECT_EQ(share.members.at("status").text, "provisional");
  EXPECT_EQ(share.members.at("column").members.at("id").text, "share");
}

// A name that is checked with the specimen must be there in each report.
void expect_same_names(const TemplateValue& one, const TemplateValue& other) {
  ASSERT_EQ(one.kind, other.kind);
  ASSERT_EQ(one.members.size(), other.members.size());
  for (const auto& [name, member] : one.members) {
    ASSERT_TRUE(other.members.contains(name)) << name;
    expect_same_names(member, other.members.at(name));
  }
  if (one.kind == TemplateValue::Kind::list) {
    ASSERT_FALSE(one.items.empty());
    expect_same_names(one.items.front(), other.items.front());
  }
}

TEST(TemplateValues, TheSpecimenHasTheNamesOfEveryReport) {
  const model::PublishedReport published = testing::make_published();
  expect_same_names(delivery_specimen(),
                    delivery_value(*read_report_text(published.text), published, "k"));
}

}  // namespace
}  // namespace ioc::serving::template_value_test
