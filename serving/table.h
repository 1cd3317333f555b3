// A list as a table: CSV, and XLSX with typed cells; which of them a request wants. Pure but for
// the memory of the workbook.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "model/result.h"
#include "model/time.h"
#include "serving/answer.h"

namespace ioc::serving {

enum class CellKind : std::uint8_t {
  none,     // nothing is known
  text,     //
  number,   // as JSON tells it
  percent,  // likewise; a share, which a workbook shows in percent
  truth,    // "true" or "false"
  time,
};

struct Cell {
  CellKind kind = CellKind::none;
  std::string text;     // of all but `none` and `time`
  model::Instant at{};  // of `time`

  static Cell of_text(std::string text) { return {CellKind::text, std::move(text), {}}; }
  static Cell of_number(std::string json) { return {CellKind::number, std::move(json), {}}; }
  static Cell of_time(model::Instant at) { return {CellKind::time, {}, at}; }
  // A value of JSON: a text, a number, true, false or null.
  static Cell of_json(std::string_view json, bool is_share = false);
};

using Row = std::vector<Cell>;

struct Table {
  std::string name;  // of the file, without its ending
  std::vector<std::string> head;
  std::vector<Row> rows;
};

// RFC 4180, a header row; values as they are told in JSON, times in RFC 3339.
std::string table_csv(const Table& table, const model::Zone& zone);
// One sheet whose first row stays in sight. Numbers are numbers (of more digits than a spreadsheet
// keeps: texts), shown as in Vietnam; times are dates in the zone; texts are never formulas.
// The same table gives the same bytes. Error `io`: no memory for it.
model::Result<std::string> table_xlsx(const Table& table, const model::Zone& zone);

enum class ListForm : std::uint8_t { json, csv, xlsx };

// By `format=json|csv|xlsx`; without it by the Accept header, a draw being JSON. Or what is wrong
// with `format`.
std::variant<ListForm, Answer> read_form(const Parameters& parameters, std::string_view accept);
// The same of a request whose `format` was judged before.
ListForm form_of(const Request& request);

// The table in a form other than JSON, to be saved as a file.
Answer table_answer(const Table& table, ListForm form, const model::Zone& zone);

}  // namespace ioc::serving
