// Where things stand in the catalogue's files, and the report of faults found there.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/diagnostic.h"

namespace ioc::catalog {

// Units: lines and columns from 1, in code points.
struct Mark {
  int line = 1;
  int column = 1;
  int length = 1;
};

// Role: one file and its lines. A byte order mark is taken off; it would shift the first line.
class Source {
 public:
  Source(std::string path, std::string text);

  const std::string& path() const { return path_; }
  const std::string& text() const { return text_; }
  // Without its line end; empty beyond the last line.
  std::string_view line(int number) const;
  // The mark of bytes [offset, offset + length) of the *decoded* TOML string whose opening quote
  // stands at `quote`.
  Mark inside_string(Mark quote, std::size_t offset, std::size_t length) const;

 private:
  std::string path_;
  std::string text_;
  std::vector<std::size_t> line_starts_;
};

struct Place {
  const Source* source = nullptr;
  Mark mark;
};
// "file:line:column", to point at a second place.
std::string to_string(const Place& place);

// A string value that knows where it was written.
struct Text {
  std::string value;
  Place place;

  Place part(std::size_t offset, std::size_t length) const {
    return {place.source, place.source->inside_string(place.mark, offset, length)};
  }
};

// Role: gathers faults up to kDiagnosticsMax.
class Report {
 public:
  void error(const Place& place, std::string code, std::string text, std::string help = {});
  bool empty() const { return faults_.empty(); }
  // An id that is none, and told: that a name is unknown is not told when this is what it is near
  // to, for whichever of the two is mended.
  void add_bad_id(std::string id) { bad_ids_.insert(std::move(id)); }
  // Takes back that a name is unknown.
  void forgive_unknown(const std::string& name);
  // Sorted by file, line, column.
  std::vector<Diagnostic> take();

 private:
  std::vector<Diagnostic> faults_;
  std::set<std::string> bad_ids_;
};

// Code points of UTF-8 text.
int width_of(std::string_view text);

}  // namespace ioc::catalog
