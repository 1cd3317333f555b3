#include "serving/report_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "model/limits.h"
#include "serving/figure_query.h"
#include "serving/json_items.h"
#include "serving/report_access.h"
#include "serving/report_text.h"

namespace ioc::serving {
namespace {

using Json = nlohmann::ordered_json;
using model::PaperFigure;
using model::ReportRequest;
using model::ReportState;
using model::ReportVerb;
using model::ReportView;

Json maybe(const std::string& text) { return text.empty() ? Json() : Json(text); }

// A number in JSON is a number again; none is null.
Json value_json(const std::string& value) {
  if (value.empty()) return {};
  Json json = Json::parse(value, nullptr, false);
  return json.is_discarded() ? Json(value) : json;
}

Json changes_json(const std::vector<model::ReportChange>& changes) {
  Json out = Json::array();
  for (const model::ReportChange& change : changes) {
    out.push_back({{"row", change.row},
                   {"column", change.column},
                   {"old", value_json(change.old_value)},
                   {"new", value_json(change.new_value)}});
  }
  return out;
}

using CellValues = std::map<std::pair<std::string, std::string>, std::string>;

CellValues values_of(const model::FilledReport& report) {
  CellValues values;
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    for (std::size_t column = 0; column < report.columns.size(); ++column) {
      values[{report.rows[row].id, report.columns[column].id}] = report.cells[row][column].value;
    }
  }
  return values;
}

// Ours beside what paper says; numbers are compared as numbers.
Json paper_json(const ReportView& view) {
  const CellValues ours = values_of(view.shown);
  std::size_t equal = 0, explained = 0, settled = 0, different = 0;
  Json figures = Json::array();
  for (const PaperFigure& paper : view.record.paper) {
    const auto found = ours.find({paper.row, paper.column});
    const std::string value = found == ours.end() ? std::string() : found->second;
    const Json mine = value_json(value), theirs = value_json(paper.value);
    const bool is_equal = mine == theirs;
    Json difference;
    if (mine.is_number() && theirs.is_number()) {
      if (mine.is_number_integer() && theirs.is_number_integer()) {
        difference = mine.get<std::int64_t>() - theirs.get<std::int64_t>();
      } else {
        difference = mine.get<double>() - theirs.get<double>();
      }
    }
    const bool is_settled = !paper.settled_by.empty() && paper.settled_value == value;
    equal += is_equal ? 1 : 0;
    different += is_equal ? 0 : 1;
    explained += !is_equal && !paper.explanation.empty() ? 1 : 0;
    settled += is_settled ? 1 : 0;
    figures.push_back({{"row", paper.row},
                       {"column", paper.column},
                       {"source", paper.source},
                       {"paper", theirs},
                       {"ours", mine},
                       {"difference", difference},
                       {"equal", is_equal},
                       {"entered_by", paper.by},
                       {"entered_at", paper.at},
                       {"explanation", maybe(paper.explanation)},
                       {"explained_by", maybe(paper.explained_by)},
                       {"explained_at", maybe(paper.explained_at)},
                       {"settled", is_settled},
                       {"settled_by", maybe(paper.settled_by)},
                       {"settled_at", maybe(paper.settled_at)}});
  }
  return {{"entered", view.record.paper.size()},
          {"equal", equal},
          {"different", different},
          {"explained", explained},
          {"settled", settled},
          {"figures", figures}};
}

Json work_json(const ReportView& view) {
  Json acts = Json::array(), comments = Json::array();
  for (const model::ReportAct& act : view.record.acts) {
    acts.push_back(
        {{"act", act.act}, {"by", act.by}, {"name", act.name}, {"at", act.at}, {"note", act.note}});
  }
  for (const model::ReportComment& comment : view.record.comments) {
    comments.push_back(
        {{"by", comment.by}, {"name", comment.name}, {"at", comment.at}, {"text", comment.text}});
  }
  Json proposed;
  if (!view.record.proposed.empty()) {
    proposed = {{"found_at", view.record.proposed_at},
                {"changes", changes_json(view.record.proposed)}};
  }
  return {{"acts", acts},
          {"comments", comments},
          {"revision_proposed", proposed},
          {"parallel_run", paper_json(view)}};
}

Json slot_json(const model::Plan& plan, const model::ReportSlot& slot) {
  const model::ReportSummary& of = slot.summary;
  const model::Unit& unit = plan.units.at(plan.units.find(of.name.unit));
  return {{"report", of.name.report},
          {"unit", of.name.unit},
          {"unit_name", name_json({unit.name_vi, unit.name_en})},
          {"period", of.name.period},
          {"start", slot.start},
          {"end", slot.end},
          {"due", maybe(slot.due)},
          {"over", slot.is_over},
          {"late", slot.is_late},
          {"state", name_of(of.state)},
          {"revision", of.revision > 0 ? Json(of.revision) : Json()},
          {"published_at", maybe(of.published_at)},
          {"code", maybe(of.code)}};
}

Json form_json(const model::Plan& plan, const model::ReportPlan& report) {
  Json columns = Json::array(), units = Json::array();
  for (const model::ReportLine& column : report.columns) {
    columns.push_back({{"id", column.id}, {"code", column.code}, {"name", name_json(column.name)}});
  }
  for (const model::UnitIndex unit : report.units) units.push_back(plan.units.at(unit).code);
  return {{"id", report.id},
          {"form", report.form},
          {"external_code", maybe(report.external_code)},
          {"name", name_json(report.name)},
          {"legal_basis", name_json(report.legal_basis)},
          {"period", report.period},
          {"due",
           fmt::format("{} {}", report.due.days, report.due.is_working ? "working days" : "days")},
          {"units", units},
          {"columns", columns}};
}

const model::ReportPlan* find_form(const model::Plan& plan, const std::string& id) {
  const auto found = std::find_if(plan.reports.begin(), plan.reports.end(),
                                  [&](const auto& report) { return report.id == id; });
  return found == plan.reports.end() ? nullptr : &*found;
}

Answer bad_body(std::string_view detail) { return problem(400, "Bad request", detail); }

bool is_text(const Json& json, const char* name) {
  const auto at = json.find(name);
  return at != json.end() && at->is_string() && !at->get_ref<const std::string&>().empty() &&
         at->get_ref<const std::string&>().size() <= model::kReportTextBytesMax;
}

std::variant<std::vector<PaperFigure>, Answer> read_paper(const Json& body) {
  constexpr std::size_t kSourceBytesMax = 40;
  const auto source = body.find("source");
  const std::string from = source != body.end() && source->is_string() ? source->get<std::string>()
                                                                       : std::string("paper");
  const auto figures = body.find("figures");
  if (figures == body.end() || !figures->is_array() || figures->empty() ||
      figures->size() > model::kReportPaperMax || from.size() > kSourceBytesMax) {
    return bad_body(fmt::format("Give `figures`, 1 to {} of {{\"row\",\"column\",\"value\"}}.",
                                model::kReportPaperMax));
  }
  std::vector<PaperFigure> out;
  for (const Json& figure : *figures) {
    const bool is_whole = figure.is_object() && is_text(figure, "row") &&
                          is_text(figure, "column") && figure.contains("value") &&
                          figure.at("value").is_number();
    if (!is_whole) {
      return bad_body("Each of `figures` has `row`, `column` and a number as `value`.");
    }
    PaperFigure read;
    read.row = figure.at("row").get<std::string>();
    read.column = figure.at("column").get<std::string>();
    read.value = figure.at("value").dump();
    read.source = from;
    out.push_back(std::move(read));
  }
  return out;
}

}  // namespace

