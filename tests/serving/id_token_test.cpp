// ID tokens of another library's making, right ones and one of each wrong kind
// (serving/id_token.h; tests/serving/make_id_tokens.py wrote id_tokens.json).
#include "serving/id_token.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace ioc::serving::id_token_test {
namespace {

using Json = nlohmann::json;

const std::map<std::string, IdTokenFault> kFaults = {
    {"none", IdTokenFault::none},           {"malformed", IdTokenFault::malformed},
    {"algorithm", IdTokenFault::algorithm}, {"unknown_key", IdTokenFault::unknown_key},
    {"signature", IdTokenFault::signature}, {"issuer", IdTokenFault::issuer},
    {"audience", IdTokenFault::audience},   {"expired", IdTokenFault::expired},
    {"early", IdTokenFault::early},         {"old", IdTokenFault::old},
    {"nonce", IdTokenFault::nonce},         {"subject", IdTokenFault::subject}};

struct IdTokenTest : ::testing::Test {
  const Json made = Json::parse(std::ifstream("tests/serving/id_tokens.json"));
  const std::string issuer = made["issuer"], client = made["client"], nonce = made["nonce"];

  IdTokenExpected expected() const {
    return {issuer, client, nonce, "preferred_username", {made["now_ms"].get<std::int64_t>()}};
  }
  KeySet keys(const std::string& name) const {
    auto keys = KeySet::read(made["key_sets"][name].dump());
    EXPECT_TRUE(keys.ok());
    return *keys;
  }
  std::string token(const std::string& name) const {
    for (const Json& one : made["cases"]) {
      if (one["name"] == name) return one["token"];
    }
    ADD_FAILURE() << name;
    return {};
  }
};

TEST_F(IdTokenTest, EachTokenIsJudgedAsItWasMade) {
  std::set<IdTokenFault> seen;
  for (const Json& one : made["cases"]) {
    const IdTokenVerdict verdict =
        check_id_token(one["token"].get<std::string>(), keys(one["keys"]), expected());
    const IdTokenFault fault = kFaults.at(one["fault"]);
    EXPECT_EQ(verdict.fault, fault) << one["name"] << ": " << verdict.words;
    EXPECT_EQ(verdict.words.empty(), fault == IdTokenFault::none) << one["name"];
    EXPECT_EQ(verdict.claims.subject.empty(), fault != IdTokenFault::none) << one["name"];
    seen.insert(verdict.fault);
  }
  EXPECT_EQ(seen.size(), kFaults.size());
}

TEST_F(IdTokenTest, ClaimsAreToldOfARightTokenAlone) {
  const IdTokenVerdict right = check_id_token(token("RS256"), keys("now"), expected());
  EXPECT_EQ(right.claims.subject, made["claims"]["subject"]);
  EXPECT_EQ(right.claims.account, made["claims"]["account"]);
  EXPECT_EQ(right.claims.name, made["claims"]["name"]);
  IdTokenExpected by_subject = expected();
  by_subject.account_claim = "sub";
  EXPECT_EQ(check_id_token(token("RS256"), keys("now"), by_subject).claims.account,
            made["claims"]["subject"]);
  by_subject.account_claim = "exp";  // no text
  EXPECT_EQ(check_id_token(token("RS256"), keys("now"), by_subject).claims.account, "");
}

TEST_F(IdTokenTest, NobodyIsLetInWhereNothingWasAsked) {
  IdTokenExpected without = expected();
  without.nonce = "";
  EXPECT_EQ(check_id_token(token("no nonce"), keys("now"), without).fault, IdTokenFault::nonce);
}

// Whatever bit of it is another: never right.
TEST_F(IdTokenTest, AnAlteredTokenIsNeverRight) {
  const KeySet known = keys("now");
  for (const char* name : {"RS256", "ES256"}) {
    const std::string whole = token(name);
    for (std::size_t at = 0; at < whole.size(); ++at) {
      std::string altered = whole;
      altered[at] = altered[at] == 'A' ? 'B' : 'A';
      EXPECT_NE(check_id_token(altered, known, expected()).fault, IdTokenFault::none)
          << name << " at " << at;
    }
  }
}

}  // namespace
}  // namespace ioc::serving::id_token_test
