// The bytes of lives: as documented, smaller where events repeat themselves, and never believed.
#include "processing/life_codec.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "catalog/catalog.h"

namespace ioc::processing::life_codec_test {
namespace {

using Cells = std::vector<LifeCell>;

// Kept fields: code, level, unit, in this order.
model::Plan make_plan(const std::string& units) {
  static constexpr const char* kText = R"toml(
[catalog]
id = "test"
time_zone = "Asia/Ho_Chi_Minh"
root_unit = "49"
[[stream]]
id = "things"
topic = "things"
lateness = "1d"
fields.code = { pointer = "/c", type = "string" }
fields.level = { pointer = "/l", type = "int", optional = true }
fields.unit = { pointer = "/u", type = "unit", optional = true }
[[lifecycle]]
id = "thing"
stream = "things"
key = "code"
moments.reached = "level > 1"
keep = "10d"
[[indicator]]
id = "things.levels"
name = { vi = "Mức", en = "Levels" }
of = "thing"
measure = "count"
while = "level > 1 && unit == '49'"
windows = ["now"]
)toml";
  const std::string tree = "code,name_vi,name_en,level,parent\n49,a,b,province,\n" + units;
  return *catalog::load({{"a.toml", kText}}, {"units.csv", tree}).plan;
}

// Bytes of hexadecimal digits, whatever stands between two of them.
std::string unhex(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size();) {
    if (text[i] == ' ') {
      ++i;
      continue;
    }
    bytes += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
    i += 2;
  }
  return bytes;
}

class LifeCodecTest : public ::testing::Test {
 protected:
  LifeCodecTest() : plan_(make_plan("502,c,d,district,49\n")), codec_(plan_.lifecycles[0], plan_) {}

  void add(std::int64_t time_ms, std::string_view id, std::string_view source, const Cells& cells) {
    events_.push_back({time_ms, id, source, cells_.size(), false});
    cells_.insert(cells_.end(), cells.begin(), cells.end());
  }
  std::string encoded() const {
    std::string bytes;
    codec_.encode(events_, cells_, bytes);
    return bytes;
  }
  LifeCell unit(const char* code) const { return {true, plan_.units.find(code), {}}; }

  model::Plan plan_;
  LifeCodec codec_;
  std::vector<LifeEvent> events_;
  Cells cells_;
};

void expect_equal(const std::vector<LifeEvent>& events, const Cells& cells,
                  const std::vector<LifeEvent>& read, const Cells& read_cells) {
  ASSERT_EQ(read.size(), events.size());
  ASSERT_EQ(read_cells.size(), cells.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(read[i].time_ms, events[i].time_ms);
    EXPECT_EQ(read[i].id, events[i].id);
    EXPECT_EQ(read[i].source, events[i].source);
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    EXPECT_EQ(read_cells[i].present, cells[i].present) << i;
    if (!cells[i].present) continue;
    EXPECT_EQ(read_cells[i].number, cells[i].number) << i;
    EXPECT_EQ(read_cells[i].text, cells[i].text) << i;
  }
}

TEST_F(LifeCodecTest, KeepsTheFieldsInTheOrderOfTheirNames) {
  ASSERT_EQ(codec_.kept().size(), 3u);
  const auto& fields = plan_.lifecycles[0].state.fields;
  for (std::size_t i = 0; i < 3; ++i) {
    const char* const names[] = {"code", "level", "unit"};
    EXPECT_EQ(fields[static_cast<std::size_t>(codec_.kept()[i])].name, names[i]);
  }
}

TEST_F(LifeCodecTest, BytesAreAsDocumented) {
  add(3, "a", "/s", {{true, 0, "D1"}, {true, -2, {}}, unit("502")});
  add(5, "b", "/s", {{true, 0, "D1"}, {true, 4, {}}, unit("502")});
  add(5, "c", "/t", {{true, 0, "D1"}, {}, unit("49")});
  EXPECT_EQ(encoded(), unhex("02 03"
                             "06 01 61 02 2f73 07 07 02 4431 03 03 353032"
                             "04 01 62 00 07 02 08"
                             "00 01 63 02 2f74 05 04 02 3439"));
}

