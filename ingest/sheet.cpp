// Reads CSV (ingest/sheet.h).
#include "ingest/sheet.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "model/limits.h"

namespace ioc::ingest {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

char separator_of(std::string_view text) {
  std::size_t commas = 0, semicolons = 0;
  bool is_quoted = false;
  for (const char c : text) {
    if (c == '"') is_quoted = !is_quoted;
    if (is_quoted) continue;
    if (c == '\n' || c == '\r') break;
    commas += c == ',';
    semicolons += c == ';';
  }
  return semicolons > commas ? ';' : ',';
}

std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

// Role: one walk over the text, cell by cell.
class Walk {
 public:
  Walk(std::string_view text, Sheet& out) : text_(text), out_(out) {}

  void read(std::size_t rows_max) {
    while (at_ < text_.size() && out_.rows.size() <= rows_max) {
      SheetRow row{line_, {}};
      do {
        if (!read_cell(row)) return;
      } while (take_separator());
      take_line_end();
      const bool is_blank = std::ranges::all_of(row.cells, &std::string::empty);
      if (!is_blank) out_.rows.push_back(std::move(row));
    }
  }

 private:
  bool ends_line() const { return at_ == text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }
  bool ends_cell() const { return ends_line() || text_[at_] == out_.separator; }

  bool take_separator() {
    if (ends_line()) return false;
    ++at_;
    return true;
  }

  void take_line_end() {
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
    ++line_;
  }

  bool read_cell(SheetRow& row) {
    column_ = row.cells.size() + 1;
    if (column_ > model::kSheetColumnsMax) {
      return stop(fmt::format("A row may have {} cells.", model::kSheetColumnsMax),
                  fmt::format("Mỗi dòng có tối đa {} ô.", model::kSheetColumnsMax));
    }
    while (!ends_cell() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    if (!ends_cell() && text_[at_] == '"') return read_quoted(row);
    const std::size_t begin = at_;
    for (; !ends_cell(); ++at_) {
      if (text_[at_] == '"') {
        return stop(
            "A quotation mark stands inside a cell. Quote the whole cell and write two "
            "for each in it.",
            "Có dấu nháy kép ở giữa ô. Hãy đặt cả ô trong dấu nháy và viết hai dấu cho mỗi dấu "
            "bên trong.");
      }
    }
    row.cells.emplace_back(without_blanks(text_.substr(begin, at_ - begin)));
    return true;
  }

  bool read_quoted(SheetRow& row) {
    const std::size_t opened = line_;
    std::string cell;
    for (++at_;; ++at_) {
      if (at_ == text_.size()) {
        line_ = opened;
        return stop("The cell's quotation mark is never closed.",
                    "Dấu nháy kép mở đầu ô không được đóng lại.");
      }
      const char c = text_[at_];
      if (c == '"') {
        if (at_ + 1 == text_.size() || text_[at_ + 1] != '"') break;
        ++at_;
      }
      line_ += c == '\n';
      cell += c;
    }
    ++at_;
    while (!ends_cell() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    if (!ends_cell()) {
      return stop("Something stands behind the cell's closing quotation mark.",
                  "Có ký tự đứng sau dấu nháy kép đóng ô.");
    }
    row.cells.push_back(std::move(cell));
    return true;
  }

  bool stop(std::string detail, std::string detail_vi) {
    out_.fault = SheetFault{line_, column_, std::move(detail), std::move(detail_vi)};
    return false;
  }

  const std::string_view text_;
  Sheet& out_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t column_ = 1;
};

}  // namespace

Sheet read_sheet(std::string_view text, std::size_t rows_max) {
  Sheet sheet;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (!simdjson::validate_utf8(text.data(), text.size())) {
    sheet.fault = SheetFault{1, 0, "The text is not UTF-8. Save the sheet as `CSV UTF-8`.",
                             "Văn bản không phải UTF-8. Hãy lưu bảng dạng `CSV UTF-8`."};
    return sheet;
  }
  sheet.separator = separator_of(text);
  Walk(text, sheet).read(rows_max);
  return sheet;
}

}  // namespace ioc::ingest