std::string view_json(const ReportView& view, bool sees_work) {
  Json published = Json::array();
  std::string seal = "null";
  for (const model::PublishedReport& each : view.record.published) {
    published.push_back({{"revision", each.revision},
                         {"at", each.at},
                         {"reason", maybe(each.reason)},
                         {"sha256", each.seal.sha256},
                         {"code", each.seal.code}});
    if (each.revision == view.revision) seal = seal_json(each.seal);
  }
  const model::ReportName& name = view.record.name;
  Json head = {{"report", name.report},
               {"unit", name.unit},
               {"period", name.period},
               {"state", name_of(sees_work ? view.record.state() : ReportState::published)},
               {"shown", view.revision > 0 ? "published"
                         : view.is_live    ? "live"
                                           : "draft"},
               {"revision", view.revision > 0 ? Json(view.revision) : Json()},
               {"provisional_figures", view.provisional_count},
               {"changes", changes_json(view.changes)},
               {"published", published}};
  if (sees_work) head.update(work_json(view));
  std::string out = text_of(head);
  out.pop_back();
  return out + ",\"content\":" + model::canonical_text(view.shown) + ",\"seal\":" + seal + "}\n";
}

Answer slots_answer(const model::Plan& plan, const Request& request,
                    const std::vector<model::ReportSlot>& slots) {
  const auto limit = read_limit(request.parameters);
  if (const auto* wrong = std::get_if<Answer>(&limit)) return *wrong;
  const std::string_view cursor = value_of(request.parameters, "cursor");
  std::size_t first = 0;
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), first);
  if (!cursor.empty() && (error != std::errc{} || end != cursor.data() + cursor.size())) {
    return bad_parameter("cursor", "The cursor is damaged; take it as the page before gave it.");
  }
  Json items = Json::array(), forms = Json::array();
  std::map<const model::ReportPlan*, bool> shown;
  std::size_t number = 0;
  bool has_more = false;
  for (const model::ReportSlot& slot : slots) {
    const model::ReportPlan* form = find_form(plan, slot.summary.name.report);
    const model::UnitIndex unit = plan.units.find(slot.summary.name.unit);
    if (form == nullptr || unit == model::kNoUnit) continue;
    const bool sees_work = may_see_work(request.viewer, plan, *form, unit);
    const bool is_published = slot.summary.revision > 0;
    if (!sees_work && (!is_published || !may_see_report(request.viewer, plan, *form, unit))) {
      continue;
    }
    shown[form] = true;
    if (number++ < first) continue;
    if (items.size() == std::get<std::size_t>(limit)) {
      has_more = true;
      continue;
    }
    items.push_back(slot_json(plan, slot));
    if (sees_work) {
      items.back()["proposed_changes"] = slot.summary.proposed_count;
    } else {
      items.back()["state"] = name_of(ReportState::published);
    }
  }
  for (const model::ReportPlan& form : plan.reports) {
    if (shown.contains(&form)) forms.push_back(form_json(plan, form));
  }
  const std::string next = std::to_string(first + items.size());
  Json out = {{"items", items}, {"forms", forms}, {"next", has_more ? Json(next) : Json()}};
  Answer answer = json_answer(text_of(out) + "\n");
  if (has_more) link_next(answer, request, next);
  return answer;
}

