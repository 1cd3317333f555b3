// The certificate's files while the service runs (app/certificate_keeper.h).
#include "app/certificate_keeper.h"

#include <gtest/gtest.h>

#include "model/door_limits.h"
#include "tests/serving/certificates.h"

namespace ioc::app::certificate_keeper_test {
namespace {

using serving::testing::MadeCertificate;

struct CertificateKeeperTest : ::testing::Test {
  MadeCertificate shown{"shown"}, next{"next"};
  const Config::Http::Tls tls{shown.chain, shown.key};
  CertificateKeeper keeper{tls, *read_certificate(tls)};
  std::int64_t steady_ms = 0;

  std::optional<model::Result<CertificatePtr>> look() {
    steady_ms += model::kCertificateLookMs;
    return keeper.look(steady_ms);
  }
  static void copy(const std::string& from, const std::string& to) {
    // As tools that renew do: beside it, then in its place.
    std::filesystem::copy_file(from, to + ".new",
                               std::filesystem::copy_options::overwrite_existing);
    std::filesystem::rename(to + ".new", to);
  }
};

TEST_F(CertificateKeeperTest, NothingIsReadWhileNothingChanges) {
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(look());
  copy(next.chain, shown.chain);
  EXPECT_FALSE(keeper.look(steady_ms + 1));  // not yet time to look
}

TEST_F(CertificateKeeperTest, BothFilesAreTakenUpTogetherOnceTheyRest) {
  copy(next.chain, shown.chain);
  EXPECT_FALSE(look());  // the key has not come yet
  copy(next.key, shown.key);
  EXPECT_FALSE(look());
  const auto found = look();
  ASSERT_TRUE(found && found->ok());
  EXPECT_EQ((**found)->facts().subject, "CN = next");
  keeper.take(**found);
  EXPECT_EQ(keeper.current()->facts().subject, "CN = next");
  EXPECT_FALSE(look());
}

TEST_F(CertificateKeeperTest, WhatCannotBeUsedIsToldOnceAndTheOneShownStays) {
  copy(next.chain, shown.chain);
  EXPECT_FALSE(look());
  const auto found = look();
  ASSERT_TRUE(found && !found->ok());
  EXPECT_NE(found->error().message().find("belong together"), std::string::npos);
  EXPECT_NE(found->error().message().find(shown.chain), std::string::npos);
  EXPECT_FALSE(look());
  EXPECT_EQ(keeper.current()->facts().subject, "CN = shown");
  std::filesystem::remove(shown.key);
  EXPECT_FALSE(look());
  const auto gone = look();
  ASSERT_TRUE(gone && !gone->ok());
  copy(next.key, shown.key);
  EXPECT_FALSE(look());
  const auto mended = look();
  ASSERT_TRUE(mended && mended->ok());
}

TEST_F(CertificateKeeperTest, TheSameCertificateWrittenAnewIsNoNews) {
  copy(shown.chain, shown.chain + ".copy");
  copy(shown.chain + ".copy", shown.chain);
  EXPECT_FALSE(look());
  EXPECT_FALSE(look());
}

TEST_F(CertificateKeeperTest, WithoutTlsThereIsNone) {
  const auto none = read_certificate({});
  ASSERT_TRUE(none.ok());
  EXPECT_EQ(*none, nullptr);
}

}  // namespace
}  // namespace ioc::app::certificate_keeper_test
