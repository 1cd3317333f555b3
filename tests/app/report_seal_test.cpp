// The seal of a report (app/report_seal.h).
#include "app/report_seal.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace ioc::app::report_seal_test {
namespace {

struct ReportSeal : ::testing::Test {
  ReportSeal() { std::filesystem::create_directories(folder); }
  ~ReportSeal() override { std::filesystem::remove_all(folder); }

  const std::string folder = ::testing::TempDir() + "report_seal_test." + std::to_string(getpid());
  const std::string path = folder + "/report-key";
};

TEST_F(ReportSeal, AKeyIsMadeOnceAndReadByItsOwnerOnly) {
  const auto first = ReportKey::open(path);
  ASSERT_TRUE(first.ok()) << first.error().message();
  struct stat seen {};
  ASSERT_EQ(stat(path.c_str(), &seen), 0);
  EXPECT_EQ(seen.st_mode & 0777, 0600U);
  EXPECT_EQ(ReportKey::open(path)->public_key(), first->public_key());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1) << "no draft of it";
  chmod(path.c_str(), 0644);
  EXPECT_EQ(ReportKey::open(path).error().code, model::ErrorCode::config);
}

TEST_F(ReportSeal, AKeyIsCopiedOutAndBackAndNeverOverAnother) {
  const std::string copy = folder + "/copy";
  EXPECT_EQ(copy_report_key(path, copy).error().code, model::ErrorCode::io) << "there is none yet";
  EXPECT_FALSE(std::filesystem::exists(path)) << "and none was made";
  const std::string key = ReportKey::open(path)->public_key();
  ASSERT_TRUE(copy_report_key(path, copy).ok());
  struct stat seen {};
  ASSERT_EQ(stat(copy.c_str(), &seen), 0);
  EXPECT_EQ(seen.st_mode & 0777, 0600U);
  EXPECT_EQ(copy_report_key(copy, path).error().code, model::ErrorCode::io) << "one is there";
  std::filesystem::remove(path);
  ASSERT_TRUE(copy_report_key(copy, path).ok());
  EXPECT_EQ(ReportKey::open(path)->public_key(), key);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 2) << "no draft of it";
}

TEST_F(ReportSeal, ADamagedKeyIsNotReplaced) {
  std::ofstream(path) << "ioc-pulse report key 1\nAAAA\n";
  chmod(path.c_str(), 0600);
  EXPECT_EQ(ReportKey::open(path).error().code, model::ErrorCode::config);
  EXPECT_EQ(std::filesystem::file_size(path), 28U);
}

TEST_F(ReportSeal, EveryAlteredByteIsFound) {
  const auto key = ReportKey::open(path);
  const std::string text = "{\"format\":\"ioc-pulse report 1\",\"cells\":[\"12\"]}";
  const model::ReportSeal seal = key->seal(text);
  EXPECT_TRUE(verify_seal(text, seal, key->public_key()).ok());
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string altered = text;
    altered[i] ^= 1;
    EXPECT_FALSE(verify_seal(altered, seal, key->public_key()).ok()) << i;
  }
  EXPECT_FALSE(verify_seal(text + " ", seal, key->public_key()).ok());
}

TEST_F(ReportSeal, AForgerWithAnotherKeyIsFound) {
  const auto key = ReportKey::open(path);
  const auto other = ReportKey::open(folder + "/other");
  const std::string text = "altered";
  const model::ReportSeal forged = other->seal(text);
  EXPECT_TRUE(verify_seal(text, forged, other->public_key()).ok());
  EXPECT_FALSE(verify_seal(text, forged, key->public_key()).ok());
  model::ReportSeal mixed = forged;
  mixed.key = key->public_key();
  EXPECT_FALSE(verify_seal(text, mixed, key->public_key()).ok());
  mixed = key->seal(text);
  mixed.code[0] = mixed.code[0] == '0' ? '1' : '0';
  EXPECT_FALSE(verify_seal(text, mixed, key->public_key()).ok());
  EXPECT_EQ(verify_seal(text, forged, "no key").error().code, model::ErrorCode::usage);
}

// RFC 4648 letters would be read for one another; these are not. 0x84210 is 10000 10000 10000
// 10000.
TEST_F(ReportSeal, ACodeIsTheFirstHundredBits) {
  EXPECT_EQ(verification_code("8421084210842108421084210" + std::string(39, 'f')),
            "GGGG-GGGG-GGGG-GGGG-GGGG");
  EXPECT_EQ(verification_code(std::string(64, '0')), "0000-0000-0000-0000-0000");
  EXPECT_EQ(read_code("gggg gggg-ggggGGGG gggg"), "GGGG-GGGG-GGGG-GGGG-GGGG");
  EXPECT_EQ(read_code("oooo-iill-0000-0000-0000"), "0000-1111-0000-0000-0000");
  for (const char* typed : {"", "GGGG", "GGGG-GGGG-GGGG-GGGG-GGGGG", "GGGG-GGGG-GGGG-GGGG-GGG!",
                            "UUUU-GGGG-GGGG-GGGG-GGGG"}) {
    EXPECT_EQ(read_code(typed), "") << typed;
  }
}

}  // namespace
}  // namespace ioc::app::report_seal_test
