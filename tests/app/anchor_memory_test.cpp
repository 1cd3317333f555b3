// Anchors as text: exact bytes, and back.
#include "app/anchor_memory.h"

#include <gtest/gtest.h>

namespace ioc::app::anchor_memory_test {
namespace {

const std::vector<ingest::Anchor> kAnchors = {{{"shop.dossiers", 3}, 1234, 0xfedcba9876543210},
                                              {{"visits", 0}, 0, 7}};

TEST(AnchorMemory, HasItsExactBytes) {
  EXPECT_EQ(write_anchors(kAnchors),
            "1234 fedcba9876543210 3 shop.dossiers\n"
            "0 0000000000000007 0 visits\n");
}

TEST(AnchorMemory, AnchorsComeBack) {
  EXPECT_EQ(read_anchors(write_anchors(kAnchors)), kAnchors);
  EXPECT_TRUE(read_anchors("").empty());
}

TEST(AnchorMemory, ALineThatCannotBeReadCostsOnlyItsPartition) {
  EXPECT_EQ(read_anchors("12 nonsense\n" + write_anchors(kAnchors)), kAnchors);
}

}  // namespace
}  // namespace ioc::app::anchor_memory_test
