// Canonical texts and signed documents read back (serving/report_text.h).
#include "serving/report_text.h"

#include "report_kit.h"

namespace ioc::serving::report_text_test {
namespace {

using testing::make_filled;
using testing::make_published;

TEST(ReportText, IsReadBackAsItWasWritten) {
  const std::string text = model::canonical_text(make_filled());
  const auto report = read_report_text(text);
  ASSERT_TRUE(report.ok()) << report.error().message();
  EXPECT_EQ(model::canonical_text(*report), text);
  EXPECT_EQ(report->name, (model::ReportName{"r", "502", "2020-10"}));
  EXPECT_EQ(report->cells[0][1].figure->denominator, "16");
  EXPECT_EQ(report->cells[1][1].figure, std::nullopt);
  EXPECT_EQ(report->positions[0], "{\"t\":[5,null]}");
}

TEST(ReportText, AnythingElseIsNone) {
  const std::string text = model::canonical_text(make_filled());
  const auto replaced = [&](const std::string& from, const std::string& to) {
    std::string other = text;
    return other.replace(other.find(from), from.size(), to);
  };
  for (const std::string& other :
       {std::string(), std::string("{}"), std::string("[]"), text + " ", " " + text,
        text.substr(0, text.size() - 1), replaced("report 1", "report 2"),
        replaced("\"due\":null,", ""), replaced("\"due\":null", "\"due\":null,\"more\":1"),
        replaced("\"position\":0", "\"position\":7"), replaced("\"count\":1240", "\"count\":\"x\""),
        replaced(",\"why\":null", ", \"why\":null")}) {
    EXPECT_FALSE(read_report_text(other).ok()) << other.substr(0, 60);
  }
}

TEST(ReportText, ADocumentIsTwoLines) {
  const model::PublishedReport published = make_published();
  const std::string bytes = signed_document(published);
  const auto document = read_signed_document(bytes);
  ASSERT_TRUE(document.ok());
  EXPECT_EQ(document->text, published.text);
  EXPECT_EQ(document->seal.signature, published.seal.signature);
  EXPECT_EQ(document->seal.code, published.seal.code);
  for (const std::string& other :
       {std::string(), published.text, published.text + "\n", published.text + "\n{}",
        published.text + "\n{\"algorithm\":\"Ed25519\",\"sha256\":1}"}) {
    EXPECT_FALSE(read_signed_document(other).ok());
  }
}

}  // namespace
}  // namespace ioc::serving::report_text_test
