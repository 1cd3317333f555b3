#include "ingest/decoder_arena.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ioc::ingest::decoder_arena_test {
namespace {

TEST(TextArena, WhatWasCopiedStaysUntilTheNextBatch) {
  TextArena arena;
  for (int batch = 0; batch < 3; ++batch) {
    std::vector<std::string> texts;
    std::vector<std::string_view> kept;
    for (int i = 0; i < 2'000; ++i) {
      texts.push_back(
          std::string(static_cast<std::size_t>(i) * 7, static_cast<char>('a' + i % 26)));
      kept.push_back(arena.copy(texts.back()));
    }
    EXPECT_EQ(arena.copy(""), "");
    for (const std::size_t size : {model::kRecordBytesMax, 3 * model::kRecordBytesMax}) {
      texts.push_back(std::string(size, 'z'));
      kept.push_back(arena.copy(texts.back()));
    }
    for (std::size_t i = 0; i < texts.size(); ++i) ASSERT_EQ(kept[i], texts[i]);
    arena.clear();
  }
}

}  // namespace
}  // namespace ioc::ingest::decoder_arena_test
