#include "ingest/json_tokens.h"

#include <simdjson.h>

#include <cstring>

#include "model/check.h"

namespace ioc::ingest {
namespace {

constexpr std::size_t kLineBytes = 64;

}  // namespace

JsonTokens::JsonTokens() {
  // A line more than needed, to begin at one: the scanner reads whole lines just written, which the
  // processor hands over at once only where they do not straddle two.
  std::size_t bytes = kLineBytes + model::kRecordBytesMax + simdjson::SIMDJSON_PADDING;
  room_ = std::make_unique_for_overwrite<char[]>(bytes);
  void* line = room_.get();
  text_ = static_cast<char*>(std::align(kLineBytes, bytes - kLineBytes, line, bytes));
  const simdjson::error_code error =
      simdjson::get_active_implementation()->create_dom_parser_implementation(
          model::kRecordBytesMax, model::kJsonDepthMax, scanner_);
  IOC_CHECK(error == simdjson::SUCCESS);
  marks_ = {text_, scanner_->structural_indexes.get()};
}

JsonTokens::~JsonTokens() = default;

bool JsonTokens::load(std::string_view text) {
  count_ = 0;
  if (text.empty() || text.size() > model::kRecordBytesMax) return false;
  std::memcpy(text_, text.data(), text.size());
  std::memset(text_ + text.size(), 0, simdjson::SIMDJSON_PADDING);
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text_);
  if (scanner_->stage1(bytes, text.size(), simdjson::stage1_mode::regular) != simdjson::SUCCESS) {
    return false;
  }
  count_ = scanner_->n_structural_indexes;
  text_end_ = text_ + text.size();
  first_escape_ = escape_from(text_);
  return true;
}

const char* JsonTokens::escape_from(const char* from) const {
  const void* const found = std::memchr(from, '\\', static_cast<std::size_t>(text_end_ - from));
  return found != nullptr ? static_cast<const char*>(found) : text_end_;
}

}  // namespace ioc::ingest
