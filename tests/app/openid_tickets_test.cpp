// Tickets of sign-ins through an OpenID provider (app/openid_tickets.h).
#include "app/openid_tickets.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <set>

#include "model/door_limits.h"

namespace ioc::app::openid_tickets_test {
namespace {

constexpr model::Instant kNow{1'602'755'998'120};

struct OpenIdTicketsTest : ::testing::Test {
  OpenIdTicketsTest() { EXPECT_GE(sodium_init(), 0); }
};

TEST_F(OpenIdTicketsTest, WhatComesBackIsWhatWasGivenAndIsOfThisProcess) {
  OpenIdTickets tickets, others;
  const OpenIdTicket made = tickets.make(true, kNow);
  const auto read = tickets.read(made.cookie, kNow);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->state, made.state);
  EXPECT_EQ(read->nonce, made.nonce);
  EXPECT_EQ(read->verifier, made.verifier);
  EXPECT_TRUE(read->is_english);
  EXPECT_FALSE(others.read(made.cookie, kNow));
  EXPECT_FALSE(tickets.read(tickets.make(false, kNow).cookie, kNow)->is_english);
}

TEST_F(OpenIdTicketsTest, NothingOfItTellsAnotherPart) {
  OpenIdTickets tickets;
  const OpenIdTicket one = tickets.make(false, kNow), other = tickets.make(false, kNow);
  const std::set<std::string> all = {one.cookie,   one.state,   one.nonce,   one.verifier,
                                     other.cookie, other.state, other.nonce, other.verifier};
  EXPECT_EQ(all.size(), 8u);
  EXPECT_EQ(one.verifier.size(), 43u);  // as RFC 7636 asks at least
}

TEST_F(OpenIdTicketsTest, AnAlteredOrOldOneIsNone) {
  OpenIdTickets tickets;
  const std::string cookie = tickets.make(false, kNow).cookie;
  for (std::size_t at = 0; at < cookie.size(); ++at) {
    std::string altered = cookie;
    altered[at] = altered[at] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(tickets.read(altered, kNow)) << at;
  }
  for (const char* text : {"", ".", "..", "a.b.c.d", "1602755998120.vi.x"}) {
    EXPECT_FALSE(tickets.read(text, kNow)) << text;
  }
  EXPECT_TRUE(tickets.read(cookie, {kNow.ms + model::kOpenIdBeginMs}));
  EXPECT_FALSE(tickets.read(cookie, {kNow.ms + model::kOpenIdBeginMs + 1}));
}

TEST_F(OpenIdTicketsTest, ItIsUsedOnceForAsLongAsItCouldComeBack) {
  OpenIdTickets tickets;
  const OpenIdTicket one = tickets.make(false, kNow);
  EXPECT_EQ(tickets.use(one, kNow), OpenIdTickets::Use::right);
  EXPECT_EQ(tickets.use(one, {kNow.ms + model::kOpenIdBeginMs}), OpenIdTickets::Use::again);
}

TEST_F(OpenIdTicketsTest, TheListOfThoseUsedIsBoundedAndForgetsNoneThatCouldComeBack) {
  OpenIdTickets tickets;
  const OpenIdTicket first = tickets.make(false, kNow);
  EXPECT_EQ(tickets.use(first, kNow), OpenIdTickets::Use::right);
  OpenIdTicket more;
  for (std::size_t i = 1; i < model::kOpenIdUsedMax; ++i) {
    more.state = std::to_string(i);
    ASSERT_EQ(tickets.use(more, kNow), OpenIdTickets::Use::right);
  }
  more.state = "one more";
  EXPECT_EQ(tickets.use(more, kNow), OpenIdTickets::Use::too_many);
  EXPECT_EQ(tickets.use(first, kNow), OpenIdTickets::Use::again);
  EXPECT_EQ(tickets.use(more, {kNow.ms + 3 * model::kOpenIdBeginMs}), OpenIdTickets::Use::right);
}

// RFC 7636, appendix B.
TEST_F(OpenIdTicketsTest, TheChallengeIsThatOfTheStandard) {
  OpenIdTicket ticket;
  ticket.verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  EXPECT_EQ(ticket.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

}  // namespace
}  // namespace ioc::app::openid_tickets_test
