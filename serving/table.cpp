// Writes lists as tables (serving/table.h).
#include "serving/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "serving/csv.h"
#include "serving/figure_query.h"
#include "serving/workbook.h"

namespace ioc::serving {
namespace {

// Spreadsheets keep 15 digits of a number, or what is the shortest text of a double.
bool fits_double(const std::string& json) {
  constexpr std::ptrdiff_t kDigitsKept = 15;
  const bool is_plain = json.find_first_of("eE") == std::string::npos;
  const auto digits =
      std::count_if(json.begin(), json.end(), [](char c) { return c >= '0' && c <= '9'; });
  return (is_plain && digits <= kDigitsKept) ||
         fmt::format("{}", std::strtod(json.c_str(), nullptr)) == json;
}

// `[$-42A]` is Vietnamese: where a program goes by it, 1.234,5 is what people see.
constexpr const char* kWhole = "[$-42A]#,##0";
constexpr std::array<const char*, 7> kDecimals = {
    kWhole,
    "[$-42A]#,##0.0",
    "[$-42A]#,##0.00",
    "[$-42A]#,##0.000",
    "[$-42A]#,##0.0000",
    "[$-42A]#,##0.00000",
    "[$-42A]#,##0.000000",
};
constexpr const char* kPercent = "[$-42A]0.00%";
constexpr const char* kTime = "[$-42A]dd/mm/yyyy hh:mm:ss";
constexpr const char* kText = "@";

std::size_t decimals_of(const std::string& json) {
  const std::size_t point = json.find('.');
  if (point == std::string::npos) return 0;
  return std::min(json.find_last_of("0123456789") - point, kDecimals.size() - 1);
}

// Role: lays one table out. Widths follow what is shown, within bounds.
class TableSheet {
 public:
  TableSheet(const Table& table, const model::Zone& zone)
      : table_(table),
        zone_(zone),
        book_(table.name.c_str(), table.name, "", kMade),
        head_(book_.look({kText, true, true, true})),
        text_(book_.look({kText, false, false, false})),
        percent_(book_.look({kPercent, false, false, false})),
        time_(book_.look({kTime, false, false, false})) {
    for (std::size_t i = 0; i < kDecimals.size(); ++i) {
      numbers_[i] = book_.look({kDecimals[i], false, false, false});
    }
  }

  model::Result<std::string> run() {
    for (std::size_t column = 0; column < table_.head.size(); ++column) {
      book_.text(0, static_cast<std::uint16_t>(column), table_.head[column], head_);
    }
    for (std::size_t row = 0; row < table_.rows.size(); ++row) {
      for (std::size_t column = 0; column < table_.rows[row].size(); ++column) {
        write(static_cast<std::uint32_t>(row + 1), static_cast<std::uint16_t>(column),
              table_.rows[row][column]);
      }
    }
    set_widths();
    book_.freeze_rows(1);
    return book_.take();
  }

