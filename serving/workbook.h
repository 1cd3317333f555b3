// One sheet of a workbook (XLSX), written into memory: the only door to libxlsxwriter.
#pragma once

#include <cstdint>
#include <string>

#include "model/result.h"
#include "model/time.h"

struct lxw_format;
struct lxw_workbook;
struct lxw_worksheet;

namespace ioc::serving {

inline constexpr const char* kXlsxType =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

// How a cell looks. `number` is a format of spreadsheets, such as "#,##0"; null: none.
struct CellLook {
  const char* number = nullptr;
  bool is_bold = false;
  bool is_head = false;  // centred, its text wrapped
  bool has_border = false;
};

// Role: one workbook with one sheet. The same calls give the same bytes whenever they are made.
// Invariant: W1 what is written as text is never a formula, whatever it begins with.
// Units: rows and columns count from 0. Threads: one at a time. Bound: its owner's.
class Workbook {
 public:
  using Look = lxw_format*;

  // `made` is what the file says of its age: not now, since it may be made again.
  Workbook(const char* sheet, const std::string& title, const std::string& company,
           model::Instant made);
  ~Workbook();
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  Look look(const CellLook& as);
  // Texts longer than a cell may hold are cut.
  void text(std::uint32_t row, std::uint16_t column, const std::string& text, Look as);
  void number(std::uint32_t row, std::uint16_t column, double value, Look as);
  void truth(std::uint32_t row, std::uint16_t column, bool value, Look as);
  // Local time of the zone; a text where spreadsheets know no such date (before March 1900).
  void time(std::uint32_t row, std::uint16_t column, model::Instant at, const model::Zone& zone,
            Look as);

  void set_width(std::uint16_t first, std::uint16_t last, double letters);
  void freeze_rows(std::uint32_t count);
  void print_landscape();  // A4, as wide as one page

  // The file; nothing can be written after it. Error `io`: no memory for it.
  model::Result<std::string> take();

 private:
  model::Result<std::string> read_all() const;

  int file_ = -1;
  std::string path_;
  lxw_workbook* book_ = nullptr;  // libxlsxwriter frees it when it is closed
  lxw_worksheet* sheet_ = nullptr;
};

}  // namespace ioc::serving
