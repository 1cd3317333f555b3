// The text of a snapshot: exact, readable back, and closed against any change.
#include "storage/manifest.h"

#include <gtest/gtest.h>

#include "storage/sha256.h"

namespace ioc::storage::manifest_test {
namespace {

Manifest example() {
  return {1,
          1605500000000,
          {{{"one-stop-shop.dossiers", 3}, 120345}},
          {{"000012.sst", 4096, std::string(64, 'a')}}};
}

TEST(Manifest, HasItsExactText) {
  const std::string body =
      "ioc-pulse snapshot 1\nschema 1\nrevision 1605500000000\n"
      "partition one-stop-shop.dossiers 3 120345\nfile 4096 " +
      std::string(64, 'a') + " 000012.sst\n";
  EXPECT_EQ(example().to_text(), body + "end " + sha256_hex(body) + "\n");
}

TEST(Manifest, ComesBack) {
  const auto back = Manifest::parse(example().to_text());
  ASSERT_TRUE(back.ok()) << back.error().message();
  EXPECT_EQ(back.value(), example());
}

TEST(Manifest, EveryChangedByteAndEveryCutIsFound) {
  const std::string text = example().to_text();
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string changed = text;
    changed[at] ^= 1;
    EXPECT_FALSE(Manifest::parse(changed).ok()) << at;
    EXPECT_FALSE(Manifest::parse(text.substr(0, at)).ok()) << at;
  }
  EXPECT_FALSE(Manifest::parse(text + "\n").ok());
}

TEST(Manifest, ANameThatLeavesTheFolderIsRefused) {
  for (const char* name : {"../x", "/etc/passwd", "..", "", "snapshot.txt"}) {
    Manifest manifest = example();
    manifest.files[0].name = name;
    EXPECT_FALSE(Manifest::parse(manifest.to_text()).ok()) << name;
  }
}

}  // namespace
}  // namespace ioc::storage::manifest_test