// As programs before schema 4 wrote them: no second map, every present field.
TEST_F(LifeCodecTest, TheFormatBeforeIsRead) {
  add(3, "a", "/s", {{true, 0, "D1"}, {true, -2, {}}, unit("502")});
  add(5, "b", "/s", {{true, 0, "D1"}, {}, unit("502")});
  const std::string before = unhex(
      "01 02"
      "06 01 61 02 2f73 07 02 4431 03 03 353032"
      "04 01 62 00 05 02 4431 03 353032");
  std::vector<LifeEvent> events;
  Cells cells;
  ASSERT_TRUE(codec_.decode(before, events, cells));
  expect_equal(events_, cells_, events, cells);
}

TEST_F(LifeCodecTest, WhatIsWrittenIsReadAgain) {
  std::mt19937 random(7);
  const auto draw = [&](int bound) {
    return static_cast<int>(random() % static_cast<unsigned>(bound));
  };
  const char* const texts[] = {"", "D1", "a longer text than the others"};
  for (int round = 0; round < 500; ++round) {
    events_.clear();
    cells_.clear();
    for (int i = draw(6); i >= 0; --i) {
      Cells cells(3);
      if (draw(3) > 0) cells[0] = {true, 0, texts[draw(3)]};
      if (draw(3) > 0) cells[1] = {true, draw(3) - 1, {}};
      if (draw(3) > 0) cells[2] = unit(draw(2) == 0 ? "49" : "502");
      add(draw(1000) - 500, texts[draw(3)], texts[1 + draw(2)], cells);
    }
    const std::string bytes = encoded();
    std::vector<LifeEvent> events;
    Cells cells;
    ASSERT_TRUE(codec_.decode(bytes, events, cells));
    expect_equal(events_, cells_, events, cells);
  }
}

TEST_F(LifeCodecTest, AnEventThatRepeatsTheOneBeforeTakesLittle) {
  const Cells cells = {{true, 0, "000.00.12.H47-2006-000000123"}, {true, 1, {}}, unit("502")};
  add(1'600'000'000'000, "a", "/motcua/502", cells);
  const std::size_t first = encoded().size();
  add(1'600'000'060'000, "b", "/motcua/502", cells);
  EXPECT_EQ(encoded().size() - first, 3u + 2 + 1 + 2);
}

TEST_F(LifeCodecTest, AUnitThatIsNoMoreIsAbsentThroughoutItsEvents) {
  add(1, "a", "/s", {{true, 0, "D1"}, {}, unit("502")});
  add(2, "b", "/s", {{true, 0, "D1"}, {}, unit("502")});
  add(3, "c", "/s", {{true, 0, "D1"}, {}, unit("49")});
  const std::string bytes = encoded();
  const model::Plan plan = make_plan("");
  std::vector<LifeEvent> events;
  Cells cells;
  ASSERT_TRUE(LifeCodec(plan.lifecycles[0], plan).decode(bytes, events, cells));
  ASSERT_EQ(cells.size(), 9u);
  EXPECT_FALSE(cells[2].present);
  EXPECT_FALSE(cells[5].present);
  EXPECT_TRUE(cells[8].present);
  EXPECT_EQ(cells[3].text, "D1");
}

TEST_F(LifeCodecTest, DamagedBytesAreNotBelieved) {
  add(3, "a", "/s", {{true, 0, "D1"}, {true, -2, {}}, unit("502")});
  add(5, "b", "/s", {{true, 0, "D1"}, {true, 4, {}}, unit("502")});
  const std::string bytes = encoded();
  const auto reads = [&](const std::string& text) {
    std::vector<LifeEvent> events;
    Cells cells;
    return codec_.decode(text, events, cells);
  };
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(reads(bytes.substr(0, size)));
  EXPECT_FALSE(reads(bytes + '\0'));
  EXPECT_FALSE(reads("\x03" + bytes.substr(1)));
  std::string repeats_nothing = bytes;
  repeats_nothing[2 + 6] = '\0';  // the first event's second map
  EXPECT_FALSE(reads(repeats_nothing));
}

}  // namespace
}  // namespace ioc::processing::life_codec_test
