// A form filled with figures, and the one text that is signed: docs/formats/report.md.
//
// Texts, not numbers: what was told is kept as it was told, and the same bytes come out again after
// it was read back.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/figure.h"
#include "model/name.h"

namespace ioc::model {

// Which report: of a form, a unit and a period.
struct ReportName {
  std::string report;
  std::string unit;    // its code
  std::string period;  // "2020-10", "2020-Q4", "2020-H1", "2020", "2020-W42", "2020-10-15"
  auto operator<=>(const ReportName&) const = default;
};

// A figure as it was told when the form was filled. Times are RFC 3339 in the catalogue's zone.
struct FilledFigure {
  std::string start;  // empty: none
  std::string end;
  JsonText value;
  JsonText numerator;  // empty: none
  JsonText denominator;
  std::int64_t count = 0;
  std::string status;
  std::uint64_t revision = 0;
  std::string as_of;
  bool operator==(const FilledFigure&) const = default;
};

struct FilledCell {
  JsonText value;   // empty: none
  std::string why;  // there is none, or it is 0: nothing_counted, nothing_to_divide
  // In FilledReport::positions: the offsets it stands for; -1: nothing was read of its stream yet.
  int position = -1;
  std::optional<FilledFigure> figure;  // none: no contribution
  bool operator==(const FilledCell&) const = default;
};

// A row or a column. Empty members are said by the other one; a window neither says is the period.
struct FilledLine {
  std::string id;
  std::string code;
  Name name;
  std::string unit;  // rows only
  std::string indicator;
  std::string window;
  std::string part;
};

// Somebody did something to the report.
struct ReportAct {
  std::string act;   // drafted, approved, signed, …
  std::string by;    // the account
  std::string name;  // the person's name as it was then
  std::string at;
  std::string note;
};

struct FilledReport {
  std::string catalog_id;
  std::string catalog;  // its hash
  ReportName name;
  std::string form;
  std::string external_code;
  Name title;
  Name legal_basis;
  Name comment;
  Name unit_name;
  std::string window;  // the period as the catalogue calls it
  std::string start;
  std::string end;
  std::string due;  // the first instant at which it is late; empty: the calendar does not know
  int revision = 1;
  std::string previous;  // SHA-256 of the revision before; empty: the first
  std::string reason;    // of a revision after the first
  std::vector<ReportAct> acts;
  std::vector<FilledLine> columns;
  std::vector<FilledLine> rows;
  std::vector<std::vector<FilledCell>> cells;  // by row, then column
  std::vector<JsonText> positions;             // {"topic":[next offset by partition,…],…}
};

// What the cell of a row and a column is of.
struct FilledSource {
  std::string_view indicator, window, part, unit;
};
FilledSource source_of(const FilledReport& report, std::size_t row, std::size_t column);

// One line, without its end.
std::string canonical_text(const FilledReport& report);

}  // namespace ioc::model
