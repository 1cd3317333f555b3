#include "serving/template_value.h"

#include "serving/report_text.h"

namespace ioc::serving {
namespace {

using Members = std::map<std::string, TemplateValue, std::less<>>;

TemplateValue members(Members of) {
  TemplateValue value;
  value.kind = TemplateValue::Kind::members;
  value.members = std::move(of);
  return value;
}

TemplateValue list(std::vector<TemplateValue> items) {
  TemplateValue value;
  value.kind = TemplateValue::Kind::list;
  value.items = std::move(items);
  return value;
}

TemplateValue text(const std::string& of) { return TemplateValue::of(of); }

TemplateValue name_value(const model::Name& name) {
  return members({{"vi", text(name.vi)}, {"en", text(name.en)}});
}

TemplateValue line_value(const model::FilledLine& line) {
  return members({{"id", text(line.id)},
                  {"code", text(line.code)},
                  {"name", name_value(line.name)},
                  {"unit", text(line.unit)}});
}

TemplateValue cell_value(const model::FilledLine& column, const model::FilledCell& cell) {
  return members({{"column", line_value(column)},
                  {"value", TemplateValue::json(cell.value)},
                  {"why", text(cell.why)},
                  {"status", text(cell.figure ? cell.figure->status : std::string())}});
}

}  // namespace

TemplateValue delivery_value(const model::FilledReport& report,
                             const model::PublishedReport& published, const std::string& key) {
  std::vector<TemplateValue> acts, columns, rows;
  for (const model::ReportAct& act : report.acts) {
    acts.push_back(members({{"act", text(act.act)},
                            {"by", text(act.by)},
                            {"name", text(act.name)},
                            {"at", text(act.at)},
                            {"note", text(act.note)}}));
  }
  for (const model::FilledLine& column : report.columns) columns.push_back(line_value(column));
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    std::vector<TemplateValue> cells;
    for (std::size_t column = 0; column < report.columns.size(); ++column) {
      cells.push_back(cell_value(report.columns[column], report.cells[row][column]));
    }
    TemplateValue line = line_value(report.rows[row]);
    line.members["cells"] = list(std::move(cells));
    rows.push_back(std::move(line));
  }
  return members(
      {{"key", text(key)},
       {"catalog", members({{"id", text(report.catalog_id)}, {"hash", text(report.catalog)}})},
       {"report", members({{"id", text(report.name.report)},
                           {"form", text(report.form)},
                           {"external_code", text(report.external_code)},
                           {"name", name_value(report.title)},
                           {"legal_basis", name_value(report.legal_basis)},
                           {"comment", name_value(report.comment)}})},
       {"unit",
        members({{"code", text(report.name.unit)}, {"name", name_value(report.unit_name)}})},
       {"period", members({{"window", text(report.window)},
                           {"label", text(report.name.period)},
                           {"start", text(report.start)},
                           {"end", text(report.end)}})},
       {"due", text(report.due)},
       {"revision", TemplateValue::json(std::to_string(report.revision))},
       {"previous", text(report.previous)},
       {"reason", text(report.reason)},
       {"published", members({{"at", text(published.at)}, {"by", text(published.by)}})},
       {"acts", list(std::move(acts))},
       {"columns", list(std::move(columns))},
       {"rows", list(std::move(rows))},
       {"seal", members({{"sha256", text(published.seal.sha256)},
                         {"signature", text(published.seal.signature)},
                         {"key", text(published.seal.key)},
                         {"code", text(published.seal.code)}})},
       {"document", text(signed_document(published))}});
}

TemplateValue delivery_specimen() {
  // Quotes, markup, an end of CDATA, control characters, what a JSON text cannot hold.
  const std::string hard = "\"'<&>\\ ]]>\n\t\x01 Đã xong {{x}} --";
  const model::Name name{hard, hard};
  model::FilledReport report;
  report.catalog_id = report.catalog = report.form = report.external_code = hard;
  report.name = {hard, hard, hard};
  report.title = report.legal_basis = report.comment = report.unit_name = name;
  report.window = report.start = report.end = report.due = report.previous = report.reason = hard;
  report.acts = {{hard, hard, hard, hard, hard}, {hard, hard, hard, hard, hard}};
  const model::FilledLine line{hard, hard, name, hard, hard, hard, hard};
  report.columns = {line, line};
  report.rows = {line, line};
  model::FilledFigure figure;
  figure.status = hard;
  const model::FilledCell number{"-12.50", "", 0, figure}, none{"", hard, -1, std::nullopt};
  report.cells = {{number, none}, {none, number}};
  const model::PublishedReport published{1, hard, {hard, hard, hard, hard}, hard, hard, hard};
  return delivery_value(report, published, hard);
}

}  // namespace ioc::serving
