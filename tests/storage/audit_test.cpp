// The chain of the audit log (storage/audit.h).
#include "storage/audit.h"

#include <set>

#include "tests/storage/people_fixture.h"

namespace ioc::storage::audit_test {
namespace {

using Faults = std::vector<std::string>;

struct AuditTest : PeopleFixture {
  AuditRecord of(const std::string& object) {
    return {0, kNow, "an", "account.add", object, "a\nb:3", "10.0.0.1", "", ""};
  }
  void append(int count) {
    for (int i = 0; i < count; ++i) ASSERT_TRUE(people->audit.append(of(std::to_string(i))).ok());
  }
  Faults check(std::vector<AuditHead> published = {}) {
    AuditCheck checking(std::move(published));
    EXPECT_TRUE(people->audit.each([&](const AuditRecord& record) { checking.take(record); }).ok());
    return checking.finish();
  }
  // As somebody who has the file could.
  void tamper(const std::string& sql) {
    ASSERT_TRUE(people->database().run("DROP TRIGGER IF EXISTS audit_stays").ok());
    ASSERT_TRUE(people->database().run("DROP TRIGGER IF EXISTS audit_keeps").ok());
    ASSERT_TRUE(people->database().run(sql).ok());
  }
};

TEST_F(AuditTest, AWholeLogHasNoFault) {
  EXPECT_EQ(check(), Faults{});
  append(5);
  const AuditHead head = *people->audit.head();
  EXPECT_EQ(head.count, 5);
  append(2);
  EXPECT_EQ(check({head, *people->audit.head()}), Faults{});
  EXPECT_EQ(people->audit.before(5, 2)->front().number, 4);
}

TEST_F(AuditTest, TheTableIsOnlyAppendedTo) {
  append(1);
  EXPECT_FALSE(people->database().run("UPDATE audit SET actor = 'x'").ok());
  EXPECT_FALSE(people->database().run("DELETE FROM audit").ok());
}

TEST_F(AuditTest, EveryMemberOfARecordIsBoundByItsHash) {
  const AuditRecord record{3, kNow, "an", "act", "object", "detail", "peer", "before", ""};
  const std::string hash = audit_hash(record);
  std::set<std::string> hashes = {hash};
  for (int i = 0; i < 8; ++i) {
    AuditRecord other = record;
    if (i == 0) ++other.number;
    if (i == 1) ++other.at.ms;
    std::string* members[] = {&other.actor,  &other.act,  &other.object,
                              &other.detail, &other.peer, &other.previous};
    if (i >= 2) *members[i - 2] += "x";
    EXPECT_TRUE(hashes.insert(audit_hash(other)).second) << i;
  }
  AuditRecord moved = record;  // a border that moves
  moved.actor = "ana";
  moved.act = "ct";
  EXPECT_NE(audit_hash(moved), hash);
}

TEST_F(AuditTest, EachRecordThatWasAlteredRemovedOrPutInIsNamed) {
  append(6);
  tamper("UPDATE audit SET detail = 'c' WHERE number = 2");
  EXPECT_EQ(check(), Faults{"record 2 was altered"});
  tamper("UPDATE audit SET detail = 'a' || char(10) || 'b:3' WHERE number = 2");
  EXPECT_EQ(check(), Faults{});
  tamper("DELETE FROM audit WHERE number = 4");
  EXPECT_EQ(check(), Faults{"record 4 was removed"});
  tamper("DELETE FROM audit WHERE number IN (1, 2)");
  EXPECT_EQ(check(), (Faults{"records 1 to 2 were removed", "record 4 was removed"}));
}

TEST_F(AuditTest, AnAlteredRecordWhoseHashWasMadeAnewBreaksTheChain) {
  append(3);
  AuditRecord record = people->audit.before(3, 1)->front();
  record.actor = "someone else";
  tamper("UPDATE audit SET actor = 'someone else', hash = '" + audit_hash(record) +
         "' WHERE number = 2");
  EXPECT_EQ(check(), Faults{"record 3 does not follow on record 2: one of them was put in or "
                            "altered"});
}

TEST_F(AuditTest, AnEndCutOffAndALogWrittenAnewAreToldByWhatWasPublished) {
  append(4);
  const AuditHead early = *people->audit.head();
  append(2);
  const AuditHead late = *people->audit.head();
  tamper("DELETE FROM audit WHERE number > 5");
  EXPECT_EQ(check(), Faults{}) << "the chain alone does not know";
  EXPECT_EQ(check({late, early}),
            Faults{"the log ends with record 5, but a head of 6 records was published: its end was "
                   "cut off"});
  tamper("DELETE FROM audit");
  append(7);
  tamper("UPDATE audit SET actor = actor");
  EXPECT_EQ(check({early}), Faults{}) << "the same records make the same chain";
  tamper("DELETE FROM audit");
  ASSERT_TRUE(people->audit.append(of("another")).ok());
  append(6);
  EXPECT_EQ(check(), Faults{});
  EXPECT_EQ(check({early}),
            Faults{"record 4 is not the one whose hash was published: the log was written anew"});
  tamper("DELETE FROM audit");
  EXPECT_EQ(check({early}).size(), 1u) << "an empty log too";
}

}  // namespace
}  // namespace ioc::storage::audit_test
