#include "app/report_figures.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "serving/report_text.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::FilledCell;
using model::FilledReport;
using model::Result;

namespace {

using Json = nlohmann::ordered_json;

// What nothing was counted of has no as-of of its own: it is asked as of the others.
std::string as_of_of(const FilledReport& report) {
  std::string as_of = report.end;
  for (const auto& row : report.cells) {
    for (const FilledCell& cell : row) {
      if (cell.figure) as_of = std::max(as_of, cell.figure->as_of);
    }
  }
  return as_of;
}

// As it was served: {"indicator":…,"position":…}.
std::string figure_json(const FilledReport& report, std::size_t row, std::size_t column,
                        const std::string& as_of) {
  const FilledCell& cell = report.cells[row][column];
  const model::FilledSource source = source_of(report, row, column);
  Json out{{"indicator", source.indicator},
           {"window", source.window},
           {"group", {{"unit", source.unit}}}};
  std::string text = out.dump();
  text.pop_back();
  const auto member = [&](const char* name, const std::string& json) {
    text += ",\"" + std::string(name) + "\":" + json;
  };
  const auto quoted = [](const std::string& of) { return Json(of).dump(); };
  const model::FilledFigure none{"", report.end, "null", "", "", 0, "", 0, as_of};
  const model::FilledFigure& figure = cell.figure ? *cell.figure : none;
  if (!figure.start.empty()) member("start", quoted(figure.start));
  member("end", quoted(figure.end));
  member("value", figure.value);
  if (!figure.numerator.empty()) member("numerator", figure.numerator);
  if (!figure.denominator.empty()) member("denominator", figure.denominator);
  member("count", std::to_string(figure.count));
  member("as_of", quoted(figure.as_of));
  member("catalog", quoted(report.catalog));
  member("position", report.positions[static_cast<std::size_t>(cell.position)]);
  return text + '}';
}

}  // namespace

bool is_report(std::string_view line) { return line.starts_with(R"({"format":"ioc-pulse report)"); }
bool is_seal(std::string_view line) { return line.starts_with(R"({"algorithm":"Ed25519")"); }

Result<std::vector<FigureText>> figures_of_report(const std::string& text) {
  const auto report = serving::read_report_text(text);
  if (!report) return report.error();
  const std::string as_of = as_of_of(*report);
  std::vector<FigureText> figures;
  std::set<std::string> seen;
  for (std::size_t row = 0; row < report->rows.size(); ++row) {
    for (std::size_t column = 0; column < report->columns.size(); ++column) {
      if (report->cells[row][column].position < 0) {
        return Error{ErrorCode::usage, "was made before anything was read of a stream of its",
                     report->name.report};
      }
      const std::string json = figure_json(*report, row, column, as_of);
      if (!seen.insert(json).second) continue;
      auto figure = read_figure(json);
      if (!figure) return figure.error();
      figures.push_back(*std::move(figure));
    }
  }
  return figures;
}

}  // namespace ioc::app
