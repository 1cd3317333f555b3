#include "ingest/file_source.h"

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "ingest/json_tokens.h"
#include "model/limits.h"

namespace ioc::ingest {
namespace {

// Room for a few of the largest records, and reads long enough that their number costs nothing.
constexpr std::size_t kBufferBytes = 4 * model::kRecordBytesMax;

model::Error file_error(const std::string& path) {
  return {model::ErrorCode::io, std::strerror(errno), path};
}

bool is_blank(std::string_view line) {
  for (const char c : line) {
    if (!is_json_space(c)) return false;
  }
  return true;
}

}  // namespace

FileSource::FileSource(std::string path, std::FILE* file)
    : path_(std::move(path)),
      file_(file),
      buffer_(std::make_unique_for_overwrite<char[]>(kBufferBytes)) {
  records_.reserve(model::kBatchRecordsMax);
}

model::Result<FileSource> FileSource::open(const std::string& path) {
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return file_error(path);
  FileSource source(path, file);
  std::setvbuf(file, nullptr, _IONBF, 0);
  if (!source.fill()) return file_error(path);
  return source;
}

model::Result<std::span<const model::Record>> FileSource::next() {
  records_.clear();
  while (records_.empty() && (begin_ < end_ || !is_at_end_)) {
    take_lines();
    if (!records_.empty()) break;
    if (is_at_end_) {
      if (begin_ < end_) take_line(end_);
      continue;
    }
    if (!fill()) return file_error(path_);
  }
  return std::span<const model::Record>(records_);
}

// Moves what is left to the front and reads behind it. False: the file cannot be read.
bool FileSource::fill() {
  std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  const std::size_t bytes = std::fread(buffer_.get() + end_, 1, kBufferBytes - end_, file_.get());
  end_ += bytes;
  is_at_end_ = std::feof(file_.get()) != 0;
  return std::ferror(file_.get()) == 0;
}

// The complete lines in the buffer, and the beginning of one that fills it.
void FileSource::take_lines() {
  while (begin_ < end_ && records_.size() < model::kBatchRecordsMax) {
    const void* const found = std::memchr(buffer_.get() + begin_, '\n', end_ - begin_);
    if (found != nullptr) {
      take_line(static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.get()));
      continue;
    }
    const bool fills_buffer = begin_ == 0 && end_ == kBufferBytes;
    if (!fills_buffer) return;
    if (!drops_rest_)
      records_.push_back({line_, -1, {}, std::string_view(buffer_.get(), end_), {}});
    drops_rest_ = true;
    begin_ = end_;
  }
}

// The line from begin_ to `end`, where its "\n" or the end of the file is.
void FileSource::take_line(std::size_t end) {
  std::string_view line(buffer_.get() + begin_, end - begin_);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (!drops_rest_ && !is_blank(line)) records_.push_back({line_, -1, {}, line, {}});
  drops_rest_ = false;
  ++line_;
  begin_ = end + 1 < end_ ? end + 1 : end_;
}

}  // namespace ioc::ingest
