// What the tests of the catalogue share: a small catalogue, and short forms of what loading gives.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/checker.h"
#include "catalog/streams.h"
#include "catalog/syntax.h"
#include "catalog/units_file.h"

namespace ioc::catalog::kit {

inline constexpr std::string_view kUnits =
    "code,name_vi,name_en,level,parent,valid_from,valid_to\n"
    "49,Tỉnh,Province,province,,,\n"
    "502,Tam Kỳ,Tam Ky,district,49,,\n"
    "503,Hội An,Hoi An,district,49,,\n";

// Six lines; what is appended begins at line 7.
inline std::string settings(std::string_view zone = "Asia/Ho_Chi_Minh") {
  return "[catalog]\nid = \"test\"\ntime_zone = \"" + std::string(zone) +
         "\"\nroot_unit = \"49\"\n\n\n";
}

// Fourteen lines, to line 20 of settings() + stream().
inline std::string stream() {
  return R"([[stream]]
id = "dossiers"
topic = "one-stop-shop.dossiers"
lateness = "7d"
fields.unit = { pointer = "/data/unit", type = "unit" }
fields.channel = { pointer = "/data/channel", type = "string" }
fields.status = { pointer = "/data/status", type = "int" }
fields.level = { pointer = "/data/level", type = "int", optional = true }
fields.fee = { pointer = "/data/fee", type = "decimal", scale = 2, optional = true }
fields.rate = { pointer = "/data/rate", type = "decimal", scale = 0 }
fields.due = { pointer = "/data/due", type = "time", optional = true }
fields.received = { pointer = "/data/received", type = "time" }
fields.signed = { pointer = "/data/signed", type = "bool", optional = true }

)";
}

// Five lines and what `rest` adds: begins at line 21 of settings() + stream().
inline std::string indicator(std::string_view id, std::string_view rest) {
  return "[[indicator]]\nid = \"" + std::string(id) + "\"\nname = \"x\"\nof = \"dossiers\"\n" +
         std::string(rest) + "\n";
}

// Two lines.
inline constexpr std::string_view kOfficeHours =
    "[calendar]\nhours = [{ from = 2016-01-01, days = [\"mon-fri\"], "
    "spans = [\"07:00-11:30\", \"13:30-17:00\"] }]\n";

inline Loaded load_text(std::string toml, std::string_view units = kUnits) {
  return load({{"a.toml", std::move(toml)}}, {"units.csv", std::string(units)});
}
// A whole catalogue around the given indicators.
inline Loaded load_indicators(const std::string& indicators,
                              std::string_view zone = "Asia/Ho_Chi_Minh") {
  return load_text(settings(zone) + stream() + indicators);
}

// "line:column code" of each fault, with the file when it is not a.toml.
inline std::vector<std::string> faults(const Loaded& loaded) {
  std::vector<std::string> out;
  for (const Diagnostic& d : loaded.diagnostics) {
    out.push_back((d.file == "a.toml" ? "" : d.file + ":") + std::to_string(d.line) + ":" +
                  std::to_string(d.column) + " " + d.code);
  }
  return out;
}
inline std::string rendered(const Loaded& loaded) {
  std::string out;
  for (const Diagnostic& d : loaded.diagnostics) out += render(d);
  return out;
}

// What an expression over the fields of stream() becomes: its canonical text and type, or
// "column-length code: text | help" of its first fault, columns counting from 1 in the text.
class Expressions {
 public:
  // Without indicators nothing is used, but the fields are those of every test.
  explicit Expressions(std::string_view calendar = "")
      : loaded_(load_indicators(std::string(calendar))) {}

  std::string check(const std::string& expression) const {
    Report report;
    const Source source("e", "'''" + expression + "'''");
    const Text text{expression, {&source, {1, 1, 1}}};
    const model::Plan& plan = *loaded_.plan;
    Scope scope{&plan.streams[0], &broken_, &plan.units};
    scope.knows_work_time = plan.calendar.has_value();
    const std::optional<Syntax> syntax = parse_expression(text, report);
    std::optional<model::Expression> checked;
    if (syntax) checked = check_expression(*syntax, text, scope, report);
    if (checked) last_ = *checked;
    const std::vector<Diagnostic> told = report.take();
    if (told.empty()) return checked->canonical;
    const Diagnostic& d = told.front();
    return std::to_string(d.column - 3) + "-" + std::to_string(d.caret_length) + " " + d.code +
           ": " + d.text + (d.help.empty() ? "" : " | " + d.help);
  }
  const model::Expression& last() const { return last_; }

 private:
  Loaded loaded_;
  std::set<std::string> broken_{"spoiled"};
  mutable model::Expression last_;
};

using Strings = std::vector<std::string>;

}  // namespace ioc::catalog::kit