 private:
  // A list has no age of its own, and its bytes shall not change with the clock.
  static constexpr model::Instant kMade{946'684'800'000};  // 2000-01-01

  void write(std::uint32_t row, std::uint16_t column, const Cell& cell) {
    switch (cell.kind) {
      case CellKind::none: return;
      case CellKind::text:
        if (!cell.text.empty()) book_.text(row, column, cell.text, text_);
        return;
      case CellKind::truth: return book_.truth(row, column, cell.text == "true", text_);
      case CellKind::time: return book_.time(row, column, cell.at, zone_, time_);
      case CellKind::number:
      case CellKind::percent: break;
    }
    if (!fits_double(cell.text)) return book_.text(row, column, cell.text, text_);
    book_.number(row, column, std::strtod(cell.text.c_str(), nullptr),
                 cell.kind == CellKind::percent ? percent_ : numbers_[decimals_of(cell.text)]);
  }

  // Of what stands in the first rows; the rest is most often alike.
  void set_widths() {
    constexpr std::size_t kRowsLookedAt = 50, kLettersMin = 10, kLettersMax = 48;
    for (std::size_t column = 0; column < table_.head.size(); ++column) {
      std::size_t letters = table_.head[column].size();
      for (std::size_t row = 0; row < std::min(table_.rows.size(), kRowsLookedAt); ++row) {
        const Cell& cell = table_.rows[row][column];
        constexpr std::size_t kTimeLetters = 19;
        letters = std::max(letters, cell.kind == CellKind::time ? kTimeLetters : cell.text.size());
      }
      const auto at = static_cast<std::uint16_t>(column);
      book_.set_width(at, at,
                      static_cast<double>(std::clamp(letters + 2, kLettersMin, kLettersMax)));
    }
  }

  const Table& table_;
  const model::Zone& zone_;
  Workbook book_;
  Workbook::Look head_, text_, percent_, time_;
  std::array<Workbook::Look, kDecimals.size()> numbers_{};
};

std::optional<ListForm> form_named(std::string_view name) {
  if (name == "json") return ListForm::json;
  if (name == "csv") return ListForm::csv;
  if (name == "xlsx") return ListForm::xlsx;
  return std::nullopt;
}

ListForm accepted_form(std::string_view accept) {
  ListForm best = ListForm::json;
  int weight = acceptance(accept, "application/json");
  for (const auto& [form, type] : {std::pair{ListForm::csv, std::string_view("text/csv")},
                                   std::pair{ListForm::xlsx, std::string_view(kXlsxType)}}) {
    if (acceptance(accept, type) <= weight) continue;
    best = form;
    weight = acceptance(accept, type);
  }
  return best;
}

}  // namespace

Cell Cell::of_json(std::string_view json, bool is_share) {
  if (json.empty() || json == "null") return {};
  if (json == "true" || json == "false") return {CellKind::truth, std::string(json), {}};
  if (!json.starts_with('"')) {
    return {is_share ? CellKind::percent : CellKind::number, std::string(json), {}};
  }
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  return of_text(parsed.is_string() ? parsed.get<std::string>() : std::string(json));
}

std::string table_csv(const Table& table, const model::Zone& zone) {
  CsvWriter csv;
  for (const std::string& name : table.head) csv.text(name);
  csv.end_row();
  for (const Row& row : table.rows) {
    for (const Cell& cell : row) {
      switch (cell.kind) {
        case CellKind::none: csv.number("null"); break;
        case CellKind::text: csv.text(cell.text); break;
        case CellKind::time: csv.text(model::format_rfc3339(cell.at, zone)); break;
        case CellKind::number:
        case CellKind::percent:
        case CellKind::truth: csv.number(cell.text); break;
      }
    }
    csv.end_row();
  }
  return csv.take();
}

model::Result<std::string> table_xlsx(const Table& table, const model::Zone& zone) {
  return TableSheet(table, zone).run();
}

std::variant<ListForm, Answer> read_form(const Parameters& parameters, std::string_view accept) {
  const std::string_view name = value_of(parameters, "format");
  if (name.empty()) return accepted_form(accept);
  if (const auto form = form_named(name)) return *form;
  return bad_parameter("format", fmt::format("`format` is `{}`. It is json, csv or xlsx.", name));
}

ListForm form_of(const Request& request) {
  const auto form = form_named(value_of(request.parameters, "format"));
  return form ? *form : accepted_form(request.accept);
}

Answer table_answer(const Table& table, ListForm form, const model::Zone& zone) {
  Answer answer;
  if (form == ListForm::xlsx) {
    auto bytes = table_xlsx(table, zone);
    if (!bytes) return busy("There is no memory for the workbook just now.");
    answer.content_type = kXlsxType;
    answer.body = *std::move(bytes);
  } else {
    answer.content_type = "text/csv; charset=utf-8; header=present";
    answer.body = table_csv(table, zone);
  }
  answer.headers.emplace_back("Content-Disposition",
                              fmt::format("attachment; filename=\"{}.{}\"", table.name,
                                          form == ListForm::xlsx ? "xlsx" : "csv"));
  return answer;
}

}  // namespace ioc::serving
