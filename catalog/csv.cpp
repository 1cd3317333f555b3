// A cell is plain up to the next comma, or quoted up to the closing quote.
#include "catalog/csv.h"

#include <algorithm>

namespace ioc::catalog {
namespace {

class Reader {
 public:
  Reader(const Source& csv, Report& report) : csv_(csv), report_(report), rest_(csv.text()) {}

  std::vector<Row> run() {
    std::vector<Row> rows;
    while (!rest_.empty()) {
      if (eat_line_end()) continue;
      Row row;
      do {
        row.push_back(cell());
      } while (eat(','));
      eat_line_end();
      rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  Text cell() {
    Text out{{}, {&csv_, mark_}};
    if (eat('"')) {
      quoted(out);
      if (!at_cell_end()) {
        report_.error({&csv_, mark_}, "units", "text after the closing quote",
                      "a quote inside a quoted cell is written twice");
        while (!at_cell_end()) take();
      }
    } else {
      while (!at_cell_end()) {
        if (rest_.front() == '"') {
          report_.error({&csv_, mark_}, "units", "a quote inside a cell that is not quoted",
                        "quote the whole cell and write the inner quote twice");
          while (!at_cell_end()) take();
          break;
        }
        out.value += take();
      }
    }
    const bool one_line = mark_.line == out.place.mark.line;
    out.place.mark.length = one_line ? std::max(1, mark_.column - out.place.mark.column) : 1;
    return out;
  }

  void quoted(Text& out) {
    while (!rest_.empty()) {
      if (rest_.starts_with("\"\"")) {
        take();
        out.value += take();
      } else if (eat('"')) {
        return;
      } else {
        out.value += take();
      }
    }
    report_.error(out.place, "units", "the quote is never closed");
  }

  bool at_cell_end() const {
    return rest_.empty() || rest_.front() == ',' || rest_.front() == '\n' ||
           rest_.starts_with("\r\n");
  }
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == '\n') {
      ++mark_.line;
      mark_.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++mark_.column;
    }
    return c;
  }
  bool eat(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    take();
    return true;
  }
  bool eat_line_end() {
    if (rest_.starts_with("\r\n")) take();
    return eat('\n');
  }

  const Source& csv_;
  Report& report_;
  std::string_view rest_;
  Mark mark_;
};

}  // namespace

std::vector<Row> read_rows(const Source& csv, Report& report) { return Reader(csv, report).run(); }

}  // namespace ioc::catalog
