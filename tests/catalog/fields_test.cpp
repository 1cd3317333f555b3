// Declared fields: pointers, types, scales, formats.
#include "catalog/fields.h"

#include <gtest/gtest.h>

#include "kit.h"

namespace ioc::catalog::fields_test {
namespace {

using kit::faults;
using kit::Strings;

// The field `x` of a stream; its table begins at column 12 of line 10.
Loaded load_field(const std::string& table) {
  return kit::load_text(kit::settings() +
                        "[[stream]]\nid = \"s\"\ntopic = \"t\"\nfields.x = " + table + "\n");
}

TEST(Fields, UnescapesPointersStepByStep) {
  const Loaded loaded = load_field("{ pointer = \"/data/a~1b/~0c/\", type = \"string\" }");
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  EXPECT_EQ(loaded.plan->streams[0].fields[0].pointer, (Strings{"data", "a/b", "~c", ""}));
}

TEST(Fields, RefusesWhatIsNoPointer) {
  EXPECT_EQ(faults(load_field("{ pointer = \"data\", type = \"int\" }")),
            (Strings{"10:24 bad-pointer"}));
  EXPECT_EQ(faults(load_field("{ pointer = \"\", type = \"int\" }")),
            (Strings{"10:24 bad-pointer"}));
  EXPECT_EQ(faults(load_field("{ pointer = \"/đ/a~2\", type = \"int\" }")),
            (Strings{"10:29 bad-pointer"}));
}

// A slip in the pointer of an optional field was an absent value for ever.
TEST(Fields, PointToWhatADeadLetterHas) {
  const auto load_letter = [](const std::string& pointer, const std::string& envelope) {
    return kit::load_text(kit::settings() + "[[stream]]\nid = \"s\"\ntopic = \"t\"\nenvelope = \"" +
                          envelope + "\"\nfields.x = { pointer = \"" + pointer +
                          "\", type = \"string\", optional = true }\n");
  };
  for (const char* pointer : {"/data/reason", "/data/topic", "/data/stream", "/data/unit",
                              "/data/system", "/id", "/source", "/specversion", "/time", "/type"}) {
    EXPECT_EQ(faults(load_letter(pointer, "dead-letters")), Strings{}) << pointer;
  }
  const Loaded slip = load_letter("/data/reasn", "dead-letters");
  ASSERT_EQ(faults(slip), (Strings{"11:24 bad-pointer"}));
  EXPECT_EQ(slip.diagnostics[0].text, "a dead letter has no '/data/reasn'");
  EXPECT_EQ(slip.diagnostics[0].help, "did you mean '/data/reason'?");
  EXPECT_EQ(load_letter("/data/partition", "dead-letters").diagnostics.at(0).help,
            "valid here: /data/reason, /data/topic, /data/stream, /data/unit, /data/system, … (10 "
            "in all)");
  EXPECT_EQ(faults(load_letter("/data", "dead-letters")), (Strings{"11:24 bad-pointer"}));
  EXPECT_EQ(faults(load_letter("/data/reasn", "cloudevents")), Strings{}) << "who knows";
}

TEST(Fields, KnowsSixTypes) {
  for (const char* type : {"string", "int", "bool", "time", "unit"}) {
    EXPECT_TRUE(load_field(std::string("{ pointer = \"/x\", type = \"") + type + "\" }").plan);
  }
  const Loaded loaded = load_field("{ pointer = \"/x\", type = \"strin\" }");
  EXPECT_EQ(faults(loaded), (Strings{"10:37 bad-value"}));
  EXPECT_EQ(loaded.diagnostics[0].help, "did you mean 'string'?");
}

TEST(Fields, WantsAScaleFromZeroToEighteenForDecimalsOnly) {
  EXPECT_TRUE(load_field("{ pointer = \"/x\", type = \"decimal\", scale = 18 }").plan);
  EXPECT_EQ(faults(load_field("{ pointer = \"/x\", type = \"decimal\", scale = 19 }")),
            (Strings{"10:56 bad-value"}));
  EXPECT_EQ(faults(load_field("{ pointer = \"/x\", type = \"decimal\", scale = -1 }")),
            (Strings{"10:56 bad-value"}));
  EXPECT_EQ(faults(load_field("{ pointer = \"/x\", type = \"decimal\", scale = 1.5 }")),
            (Strings{"10:56 wrong-type"}));
  EXPECT_EQ(faults(load_field("{ pointer = \"/x\", type = \"decimal\" }")),
            (Strings{"10:12 missing-key"}));
  EXPECT_EQ(faults(load_field("{ pointer = \"/x\", type = \"int\", scale = 2 }")),
            (Strings{"10:52 bad-value"}));
}

TEST(Fields, CompilesTimeFormats) {
  const Loaded loaded = load_field(
      "{ pointer = \"/x\", type = \"time\", formats = [\"%Y-%m-%d %H:%M:%S\", \"yyyyMMddHHmmss\"] "
      "}");
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  const model::FieldPlan& field = loaded.plan->streams[0].fields[0];
  ASSERT_EQ(field.formats.size(), 2u);
  EXPECT_EQ(field.formats[1].parse("20201015070000", loaded.plan->zone)->ms, 1602720000000);
}

TEST(Fields, RefusesUnknownFormatsAndFormatsOfOtherTypes) {
  EXPECT_EQ(faults(load_field("{ pointer = \"/x\", type = \"time\", formats = [\"%Y\", \"%Q\"] }")),
            (Strings{"10:62 bad-value"}));
  EXPECT_EQ(faults(load_field("{ pointer = \"/x\", type = \"int\", formats = [\"%Y\"] }")),
            (Strings{"10:54 bad-value"}));
}

TEST(Fields, WantsATable) {
  EXPECT_EQ(faults(load_field("\"/data/x\"")), (Strings{"10:12 wrong-type"}));
}

TEST(Fields, TellsThreeFaultsOfOneFieldAtOnce) {
  EXPECT_EQ(faults(load_field("{ pointer = \"x\", type = \"nt\", optinal = true }")),
            (Strings{"10:24 bad-pointer", "10:36 bad-value", "10:42 unknown-key"}));
}

}  // namespace
}  // namespace ioc::catalog::fields_test
