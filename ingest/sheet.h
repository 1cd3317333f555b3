// CSV as spreadsheets write it: RFC 4180, separated by commas or semicolons, with or without a byte
// order mark. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ioc::ingest {

struct SheetRow {
  std::size_t line = 0;  // where it begins, from 1
  std::vector<std::string> cells;
};

// Where reading ended, and why.
struct SheetFault {
  std::size_t line = 0;
  std::size_t column = 0;  // of cells, from 1; 0: not of one
  std::string detail;
  std::string detail_vi;
};

struct Sheet {
  char separator = ',';
  std::vector<SheetRow> rows;  // rows of nothing but blanks are left out
  std::optional<SheetFault> fault;
};

// The separator is the one that stands more often in the first row, outside quotes. Blanks around a
// cell that is not quoted are no part of it. At more than `rows_max` rows reading ends, one beyond.
Sheet read_sheet(std::string_view text, std::size_t rows_max);

}  // namespace ioc::ingest
