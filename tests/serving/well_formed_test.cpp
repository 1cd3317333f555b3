// What is JSON and what is XML (serving/well_formed.h).
#include "serving/well_formed.h"

#include <gtest/gtest.h>

namespace ioc::serving::well_formed_test {
namespace {

TEST(WellFormed, JsonIsOneValueAndFaultsHaveTheirPlace) {
  EXPECT_FALSE(json_fault(R"({"a":[1,"\u00e9",null]})"));
  EXPECT_FALSE(json_fault("-12.50"));
  for (const char* wrong : {"", "{", "{\"a\":}", "1 2", "{\"a\":\"\n\"}", "\"\xff\""}) {
    EXPECT_TRUE(json_fault(wrong)) << wrong;
  }
  EXPECT_EQ(json_fault("{\"a\":x}")->offset, 5u);
}

TEST(WellFormed, XmlIsOneWholeDocument) {
  EXPECT_FALSE(xml_fault("<?xml version=\"1.0\"?><a b=\"&lt;&#10;\"><c>Đã</c></a>\n"));
  for (const char* wrong :
       {"", "<a>", "<a></b>", "<a b=1/>", "<a>&x;</a>", "<a/><b/>", "<a>\x01</a>"}) {
    EXPECT_TRUE(xml_fault(wrong)) << wrong;
  }
  EXPECT_GE(xml_fault("<a><b></a>")->offset, 6u);
}

TEST(WellFormed, XmlDeclaresNothing) {
  const auto fault =
      xml_fault("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>");
  ASSERT_TRUE(fault);
  EXPECT_NE(fault->text.find("document type"), std::string::npos);
}

}  // namespace
}  // namespace ioc::serving::well_formed_test