std::string check_json(const ReportCheck& check) {
  return text_of(Json{{"report", check.name.report},
                      {"unit", check.name.unit},
                      {"period", check.name.period},
                      {"name", name_json(check.title)},
                      {"unit_name", name_json(check.unit_name)},
                      {"revision", check.revision},
                      {"newest_revision", check.newest},
                      {"published_at", check.published_at},
                      {"sha256", check.seal.sha256},
                      {"signature", check.seal.signature},
                      {"key", check.seal.key},
                      {"code", check.seal.code}}) +
         "\n";
}

std::variant<ReportRequest, Answer> read_order(ReportVerb verb, const std::string& body) {
  Json json = body.empty() ? Json::object() : Json::parse(body, nullptr, false);
  if (!json.is_object()) return bad_body("The body is a JSON object, as {\"text\":\"…\"}.");
  ReportRequest order;
  order.verb = verb;
  const bool needs_text =
      verb == ReportVerb::comment || verb == ReportVerb::give_back || verb == ReportVerb::explain;
  if (json.contains("text") && !is_text(json, "text")) {
    return bad_body(
        fmt::format("`text` is a text of at most {} bytes.", model::kReportTextBytesMax));
  }
  if (json.contains("text")) order.text = json.at("text").get<std::string>();
  if (needs_text && order.text.empty()) return bad_body("Say why, or what: {\"text\":\"…\"}.");
  if (verb == ReportVerb::explain) {
    if (!is_text(json, "row") || !is_text(json, "column")) {
      return bad_body("Name the cell: {\"row\":\"…\",\"column\":\"…\",\"text\":\"…\"}.");
    }
    order.row = json.at("row").get<std::string>();
    order.column = json.at("column").get<std::string>();
  }
  if (verb == ReportVerb::paper) {
    auto paper = read_paper(json);
    if (auto* wrong = std::get_if<Answer>(&paper)) return std::move(*wrong);
    order.paper = std::get<std::vector<PaperFigure>>(std::move(paper));
  }
  return order;
}

}  // namespace ioc::serving
