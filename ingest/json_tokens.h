// One JSON text cut into tokens.
//
// simdjson's first stage (chosen for the processor at run time) marks, in one vector pass over the
// bytes, where every token begins: each of { } [ ] : , and the first byte of every string, number
// and literal. It also proves the text UTF-8, its strings closed and free of control characters.
// What remains for the reader is to step from mark to mark; the end of a string needs no search,
// it is the last quote before the next mark.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "model/limits.h"

// Its header takes three seconds to compile, and many read this one.
namespace simdjson::internal {
class dom_parser_implementation;
}

namespace ioc::ingest {

constexpr bool is_json_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// The text and where its tokens begin: two pointers, to be kept at hand in a loop.
struct JsonMarks {
  const char* text = nullptr;
  const std::uint32_t* starts = nullptr;

  char kind(std::uint32_t token) const { return text[starts[token]]; }
  const char* at(std::uint32_t token) const { return text + starts[token]; }
};

// Role: the tokens of the text loaded last.
// Invariants: K1 token `count()` exists too, is the byte 0, and no grammar accepts it, so a walk
//   that checks each token cannot run past the end. K2 the bytes of a token stay readable for
//   simdjson::SIMDJSON_PADDING bytes beyond the text.
// Threads: one at a time. Cost: room for the largest record is reserved once, touched when needed.
class JsonTokens {
 public:
  JsonTokens();
  ~JsonTokens();
  JsonTokens(const JsonTokens&) = delete;
  JsonTokens& operator=(const JsonTokens&) = delete;

  // False: empty, larger than kRecordBytesMax, not UTF-8, an open string, a bare control character.
  bool load(std::string_view text);

  std::uint32_t count() const { return count_; }
  const JsonMarks& marks() const { return marks_; }
  // The first byte of a token, which tells its kind.
  char kind(std::uint32_t token) const { return marks_.kind(token); }
  // Where the first backslash at or behind `from` stands; the end of the text when there is none.
  const char* escape_from(const char* from) const;
  const char* first_escape() const { return first_escape_; }

  // Of a string token: the bytes between its quotes, escapes as written.
  std::string_view string(std::uint32_t token) const {
    const char* const begin = marks_.at(token) + 1;
    const char* end = marks_.at(token + 1) - 1;
    while (is_json_space(*end)) --end;
    return {begin, static_cast<std::size_t>(end - begin)};
  }

  // Of a number or literal token: its bytes, without the blanks behind it.
  std::string_view scalar(std::uint32_t token) const {
    const char* const begin = marks_.at(token);
    const char* end = marks_.at(token + 1);
    while (is_json_space(end[-1])) --end;
    return {begin, static_cast<std::size_t>(end - begin)};
  }

 private:
  std::unique_ptr<simdjson::internal::dom_parser_implementation> scanner_;
  std::unique_ptr<char[]> room_;
  char* text_ = nullptr;  // in room_, at the start of a cache line
  JsonMarks marks_;
  std::uint32_t count_ = 0;
  const char* text_end_ = nullptr;
  const char* first_escape_ = nullptr;
};

}  // namespace ioc::ingest
