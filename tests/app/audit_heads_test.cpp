// Heads of the audit log as records (app/audit_heads.h). Publishing them is tested with a real
// broker, tests/e2e/test_people.py.
#include "app/audit_heads.h"

#include <gtest/gtest.h>

namespace ioc::app::audit_heads_test {
namespace {

TEST(AuditHeads, WhatIsWrittenIsReadAndWhatIsNoHeadIsNot) {
  const storage::AuditHead head{12, std::string(64, 'a')};
  const std::string text = write_head(head, {1'602'755'998'120});
  EXPECT_EQ(read_head(text), head) << text;
  for (const char* other : {"", "[]", "{}", "{\"count\":1}", "{\"count\":\"1\",\"hash\":\"a\"}",
                            "{\"count\":1,\"hash\":2}"}) {
    EXPECT_FALSE(read_head(other)) << other;
  }
}

}  // namespace
}  // namespace ioc::app::audit_heads_test
