// The only user of libxlsxwriter. It writes to a file by its name; the file is one in memory.
#include "serving/workbook.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <array>
#include <utility>

namespace ioc::serving {
namespace {

constexpr std::size_t kCellBytesMax = 32'767;  // the format's own bound, in letters

// The first bytes of a text, no letter cut in two.
std::string cut(const std::string& text) {
  std::size_t end = kCellBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

// Days since 1899-12-30, which is how spreadsheets tell time.
double serial_of(model::Instant at, const model::Zone& zone) {
  constexpr double kEpochSerial = 25'569;
  const std::int64_t local_ms = at.ms + zone.offset_ms(at);
  return kEpochSerial + static_cast<double>(local_ms) / static_cast<double>(model::kDayMs);
}

}  // namespace

Workbook::Workbook(const char* sheet, const std::string& title, const std::string& company,
                   model::Instant made) {
  file_ = memfd_create("workbook.xlsx", MFD_CLOEXEC);
  if (file_ < 0) return;
  path_ = fmt::format("/proc/self/fd/{}", file_);
  book_ = workbook_new(path_.c_str());
  if (book_ == nullptr) return;
  sheet_ = workbook_add_worksheet(book_, sheet);
  std::string title_text = title, company_text = company;  // it wants them writable
  lxw_doc_properties properties{};
  properties.title = title_text.data();
  properties.company = company_text.data();
  properties.created = static_cast<time_t>(made.ms / model::kSecondMs);
  workbook_set_properties(book_, &properties);
}

Workbook::~Workbook() {
  if (book_ != nullptr) workbook_close(book_);
  if (file_ >= 0) close(file_);
}

Workbook::Look Workbook::look(const CellLook& as) {
  if (book_ == nullptr) return nullptr;
  lxw_format* made = workbook_add_format(book_);
  format_set_font_name(made, "Times New Roman");
  if (as.is_bold) format_set_bold(made);
  if (as.is_head) {
    format_set_align(made, LXW_ALIGN_CENTER);
    format_set_align(made, LXW_ALIGN_VERTICAL_CENTER);
    format_set_text_wrap(made);
  }
  if (as.number != nullptr) format_set_num_format(made, as.number);
  if (as.has_border) format_set_border(made, LXW_BORDER_THIN);
  return made;
}

void Workbook::text(std::uint32_t row, std::uint16_t column, const std::string& text, Look as) {
  if (sheet_ == nullptr) return;
  const std::string& shown = text.size() > kCellBytesMax ? cut(text) : text;
  worksheet_write_string(sheet_, row, column, shown.c_str(), as);
}

void Workbook::number(std::uint32_t row, std::uint16_t column, double value, Look as) {
  if (sheet_ != nullptr) worksheet_write_number(sheet_, row, column, value, as);
}

void Workbook::truth(std::uint32_t row, std::uint16_t column, bool value, Look as) {
  if (sheet_ != nullptr) worksheet_write_boolean(sheet_, row, column, value ? 1 : 0, as);
}

void Workbook::time(std::uint32_t row, std::uint16_t column, model::Instant at,
                    const model::Zone& zone, Look as) {
  constexpr double kFirstSerial = 61;  // 1900-03-01; before it they count a day that never was
  const double serial = serial_of(at, zone);
  if (serial < kFirstSerial) return text(row, column, model::format_rfc3339(at, zone), as);
  number(row, column, serial, as);
}

void Workbook::set_width(std::uint16_t first, std::uint16_t last, double letters) {
  if (sheet_ != nullptr) worksheet_set_column(sheet_, first, last, letters, nullptr);
}

void Workbook::freeze_rows(std::uint32_t count) {
  if (sheet_ != nullptr) worksheet_freeze_panes(sheet_, count, 0);
}

void Workbook::print_landscape() {
  constexpr std::uint8_t kA4 = 9;
  if (sheet_ == nullptr) return;
  worksheet_set_landscape(sheet_);
  worksheet_set_paper(sheet_, kA4);
  worksheet_fit_to_pages(sheet_, 1, 0);
}

model::Result<std::string> Workbook::take() {
  const model::Error fault{model::ErrorCode::io, "the workbook could not be written", "xlsx"};
  if (sheet_ == nullptr) return fault;
  sheet_ = nullptr;
  if (workbook_close(std::exchange(book_, nullptr)) != LXW_NO_ERROR) return fault;
  return read_all();
}

model::Result<std::string> Workbook::read_all() const {
  std::string bytes;
  std::array<char, 64 << 10> piece{};
  off_t offset = 0;
  while (true) {
    const ssize_t count = pread(file_, piece.data(), piece.size(), offset);
    if (count < 0) return model::Error{model::ErrorCode::io, "cannot be read back", "xlsx"};
    if (count == 0) return bytes;
    bytes.append(piece.data(), static_cast<std::size_t>(count));
    offset += count;
  }
}

}  // namespace ioc::serving
