// A file of JSON lines, read as one partition of a stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/event.h"
#include "model/result.h"

namespace ioc::ingest {

// Role: hands out the lines of a file, in order, in batches.
// A record's offset is its line's number, from 0; a line of blanks alone makes no record but keeps
// its number; the line end, "\n" or "\r\n", is not part of the value; the last line needs none.
// Invariants: L1 memory is one buffer, whatever the file. A line longer than a record may be is
//   larger than kRecordBytesMax as handed out too, so that it is refused; of one that does not even
//   fit the buffer only the beginning is kept.
// Units: offsets in lines. Threads: one at a time. Errors: `io` when the file cannot be read.
class FileSource {
 public:
  // Reads regular files and pipes alike.
  static model::Result<FileSource> open(const std::string& path);

  // The next up to kBatchRecordsMax records, valid until the next call; none at the end.
  model::Result<std::span<const model::Record>> next();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  FileSource(std::string path, std::FILE* file);
  bool fill();
  void take_lines();
  void take_line(std::size_t end);

  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0;    // of the bytes not yet handed out
  std::size_t end_ = 0;      // of the bytes read
  std::int64_t line_ = 0;    // the number of the line at begin_
  bool is_at_end_ = false;   // of the file
  bool drops_rest_ = false;  // of a line that did not fit the buffer
  std::vector<model::Record> records_;
};

}  // namespace ioc::ingest
