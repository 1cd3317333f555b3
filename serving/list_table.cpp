#include "serving/list_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "serving/openapi_builder.h"

namespace ioc::serving {
namespace {

using Json = nlohmann::ordered_json;

// Address and the file's name.
constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kLists = {{
    {"/api/v1/streams", "streams"},
    {"/api/v1/targets", "targets"},
    {"/api/v1/alerts", "alerts"},
    {"/api/v1/alerts/journal", "alerts-journal"},
    {"/api/v1/provision", "provision"},
    {"/api/v1/refused", "refused"},
    {"/api/v1/registers", "registers"},
    {"/api/v1/deliveries", "deliveries"},
    {"/api/v1/conclusions", "conclusions"},
    {"/api/v1/accounts", "accounts"},
    {"/api/v1/sessions", "sessions"},
    {"/api/v1/tokens", "tokens"},
    {"/api/v1/audit", "audit"},
}};

std::string plain(const Json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Cell cell_of(const Json& value) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    const auto at = text.find('T') == std::string::npos ? std::nullopt : model::parse_rfc3339(text);
    return at ? Cell::of_time(*at) : Cell::of_text(text);
  }
  if (!value.is_array()) return Cell::of_json(plain(value));
  if (value.empty()) return {};
  const bool is_flat = std::none_of(value.begin(), value.end(),
                                    [](const Json& each) { return each.is_structured(); });
  if (!is_flat) return Cell::of_text(plain(value));
  std::string joined;
  for (const Json& each : value) joined += (joined.empty() ? "" : "; ") + plain(each);
  return Cell::of_text(joined);
}

// Role: lays items out side by side; columns come as they are met first.
class Layout {
 public:
  void add(const Json& item) {
    rows_.emplace_back();
    put(item, {});
  }

  Table take(std::string name) {
    Table table{std::move(name), {}, {}};
    std::vector<std::size_t> kept;
    for (std::size_t column = 0; column < names_.size(); ++column) {
      if (is_empty_parent(column)) continue;
      kept.push_back(column);
      table.head.push_back(names_[column]);
    }
    for (Row& row : rows_) {
      row.resize(names_.size());
      Row& out = table.rows.emplace_back();
      for (const std::size_t column : kept) out.push_back(std::move(row[column]));
    }
    return table;
  }

 private:
  void put(const Json& value, const std::string& name) {
    if (!value.is_object() || value.empty()) {
      const auto [at, is_new] = columns_.try_emplace(name, names_.size());
      if (is_new) names_.push_back(name);
      Row& row = rows_.back();
      if (row.size() <= at->second) row.resize(at->second + 1);
      row[at->second] = value.is_object() ? Cell{} : cell_of(value);
      return;
    }
    for (const auto& [key, member] : value.items()) {
      put(member, name.empty() ? key : name + "." + key);
    }
  }

  // Null in every item, or told by its members in others.
  bool is_empty_parent(std::size_t column) const {
    const std::string begin = names_[column] + ".";
    const bool is_parent = std::any_of(names_.begin(), names_.end(), [&](const std::string& name) {
      return name.starts_with(begin);
    });
    return is_parent && std::all_of(rows_.begin(), rows_.end(), [&](const Row& row) {
             return row.size() <= column || row[column].kind == CellKind::none;
           });
  }

  std::vector<std::string> names_;
  std::map<std::string, std::size_t> columns_;
  std::vector<Row> rows_;
};

// What belongs to the JSON alone goes; what leads to the next page leads to one of the same form.
void adapt_headers(Answer& answer, ListForm form) {
  std::erase_if(answer.headers, [](const auto& header) { return header.first == "ETag"; });
  for (auto& [name, value] : answer.headers) {
    const std::size_t end = name == "Link" ? value.find('>') : std::string::npos;
    if (end != std::string::npos) {
      value.insert(end, form == ListForm::csv ? "&format=csv" : "&format=xlsx");
    }
  }
}

Answer as_table(Answer list, const std::string& name, ListForm form, const Request& request,
                const ServerDoors& doors) {
  if (form == ListForm::json || list.status != 200) {
    list.headers.insert(list.headers.begin(), {"Vary", "Accept"});
    return list;
  }
  const Table table = table_of_list(list.body, name);
  const std::string what = fmt::format("{} rows", table.rows.size());
  if (request.viewer.is_signed_in() && doors.note &&
      !doors.note(request, "list.export", request.path, what)) {
    return busy("What is taken out must be noted, and that failed. Try again in a moment.");
  }
  Answer answer = table_answer(table, form, doors.plan->zone);
  answer.headers.emplace_back("Vary", "Accept");
  adapt_headers(list, form);
  for (auto& header : list.headers) answer.headers.push_back(std::move(header));
  return answer;
}

}  // namespace

bool is_list_with_table(std::string_view path) {
  return std::any_of(kLists.begin(), kLists.end(),
                     [&](const auto& list) { return list.first == path; });
}

Table table_of_list(std::string_view json, std::string name) {
  Layout layout;
  const Json list = Json::parse(json, nullptr, false);
  if (list.is_object() && list.contains("items")) {
    for (const Json& item : list["items"]) layout.add(item);
  }
  return layout.take(std::move(name));
}

Route with_table(Route route, const ServerDoors& doors) {
  std::string name;
  for (const auto& [path, file] : kLists) {
    if (path == route.path) name = file;
  }
  route.handle = [inner = std::move(route.handle), name,
                  &doors](const Request& request) -> Outcome {
    const auto form = read_form(request.parameters, request.accept);
    if (const auto* wrong = std::get_if<Answer>(&form)) return *wrong;
    Request asked = request;
    std::erase_if(asked.parameters, [](const auto& each) { return each.first == "format"; });
    if (std::get<ListForm>(form) != ListForm::json) asked.if_none_match.clear();
    asked.accept = "application/json";
    const auto turn = [asked, name, form = std::get<ListForm>(form), &doors](Answer list) {
      return as_table(std::move(list), name, form, asked, doors);
    };
    Outcome outcome = inner(asked);
    if (auto* answer = std::get_if<Answer>(&outcome)) return turn(std::move(*answer));
    if (auto* later = std::get_if<AnswerLater>(&outcome)) {
      return AnswerLater{
          [begin = std::move(later->begin), turn](const std::function<void(Answer)>& deliver) {
            begin([turn, deliver](Answer list) { deliver(turn(std::move(list))); });
          }};
    }
    return outcome;
  };
  return route;
}

std::string describe_tables(const std::string& description) {
  Json document = Json::parse(description);
  for (const auto& [path, file] : kLists) {
    Json& get = document["paths"][std::string(path)]["get"];
    get["parameters"].push_back(openapi::shared_parameter("format"));
    openapi::add_table_types(get["responses"]["200"]["content"],
                             "UTF-8, RFC 4180, a header row; members of members as name.vi");
    get["responses"]["400"] = openapi::shared_answer("Problem");
  }
  return document.dump(2) + "\n";
}

}  // namespace ioc::serving
