// Which keys of a provider are used (serving/key_set.h); id_token_test.cpp judges signatures.
#include "serving/key_set.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "model/door_limits.h"

namespace ioc::serving::key_set_test {
namespace {

using Json = nlohmann::json;

Json made() { return Json::parse(std::ifstream("tests/serving/id_tokens.json"))["key_sets"]; }

TEST(KeySet, WeakForeignAndOtherKeysAreLeftOut) {
  EXPECT_EQ(KeySet::read(made()["now"].dump())->size(), 2u);
  EXPECT_EQ(KeySet::read(made()["two"].dump())->size(), 2u);
  EXPECT_EQ(KeySet::read(R"({"keys":[{},1,null,{"kty":"RSA"},{"kty":"RSA","n":"!","e":"AQAB"},
      {"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]})")
                ->size(),
            0u);
}

TEST(KeySet, APointBesideTheCurveIsNoKey) {
  Json key = made()["now"]["keys"][1];
  ASSERT_EQ(key["kty"], "EC");
  key["y"] = key["x"];
  EXPECT_EQ(KeySet::read(Json{{"keys", {key}}}.dump())->size(), 0u);
}

TEST(KeySet, WhatIsNoKeySetIsTold) {
  for (const char* text : {"", "[]", "{}", "{\"keys\":{}}", "<html>"}) {
    EXPECT_FALSE(KeySet::read(text).ok()) << text;
  }
}

TEST(KeySet, ThereAreOnlySoMany) {
  const Json key = made()["now"]["keys"][1];
  Json many = Json::array();
  for (std::size_t i = 0; i < model::kOpenIdKeysMax + 10; ++i) many.push_back(key);
  EXPECT_EQ(KeySet::read(Json{{"keys", many}}.dump())->size(), model::kOpenIdKeysMax);
}

}  // namespace
}  // namespace ioc::serving::key_set_test
