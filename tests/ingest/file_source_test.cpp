#include "ingest/file_source.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "model/limits.h"

namespace ioc::ingest::file_source_test {
namespace {

using Line = std::pair<std::int64_t, std::string>;

class FileSourceTest : public testing::Test {
 protected:
  ~FileSourceTest() override { std::filesystem::remove(path_); }

  // All records of a file with this content, checked batch by batch.
  std::vector<Line> lines_of(const std::string& content) {
    std::ofstream(path_, std::ios::binary) << content;
    model::Result<FileSource> opened = FileSource::open(path_);
    if (!opened.ok()) throw std::runtime_error(opened.error().message());
    FileSource source = std::move(opened).value();
    std::vector<Line> lines;
    for (;;) {
      const auto batch = source.next();
      if (!batch.ok()) throw std::runtime_error(batch.error().message());
      EXPECT_LE(batch.value().size(), model::kBatchRecordsMax);
      if (batch.value().empty()) break;
      for (const model::Record& record : batch.value()) {
        EXPECT_EQ(record.timestamp_ms, -1);
        EXPECT_TRUE(record.headers.empty() && !record.key);
        lines.emplace_back(record.offset, std::string(record.value.value()));
      }
    }
    EXPECT_TRUE(source.next().value().empty());  // the end stays the end
    return lines;
  }

  const std::string path_ = testing::TempDir() + "file_source_" +
                            testing::UnitTest::GetInstance()->current_test_info()->name() +
                            ".jsonl";
};

TEST_F(FileSourceTest, OffsetsAreLineNumbers) {
  EXPECT_EQ(lines_of("a\nb\n\n  \r\nc\r\n\nlast"),
            (std::vector<Line>{{0, "a"}, {1, "b"}, {4, "c"}, {6, "last"}}));
  EXPECT_EQ(lines_of("a\n"), (std::vector<Line>{{0, "a"}}));
  EXPECT_EQ(lines_of("\n\nx\r"), (std::vector<Line>{{2, "x"}}));
}

TEST_F(FileSourceTest, EmptyFilesHaveNoRecords) {
  EXPECT_TRUE(lines_of("").empty());
  EXPECT_TRUE(lines_of("\n\r\n \n").empty());
}

TEST_F(FileSourceTest, ManyLinesComeInOrderWhateverTheBuffer) {
  std::string content;
  std::vector<Line> expected;
  for (int i = 0; i < 60'000; ++i) {
    const std::string line =
        std::to_string(i) + std::string(static_cast<std::size_t>(i % 300), 'x');
    content += line + (i % 5 == 0 ? "\r\n" : "\n");
    expected.emplace_back(i, line);
  }
  ASSERT_GT(content.size(), 2 * 4 * model::kRecordBytesMax);
  EXPECT_EQ(lines_of(content), expected);
}

TEST_F(FileSourceTest, LongLinesComeOnceAndAreTooLarge) {
  const std::string largest(model::kRecordBytesMax, 'a');
  for (const std::size_t size : {model::kRecordBytesMax + 1, 4 * model::kRecordBytesMax,
                                 4 * model::kRecordBytesMax + 1, 13 * model::kRecordBytesMax}) {
    for (const char* end : {"\n", "\r\n"}) {
      const std::vector<Line> lines =
          lines_of("x\n" + largest + end + std::string(size, 'b') + end + "y" + end);
      ASSERT_EQ(lines.size(), 4u) << size;
      EXPECT_EQ(lines[1], (Line{1, largest}));
      EXPECT_EQ(lines[2].first, 2);
      EXPECT_GT(lines[2].second.size(), model::kRecordBytesMax);
      EXPECT_EQ(lines[2].second.front(), 'b');
      EXPECT_EQ(lines[3], (Line{3, "y"}));
    }
    EXPECT_EQ(lines_of(std::string(size, 'b')).size(), 1u);
  }
}

TEST_F(FileSourceTest, AnUnreadablePathIsAnError) {
  const auto missing = FileSource::open(path_ + ".missing");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, model::ErrorCode::io);
  EXPECT_EQ(missing.error().subject, path_ + ".missing");
  EXPECT_FALSE(FileSource::open(testing::TempDir()).ok());
}

}  // namespace
}  // namespace ioc::ingest::file_source_test
