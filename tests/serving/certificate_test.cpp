// What is taken as a server's certificate, and what is told of it (serving/certificate.h).
#include "serving/certificate.h"

#include "certificates.h"

namespace ioc::serving::certificate_test {
namespace {

using testing::MadeCertificate;

std::string refusal(const std::string& chain, const std::string& key) {
  const auto read = Certificate::read(chain, key);
  EXPECT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, model::ErrorCode::config);
  return read.error().message();
}

TEST(Certificate, AChainAndItsKeyAreTakenAndItsEndIsTheFirstOfTheChain) {
  const MadeCertificate longer("longer", 30), shorter("shorter", 5);
  const auto alone = Certificate::read(longer.chain_text(), longer.key_text());
  ASSERT_TRUE(alone.ok()) << alone.error().message();
  const auto both =
      Certificate::read(longer.chain_text() + shorter.chain_text(), longer.key_text());
  ASSERT_TRUE(both.ok()) << both.error().message();
  EXPECT_EQ((*alone)->facts().subject, "CN = longer");
  EXPECT_EQ((*alone)->facts().fingerprint.size(), 64u);
  EXPECT_EQ((*both)->facts().fingerprint, (*alone)->facts().fingerprint);
  EXPECT_EQ((*alone)->facts().until.ms - (*alone)->facts().from.ms, 30 * model::kDayMs);
  EXPECT_LT((*both)->facts().until.ms, (*alone)->facts().until.ms - 24 * model::kDayMs);
}

TEST(Certificate, WhatDoesNotBelongTogetherIsRefusedWithTheCure) {
  const MadeCertificate one("one"), other("other"), rsa("rsa", 10, "DNS:localhost", "rsa:2048");
  EXPECT_NE(refusal(one.chain_text(), other.key_text()).find("belong together"), std::string::npos);
  EXPECT_NE(refusal(one.chain_text(), rsa.key_text()).find("belong together"), std::string::npos);
  EXPECT_NE(refusal("no PEM", one.key_text()).find("no certificate"), std::string::npos);
  EXPECT_NE(refusal("", "").find("no certificate"), std::string::npos);
  EXPECT_NE(refusal(one.chain_text(), "no PEM").find("key cannot be read"), std::string::npos);
  EXPECT_NE(refusal(one.chain_text(), one.chain_text()).find("key cannot be read"),
            std::string::npos);
  EXPECT_TRUE(Certificate::read(rsa.chain_text(), rsa.key_text()).ok());
}

// It would stand at a prompt that nobody sees.
TEST(Certificate, AKeyWithAPassphraseIsRefusedAndAskedForNowhere) {
  const MadeCertificate one("sealed");
  const std::string sealed = one.folder + "/sealed.pem";
  ASSERT_EQ(
      std::system(
          ("openssl pkey -in " + one.key + " -aes128 -passout pass:abcd -out " + sealed).c_str()),
      0);
  EXPECT_NE(refusal(one.chain_text(), testing::text_of_file(sealed)).find("passphrase"),
            std::string::npos);
}

}  // namespace
}  // namespace ioc::serving::certificate_test
