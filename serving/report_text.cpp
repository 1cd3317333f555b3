#include "serving/report_text.h"

#include <nlohmann/json.hpp>

namespace ioc::serving {
namespace {

using Json = nlohmann::ordered_json;
using model::Error;
using model::ErrorCode;
using model::FilledCell;
using model::FilledFigure;
using model::FilledLine;
using model::FilledReport;
using model::Result;

// The members of canonical texts; nlohmann throws for one that is absent or of another type.
std::string text_of(const Json& json, const char* name) {
  const Json& member = json.at(name);
  return member.is_null() ? std::string() : member.get<std::string>();
}
model::Name name_of(const Json& json, const char* name) {
  const Json& member = json.at(name);
  return {text_of(member, "vi"), text_of(member, "en")};
}

FilledLine read_line(const Json& json) {
  return {text_of(json, "id"),   text_of(json, "code"),      name_of(json, "name"),
          text_of(json, "unit"), text_of(json, "indicator"), text_of(json, "window"),
          text_of(json, "part")};
}

FilledFigure read_figure(const Json& json) {
  return {text_of(json, "start"),       text_of(json, "end"),
          text_of(json, "value"),       text_of(json, "numerator"),
          text_of(json, "denominator"), json.at("count").get<std::int64_t>(),
          text_of(json, "status"),      json.at("revision").get<std::uint64_t>(),
          text_of(json, "as_of")};
}

FilledCell read_cell(const Json& json) {
  FilledCell cell;
  cell.value = text_of(json, "value");
  cell.why = text_of(json, "why");
  if (!json.at("position").is_null()) cell.position = json.at("position").get<int>();
  if (!json.at("figure").is_null()) cell.figure = read_figure(json.at("figure"));
  return cell;
}

FilledReport read(const Json& json) {
  FilledReport report;
  const Json& form = json.at("report");
  const Json& unit = json.at("unit");
  const Json& period = json.at("period");
  report.catalog_id = text_of(json.at("catalog"), "id");
  report.catalog = text_of(json.at("catalog"), "hash");
  report.name = {text_of(form, "id"), text_of(unit, "code"), text_of(period, "label")};
  report.form = text_of(form, "form");
  report.external_code = text_of(form, "external_code");
  report.title = name_of(form, "name");
  report.legal_basis = name_of(form, "legal_basis");
  report.comment = name_of(form, "comment");
  report.unit_name = name_of(unit, "name");
  report.window = text_of(period, "window");
  report.start = text_of(period, "start");
  report.end = text_of(period, "end");
  report.due = text_of(json, "due");
  report.revision = json.at("revision").get<int>();
  report.previous = text_of(json, "previous");
  report.reason = text_of(json, "reason");
  for (const Json& act : json.at("acts")) {
    report.acts.push_back({text_of(act, "act"), text_of(act, "by"), text_of(act, "name"),
                           text_of(act, "at"), text_of(act, "note")});
  }
  for (const Json& column : json.at("columns")) report.columns.push_back(read_line(column));
  for (const Json& row : json.at("rows")) report.rows.push_back(read_line(row));
  for (const Json& row : json.at("cells")) {
    std::vector<FilledCell>& cells = report.cells.emplace_back();
    for (const Json& cell : row) cells.push_back(read_cell(cell));
  }
  for (const Json& position : json.at("positions")) report.positions.push_back(position.dump());
  return report;
}

Error no_report(std::string why) { return {ErrorCode::usage, std::move(why), "report"}; }

}  // namespace

Result<FilledReport> read_report_text(const std::string& text) {
  try {
    FilledReport report = read(Json::parse(text));
    // Whatever was left out or added beside what is known would not come out again.
    if (model::canonical_text(report) != text) {
      return no_report("is not the canonical text of a report this program knows");
    }
    const bool is_table =
        report.cells.size() == report.rows.size() &&
        std::all_of(report.cells.begin(), report.cells.end(),
                    [&](const auto& row) { return row.size() == report.columns.size(); });
    if (!is_table) return no_report("has not a cell for each row and column");
    const auto count = static_cast<int>(report.positions.size());
    for (const auto& row : report.cells) {
      for (const FilledCell& cell : row) {
        if (cell.position >= count) return no_report("names a position that is not there");
      }
    }
    return report;
  } catch (const Json::exception& fault) {
    return no_report(std::string("is no report of this program: ") + fault.what());
  }
}

std::string seal_json(const model::ReportSeal& seal) {
  return Json{{"algorithm", "Ed25519"},
              {"sha256", seal.sha256},
              {"signature", seal.signature},
              {"key", seal.key},
              {"code", seal.code}}
      .dump();
}

std::string signed_document(const model::PublishedReport& published) {
  return published.text + '\n' + seal_json(published.seal) + '\n';
}

Result<SignedDocument> read_signed_document(std::string_view bytes) {
  const std::size_t end = bytes.find('\n');
  if (end == std::string_view::npos) {
    return no_report("is not a signed report: two lines, the report and its seal");
  }
  SignedDocument document;
  document.text = bytes.substr(0, end);
  const Json seal = Json::parse(bytes.substr(end + 1), nullptr, false);
  try {
    if (!seal.is_object() || text_of(seal, "algorithm") != "Ed25519") {
      return no_report("has no Ed25519 seal in its second line");
    }
    document.seal = {text_of(seal, "sha256"), text_of(seal, "signature"), text_of(seal, "key"),
                     text_of(seal, "code")};
  } catch (const Json::exception&) {
    return no_report("has a seal that is not whole");
  }
  return document;
}

}  // namespace ioc::serving
