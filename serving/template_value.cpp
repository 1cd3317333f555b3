#include "serving/template_value.h"

#include "serving/report_text.h"

namespace ioc::serving {
namespace {

using TemplateMembers = std::map<std::string, TemplateValue, std::less<>>;

TemplateValue members_of(TemplateMembers of) {
  TemplateValue value;
  value.kind = TemplateValue::Kind::members;
  value.members = std::move(of);
  return value;
}

TemplateValue list_of(std::vector<TemplateValue> items) {
  TemplateValue value;
  value.kind = TemplateValue::Kind::list;
  value.items = std::move(items);
  return value;
}

TemplateValue text_of_value(const std::string& of) { return TemplateValue::of(of); }

TemplateValue name_value(const model::Name& name) {
  return members_of({{"vi", text_of_value(name.vi)}, {"en", text_of_value(name.en)}});
}

TemplateValue line_value(const model::FilledLine& line) {
  return members_of({{"id", text_of_value(line.id)},
                     {"code", text_of_value(line.code)},
                     {"name", name_value(line.name)},
                     {"unit", text_of_value(line.unit)}});
}

TemplateValue cell_value(const model::FilledLine& column, const model::FilledCell& cell) {
  return members_of({{"column", line_value(column)},
                     {"value", TemplateValue::json(cell.value)},
                     {"why", text_of_value(cell.why)},
                     {"status", text_of_value(cell.figure ? cell.figure->status : std::string())}});
}

}  // namespace

TemplateValue delivery_value(const model::FilledReport& report,
                             const model::PublishedReport& published, const std::string& key) {
  std::vector<TemplateValue> acts, columns, rows;
  for (const model::ReportAct& act : report.acts) {
    acts.push_back(members_of({{"act", text_of_value(act.act)},
                               {"by", text_of_value(act.by)},
                               {"name", text_of_value(act.name)},
                               {"at", text_of_value(act.at)},
                               {"note", text_of_value(act.note)}}));
  }
  for (const model::FilledLine& column : report.columns) columns.push_back(line_value(column));
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    std::vector<TemplateValue> cells;
    for (std::size_t column = 0; column < report.columns.size(); ++column) {
      cells.push_back(cell_value(report.columns[column], report.cells[row][column]));
    }
    TemplateValue line = line_value(report.rows[row]);
    line.members["cells"] = list_of(std::move(cells));
    rows.push_back(std::move(line));
  }
  return members_of({{"key", text_of_value(key)},
                     {"catalog", members_of({{"id", text_of_value(report.catalog_id)},
                                             {"hash", text_of_value(report.catalog)}})},
                     {"report", members_of({{"id", text_of_value(report.name.report)},
                                            {"form", text_of_value(report.form)},
                                            {"external_code", text_of_value(report.external_code)},
                                            {"name", name_value(report.title)},
                                            {"legal_basis", name_value(report.legal_basis)},
                                            {"comment", name_value(report.comment)}})},
                     {"unit", members_of({{"code", text_of_value(report.name.unit)},
                                          {"name", name_value(report.unit_name)}})},
                     {"period", members_of({{"window", text_of_value(report.window)},
                                            {"label", text_of_value(report.name.period)},
                                            {"start", text_of_value(report.start)},
                                            {"end", text_of_value(report.end)}})},
                     {"due", text_of_value(report.due)},
                     {"revision", TemplateValue::json(std::to_string(report.revision))},
                     {"previous", text_of_value(report.previous)},
                     {"reason", text_of_value(report.reason)},
                     {"published", members_of({{"at", text_of_value(published.at)},
                                               {"by", text_of_value(published.by)}})},
                     {"acts", list_of(std::move(acts))},
                     {"columns", list_of(std::move(columns))},
                     {"rows", list_of(std::move(rows))},
                     {"seal", members_of({{"sha256", text_of_value(published.seal.sha256)},
                                          {"signature", text_of_value(published.seal.signature)},
                                          {"key", text_of_value(published.seal.key)},
                                          {"code", text_of_value(published.seal.code)}})},
                     {"document", text_of_value(signed_document(published))}});
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
