// Templates of deliveries: values escaped, faults with their place (serving/delivery_template.h).
#include "serving/delivery_template.h"

#include "report_kit.h"
#include "serving/report_text.h"
#include "serving/well_formed.h"

namespace ioc::serving::delivery_template_test {
namespace {

using testing::Json;

constexpr std::string_view kJson = R"({
  "key": "{{ key }}", {# for the receiver #}
  "unit": {"code": "{{ unit.code }}", "name": "{{ unit.name.vi }}"},
  "revision": {{ revision }},
  "due": {% if due %}"{{ due }}"{% else %}null{% end %},
  "rows": [{% for row in rows join "," %}
    {"unit": "{{ row.unit }}", "name": "{{ row.name.vi }}",
     "cells": [{% for cell in row.cells join ", " %}{"{{ cell.column.id }}": {{ cell.value }}}{% end %}]}{% end %}],
  "document": "{{ document }}"
})";
constexpr std::string_view kXml = R"(<?xml version="1.0" encoding="UTF-8"?>
<report key="{{ key }}" revision="{{ revision }}">
{% for row in rows %}<row name="{{ row.name.vi }}">{% for cell in row.cells %}
  <cell column="{{ cell.column.id }}">{{ cell.value }}</cell>{% end %}
</row>{% end %}
<signed>{{ document }}</signed>
</report>)";

model::Result<std::shared_ptr<const DeliveryTemplate>> read(std::string_view text,
                                                            TemplateFormat format) {
  return DeliveryTemplate::read("a.tmpl", text, format, delivery_specimen());
}
std::string faults(std::string_view text, TemplateFormat format = TemplateFormat::json) {
  const auto made = read(text, format);
  return made.ok() ? std::string() : made.error().text;
}
TemplateValue report_value() {
  const model::PublishedReport published = testing::make_published();
  return delivery_value(*read_report_text(published.text), published, "a/b");
}

TEST(DeliveryTemplates, JsonHoldsTheReportAndItsDocumentToTheByte) {
  const auto made = read(kJson, TemplateFormat::json);
  ASSERT_TRUE(made.ok()) << made.error().text;
  const auto filled = (*made)->fill(report_value());
  ASSERT_TRUE(filled.ok()) << filled.error().text;
  const Json json = Json::parse(*filled);
  EXPECT_EQ(json["key"], "a/b");
  EXPECT_EQ(json["revision"], 1);
  EXPECT_EQ(json["due"], nullptr);
  EXPECT_EQ(json["unit"]["name"], "Thành phố Tam Kỳ");
  ASSERT_EQ(json["rows"].size(), 2u);
  EXPECT_EQ(json["rows"][0]["cells"][0]["count"], 1240);
  EXPECT_EQ(json["rows"][0]["cells"][1]["share"], 0.0625);
  EXPECT_EQ(json["rows"][1]["cells"][1]["share"], nullptr);
  EXPECT_EQ(json["document"], signed_document(testing::make_published()));
}

TEST(DeliveryTemplates, XmlHoldsItToo) {
  const auto made = read(kXml, TemplateFormat::xml);
  ASSERT_TRUE(made.ok()) << made.error().text;
  const std::string filled = *(*made)->fill(report_value());
  EXPECT_FALSE(xml_fault(filled));
  EXPECT_NE(filled.find("<cell column=\"count\">1240</cell>"), std::string::npos);
  EXPECT_NE(filled.find("&quot;report&quot;"), std::string::npos);
}

// What people write must not become markup or members, whatever it is.
TEST(DeliveryTemplates, NoValueBreaksOutOfItsPlace) {
  const std::string evil =
      "x\",\"admin\":true,\"y\":\"</cell>\"'&]]>\n\t\x01\x7f{{ key }}{% end %}";
  TemplateValue value = report_value();
  value.members["unit"].members["code"] = TemplateValue::of(evil);
  const Json json =
      Json::parse(*(**read(R"({"u":"{{ unit.code }}"})", TemplateFormat::json)).fill(value));
  EXPECT_EQ(json.size(), 1u);
  EXPECT_EQ(json["u"], evil);
  const std::string xml =
      *(**read("<a b=\"{{ unit.code }}\">{{ unit.code }}</a>", TemplateFormat::xml)).fill(value);
  EXPECT_EQ(xml.find("</cell>"), std::string::npos);
  EXPECT_FALSE(xml_fault(xml));
}

TEST(DeliveryTemplates, ATextOfAFigureIsATextInBoth) {
  TemplateValue value = report_value();
  value.members["revision"] = TemplateValue::json("\"A & \\\"B\\\"\"");
  EXPECT_EQ(*(**read("[{{ revision }}]", TemplateFormat::json)).fill(value), "[\"A & \\\"B\\\"\"]");
  EXPECT_EQ(*(**read("<a>{{ revision }}</a>", TemplateFormat::xml)).fill(value),
            "<a>A &amp; &quot;B&quot;</a>");
}

TEST(DeliveryTemplates, FaultsAreToldWithTheirPlaceAllOfThem) {
  EXPECT_EQ(
      faults("{\"a\": \"{{ unit.nam.vi }}\",\n \"b\": \"{{ what }}\"}")
          .substr(0, std::string_view("a.tmpl:1:8: error[TEMPLATE]: there is no `unit.nam.vi`; "
                                      "there are: code, name\na.tmpl:2:8: ")
                         .size()),
      "a.tmpl:1:8: error[TEMPLATE]: there is no `unit.nam.vi`; there are: code, name\n"
      "a.tmpl:2:8: ");
  const std::pair<const char*, const char*> kCases[] = {
      {"[{{ key ]", "1:2: error[TEMPLATE]: this tag has no `}}`"},
      {"[{% for row in rows %}1]", "1:2: error[TEMPLATE]: this block has no {% end %}"},
      {"[1]{% end %}", "1:4: error[TEMPLATE]: `end` closes nothing"},
      {"[{% each row %}]", "1:2: error[TEMPLATE]: expected `for NAME in LIST`"},
      {"[{% for x in key %}1{% end %}]", "`key` is no list"},
      {"[\"{{ rows }}\"]", "`rows` is a list; tell one of its values"},
      {"[\"{{ unit }}\"]", "`unit` is no single value"},
      {"[{{ unit.code }}]", "1:2: error[TEMPLATE]: what comes of it is no JSON"},
      {"[{% for row in rows %}\"{{ row.code }}\"{% end %}]", "what comes of it is no JSON"},
      {"[\"{{ key | upper }}\"]", "expected one name"},
      {"[{% if due %}1{% else %}2{% else %}3{% end %}]", "a second `else`"},
      {"[{% for x in rows %}{% else %}{% end %}]", "`else` belongs to `if`"},
  };
  for (const auto& [text, told] : kCases) {
    EXPECT_NE(faults(text).find(told), std::string::npos) << text << "\n" << faults(text);
  }
  EXPECT_NE(faults("<a>{{ key }}</b>", TemplateFormat::xml).find("no XML"), std::string::npos);
  EXPECT_NE(faults("<a b={{ key }}/>", TemplateFormat::xml).find("1:6"), std::string::npos);
  std::string deep = "[";
  for (int i = 0; i < 30; ++i) deep += "{% if due %}";
  EXPECT_NE(faults(deep).find("deep"), std::string::npos);
}

}  // namespace
}  // namespace ioc::serving::delivery_template_test
