// What a template may tell: a tree of named texts, lists and members. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/report_record.h"

namespace ioc::serving {

struct TemplateValue {
  enum class Kind : std::uint8_t {
    text,     // escaped for the format
    json,     // a JSON value as it stands, or none: a number, a text in quotes, `null`
    members,  // reached by `a.b`
    list,     // gone through by `for`
  };
  Kind kind = Kind::text;
  std::string text;  // of text and json; empty: none
  std::map<std::string, TemplateValue, std::less<>> members;
  std::vector<TemplateValue> items;

  static TemplateValue of(std::string text) { return {Kind::text, std::move(text), {}, {}}; }
  static TemplateValue json(std::string text) { return {Kind::json, std::move(text), {}, {}}; }
};

// A published report with its seal, as docs/deliveries.md lists it. `key`: of the delivery.
TemplateValue delivery_value(const model::FilledReport& report,
                             const model::PublishedReport& published, const std::string& key);

// One that has all names, and texts that break whatever is not escaped.
TemplateValue delivery_specimen();

}  // namespace ioc::serving
