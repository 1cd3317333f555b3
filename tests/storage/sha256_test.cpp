// SHA-256 against the published examples.
#include "storage/sha256.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace ioc::storage::sha256_test {
namespace {

TEST(Sha256, GivesThePublishedExamples) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PiecesGiveTheSameAsTheWhole) {
  EXPECT_TRUE(rc::check([](const std::vector<std::string>& texts) {
    std::string whole;
    Sha256 hash;
    for (const std::string& text : texts) {
      std::string piece = text + std::string(text.size() * 7 % 130, 'x');
      whole += piece;
      hash.update(piece);
    }
    RC_ASSERT(hash.finish() == sha256_hex(whole));
  }));
}

}  // namespace
}  // namespace ioc::storage::sha256_test
