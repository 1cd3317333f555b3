// Canonical texts: equal for equal trees, different for different ones.
#include "catalog/canonical.h"

#include <gtest/gtest.h>

#include "kit.h"

namespace ioc::catalog::canonical_test {
namespace {

TEST(Canonical, ForgetsBlanksAndNeedlessBrackets) {
  const kit::Expressions e;
  EXPECT_EQ(e.check("((status))==2&&(has(due))"), e.check("status == 2 && has(due)"));
  EXPECT_EQ(e.check("status == 2 && has(due)"), "((status == 2) && has(due))");
  EXPECT_EQ(e.check("channel == \"a\""), e.check("channel == 'a'"));
}

TEST(Canonical, TellsApartWhatDiffers) {
  const kit::Expressions e;
  EXPECT_NE(e.check("!(signed && has(due))"), e.check("!signed && has(due)"));
  EXPECT_NE(e.check("channel == '2'"), e.check("status == 2"));
  EXPECT_NE(e.check("fee > 1.5"), e.check("fee > 15"));
  EXPECT_NE(e.check("channel == 'unit'"), e.check("unit == '502'"));
  EXPECT_NE(e.check("received - due > duration('1ms')"),
            e.check("due - received > duration('1ms')"));
}

TEST(Canonical, EscapesQuotesSoThatNoTextCanPoseAsAnother) {
  EXPECT_EQ(quoted("a' && 'b\\"), "'a\\' && \\'b\\\\'");
}

TEST(Canonical, NamesTypesForPeople) {
  EXPECT_EQ(type_name({model::TypeKind::decimal, 2}), "decimal(2)");
  EXPECT_EQ(type_name({model::TypeKind::instant, 0}), "time");
}

}  // namespace
}  // namespace ioc::catalog::canonical_test
