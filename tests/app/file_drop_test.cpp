// Files handed over whole or not at all (app/file_drop.h).
#include "app/file_drop.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace ioc::app::file_drop_test {
namespace {

using model::ErrorCode;

struct FileDropTest : ::testing::Test {
  FileDropTest() { std::filesystem::create_directories(folder); }
  ~FileDropTest() override { std::filesystem::remove_all(folder); }
  std::string content(const std::string& name) const {
    std::ifstream file(folder + "/" + name, std::ios::binary);
    std::stringstream out;
    out << file.rdbuf();
    return out.str();
  }
  std::size_t count() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
  }
  const std::string folder = ::testing::TempDir() + "file_drop." + std::to_string(getpid());
};

TEST_F(FileDropTest, AFileIsThereWholeAndNothingElse) {
  const std::string bytes(100'000, 'x');
  ASSERT_TRUE(drop_file(folder, "a.xml", bytes).ok());
  EXPECT_EQ(content("a.xml"), bytes);
  EXPECT_EQ(count(), 1u);
  struct stat there {};
  ASSERT_EQ(stat((folder + "/a.xml").c_str(), &there), 0);
  EXPECT_EQ(there.st_mode & 0007, 0u) << "not for everybody";
}

TEST_F(FileDropTest, WhatACrashLeftIsMadeAnewAndTheSameTwiceIsOnce) {
  std::ofstream(folder + "/.a.xml.part") << "half";
  ASSERT_TRUE(drop_file(folder, "a.xml", "whole").ok());
  ASSERT_TRUE(drop_file(folder, "a.xml", "whole").ok()) << "the answer of the first was lost";
  EXPECT_EQ(content("a.xml"), "whole");
  EXPECT_EQ(count(), 1u);
}

TEST_F(FileDropTest, AnotherFileOfThatNameIsNotOverwritten) {
  std::ofstream(folder + "/a.xml") << "theirs";
  const auto dropped = drop_file(folder, "a.xml", "ours");
  ASSERT_FALSE(dropped.ok());
  EXPECT_EQ(dropped.error().code, ErrorCode::check_failed);
  EXPECT_EQ(content("a.xml"), "theirs");
  std::filesystem::remove(folder + "/a.xml");
  std::filesystem::create_symlink("/dev/null", folder + "/a.xml");
  EXPECT_FALSE(drop_file(folder, "a.xml", "ours").ok());
}

TEST_F(FileDropTest, ADirectoryThatIsNotThereIsTold) {
  const auto dropped = drop_file(folder + "/away", "a.xml", "x");
  ASSERT_FALSE(dropped.ok());
  EXPECT_EQ(dropped.error().code, ErrorCode::io);
  EXPECT_NE(dropped.error().message().find("make or mount it"), std::string::npos);
}

}  // namespace
}  // namespace ioc::app::file_drop_test
