#include "ingest/json_pointers.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

namespace ioc::ingest::json_pointers_test {
namespace {

using Steps = std::vector<std::string>;

struct Lookup {
  int add(const Steps& steps) { return pointers.add(steps); }
  bool find(std::string_view text) { return tokens.load(text) && pointers.find(tokens, 0); }
  std::string at(int node) const {
    const std::uint32_t token = pointers.found(node);
    return token == JsonPointers::kNone ? "-" : std::string(tokens.scalar(token));
  }

  JsonTokens tokens;
  JsonPointers pointers;
};

TEST(JsonPointers, EqualPointersShareANode) {
  JsonPointers pointers;
  EXPECT_EQ(pointers.add({}), 0);
  const int a = pointers.add(Steps{"data", "a"});
  EXPECT_EQ(pointers.add(Steps{"data", "a"}), a);
  EXPECT_NE(pointers.add(Steps{"data", "b"}), a);
  EXPECT_EQ(pointers.add(Steps{"data"}), pointers.root_member("data"));
  EXPECT_EQ(pointers.root_member("a"), -1);
}

TEST(JsonPointers, FindsMembersAndElements) {
  Lookup look;
  const int code = look.add({"items", "2", "code"});
  const int first = look.add({"items", "0"});
  const int leading_zero = look.add({"items", "01"});
  const int past = look.add({"items", "-"});
  const int empty = look.add({""});
  const int odd = look.add({"a/b~c\"\\"});
  const int long_a = look.add({"a_name_that_is_longer_than_a_word"});
  const int long_b = look.add({"a_name_that_is_lxnger_than_a_word"});
  ASSERT_TRUE(look.find(R"({"items":[7,8,{"code":9}],"":1,"a/b~c\"\\":2,)"
                        R"("a_name_that_is_longer_than_a_word":3})"));
  EXPECT_EQ(look.at(code), "9");
  EXPECT_EQ(look.at(first), "7");
  EXPECT_EQ(look.at(leading_zero), "-");
  EXPECT_EQ(look.at(past), "-");
  EXPECT_EQ(look.at(empty), "1");
  EXPECT_EQ(look.at(odd), "2");
  EXPECT_EQ(look.at(long_a), "3");
  EXPECT_EQ(look.at(long_b), "-");
}

TEST(JsonPointers, NamesWithABackslashAreNotTakenForEscapes) {
  Lookup look;
  const int backslash = look.add({"a\\b"});
  ASSERT_TRUE(look.find(R"({"a\b":1})"));
  EXPECT_EQ(look.at(backslash), "-");
  ASSERT_TRUE(look.find(R"({"a\\b":1})"));
  EXPECT_EQ(look.at(backslash), "1");
}

TEST(JsonPointers, AnEmptyNameIsNotAssumedWhereNothingWasSeen) {
  Lookup look;
  const int empty = look.add({"", ""});
  const std::string long_name = "\"a_name_that_is_longer_than_a_word\":0";
  ASSERT_TRUE(look.find("{" + long_name + "," + long_name + R"(,"x":1})"));
  ASSERT_TRUE(look.find(R"({"":{"":5}})"));
  EXPECT_EQ(look.at(empty), "5");
}

// Random documents, sound and broken, against a parser no one here wrote.
class RandomJson {
 public:
  explicit RandomJson(unsigned seed) : random_(seed) {}

  std::string value(int depth) {
    switch (pick(depth > 4 ? 4 : 6)) {
      case 0: return pick(2) == 0 ? "12" : "-5.25";
      case 1: return "\"t\\u00e9\"";
      case 2: return "\"\"";
      case 3: return pick(2) == 0 ? "null" : "true";
      case 4: return list(depth, '[', ']', false);
      default: return list(depth, '{', '}', true);
    }
  }
  // One byte dropped, doubled or replaced by one that means something.
  std::string broken(std::string text) {
    const std::size_t at = static_cast<std::size_t>(pick(static_cast<int>(text.size())));
    static constexpr std::string_view kBytes = "{}[]:,\"\\0e-. tn";
    switch (pick(3)) {
      case 0: return text.erase(at, 1);
      case 1: return text.insert(at, 1, text[at]);
      default:
        text[at] = kBytes[static_cast<std::size_t>(pick(static_cast<int>(kBytes.size())))];
        return text;
    }
  }

 private:
  int pick(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }
  std::string list(int depth, char open, char close, bool named) {
    std::string out(1, open);
    const int count = pick(4);
    for (int i = 0; i < count; ++i) {
      if (i > 0) out += ", ";
      if (named) out += "\"" + std::string(1, static_cast<char>('a' + pick(3))) + "\":";
      out += value(depth + 1);
    }
    return out + close;
  }
  std::mt19937 random_;
};

void expect_same(const Lookup& look, int node, const nlohmann::json& other) {
  const std::uint32_t token = look.pointers.found(node);
  if (other.is_structured()) {
    EXPECT_EQ(look.tokens.kind(token), other.is_object() ? '{' : '[');
  } else if (other.is_string()) {
    const std::string quoted = "\"" + std::string(look.tokens.string(token)) + "\"";
    EXPECT_EQ(nlohmann::json::parse(quoted), other);
  } else {
    EXPECT_EQ(nlohmann::json::parse(look.at(node)), other);
  }
}

TEST(JsonPointers, AgreesWithAnotherParserOnRandomDocuments) {
  constexpr unsigned kSeed = 4711;
  RandomJson random(kSeed);
  Lookup look;
  const std::vector<Steps> paths = {{"a"},           {"b", "a"}, {"b", "1"},
                                    {"c", "0", "a"}, {"c", "c"}, {"0"}};
  std::vector<int> nodes;
  for (const Steps& steps : paths) nodes.push_back(look.add(steps));
  int sound = 0;
  for (int i = 0; i < 30'000; ++i) {
    std::string text = random.value(0);
    if (i % 2 == 1) text = random.broken(text);
    const nlohmann::json other = nlohmann::json::parse(text, nullptr, false);
    ASSERT_EQ(look.find(text), !other.is_discarded()) << "seed " << kSeed << ": " << text;
    if (other.is_discarded()) continue;
    ++sound;
    for (std::size_t p = 0; p < paths.size(); ++p) {
      std::string path;
      for (const std::string& step : paths[p]) path += "/" + step;
      const nlohmann::json::json_pointer pointer(path);
      ASSERT_EQ(look.pointers.found(nodes[p]) != JsonPointers::kNone, other.contains(pointer))
          << path << " in " << text;
      if (other.contains(pointer)) expect_same(look, nodes[p], other.at(pointer));
    }
  }
  EXPECT_GT(sound, 15'000);
}

}  // namespace
}  // namespace ioc::ingest::json_pointers_test
