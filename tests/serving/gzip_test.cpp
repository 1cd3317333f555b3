// Texts packed for HTTP come out again (serving/gzip.h).
#include "serving/gzip.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace ioc::serving::gzip_test {
namespace {

std::string unpacked(std::string packed, std::size_t size) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string out(size + 1, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

TEST(Gzip, WhatIsPackedComesOutAgainAndTheSameEachTime) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "Hồ sơ " + std::to_string(i * i % 97) + "\n";
  for (const std::string& each : {text, std::string("x"), std::string()}) {
    EXPECT_EQ(unpacked(gzip(each), each.size()), each);
    EXPECT_EQ(gzip(each), gzip(each));
  }
  EXPECT_LT(gzip(text).size(), text.size() / 4);
}

}  // namespace
}  // namespace ioc::serving::gzip_test
