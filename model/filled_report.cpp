#include "model/filled_report.h"

namespace ioc::model {
namespace {

// Role: writes members of JSON objects in the order they are given.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  Writer& open(char bracket) {
    part();
    out_ += bracket;
    is_first_ = true;
    return *this;
  }
  Writer& close(char bracket) {
    out_ += bracket;
    is_first_ = false;
    return *this;
  }
  Writer& key(std::string_view name) {
    part();
    append_json_string(out_, name);
    out_ += ':';
    is_first_ = true;  // no comma before the value
    return *this;
  }
  Writer& text(std::string_view value) {
    part();
    append_json_string(out_, value);
    return *this;
  }
  // null when there is none.
  Writer& maybe(std::string_view value) { return value.empty() ? raw("null") : text(value); }
  Writer& raw(std::string_view json) {
    part();
    out_ += json;
    return *this;
  }
  Writer& name(const Name& of) {
    open('{').key("vi").text(of.vi);
    return key("en").text(of.en).close('}');
  }

 private:
  void part() {
    if (!is_first_) out_ += ',';
    is_first_ = false;
  }

  std::string& out_;
  bool is_first_ = true;
};

void write_line(Writer& to, const FilledLine& line) {
  to.open('{').key("id").text(line.id).key("code").text(line.code).key("name").name(line.name);
  to.key("unit").maybe(line.unit).key("indicator").maybe(line.indicator);
  to.key("window").maybe(line.window).key("part").maybe(line.part).close('}');
}

void write_figure(Writer& to, const FilledFigure& figure) {
  to.open('{').key("start").maybe(figure.start).key("end").text(figure.end);
  to.key("value").text(figure.value).key("numerator").maybe(figure.numerator);
  to.key("denominator").maybe(figure.denominator);
  to.key("count").raw(std::to_string(figure.count)).key("status").text(figure.status);
  to.key("revision").raw(std::to_string(figure.revision));
  to.key("as_of").text(figure.as_of).close('}');
}

void write_cell(Writer& to, const FilledCell& cell) {
  to.open('{').key("value").maybe(cell.value).key("why").maybe(cell.why);
  to.key("position").raw(cell.position < 0 ? "null" : std::to_string(cell.position));
  to.key("figure");
  if (cell.figure) {
    write_figure(to, *cell.figure);
  } else {
    to.raw("null");
  }
  to.close('}');
}

}  // namespace

FilledSource source_of(const FilledReport& report, std::size_t row, std::size_t column) {
  const FilledLine& line = report.rows[row];
  const FilledLine& head = report.columns[column];
  const auto either = [](std::string_view a, std::string_view b, std::string_view c) {
    return !a.empty() ? a : !b.empty() ? b : c;
  };
  return {either(line.indicator, head.indicator, ""),
          either(line.window, head.window, report.window), either(line.part, head.part, "value"),
          line.unit};
}

std::string canonical_text(const FilledReport& report) {
  std::string out;
  Writer to(out);
  to.open('{').key("format").text("ioc-pulse report 1");
  to.key("catalog").open('{').key("id").text(report.catalog_id);
  to.key("hash").text(report.catalog).close('}');
  to.key("report").open('{').key("id").text(report.name.report).key("form").text(report.form);
  to.key("external_code").text(report.external_code).key("name").name(report.title);
  to.key("legal_basis").name(report.legal_basis).key("comment").name(report.comment).close('}');
  to.key("unit").open('{').key("code").text(report.name.unit);
  to.key("name").name(report.unit_name).close('}');
  to.key("period").open('{').key("window").text(report.window);
  to.key("label").text(report.name.period).key("start").text(report.start);
  to.key("end").text(report.end).close('}');
  to.key("due").maybe(report.due).key("revision").raw(std::to_string(report.revision));
  to.key("previous").maybe(report.previous).key("reason").maybe(report.reason);
  to.key("acts").open('[');
  for (const ReportAct& act : report.acts) {
    to.open('{').key("act").text(act.act).key("by").text(act.by).key("name").text(act.name);
    to.key("at").text(act.at).key("note").text(act.note).close('}');
  }
  to.close(']').key("columns").open('[');
  for (const FilledLine& column : report.columns) write_line(to, column);
  to.close(']').key("rows").open('[');
  for (const FilledLine& row : report.rows) write_line(to, row);
  to.close(']').key("cells").open('[');
  for (const std::vector<FilledCell>& row : report.cells) {
    to.open('[');
    for (const FilledCell& cell : row) write_cell(to, cell);
    to.close(']');
  }
  to.close(']').key("positions").open('[');
  for (const JsonText& position : report.positions) to.raw(position);
  to.close(']').close('}');
  return out;
}

}  // namespace ioc::model
