#include "ingest/dead_letter.h"

#include <charconv>

namespace ioc::ingest {
namespace {

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::optional<DeadLetter> read_dead_letter(const model::Record& record) {
  if (record.headers.size() < kLetterHeaders.size()) return std::nullopt;
  const auto ours = record.headers.last(kLetterHeaders.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    if (ours[i].first != kLetterHeaders[i] || ours[i].second.data() == nullptr) return std::nullopt;
  }
  DeadLetter letter;
  letter.reason = ours[0].second;
  letter.topic = ours[1].second;
  letter.catalog = ours[4].second;
  letter.headers = record.headers.first(record.headers.size() - kLetterHeaders.size());
  if (!letter.headers.empty() && letter.headers.back().first == kCutHeader) {
    const std::string_view bytes = letter.headers.back().second;
    std::from_chars(bytes.data(), bytes.data() + bytes.size(), letter.cut_from);
    letter.headers = letter.headers.first(letter.headers.size() - 1);
  }
  if (!read_number(ours[2].second, letter.partition) ||
      !read_number(ours[3].second, letter.offset)) {
    return std::nullopt;
  }
  return letter;
}

}  // namespace ioc::ingest
