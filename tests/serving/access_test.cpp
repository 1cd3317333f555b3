// Who may see and do what (serving/access.h).
#include "serving/access.h"

#include <map>
#include <set>

#include "model/lookup.h"
#include "support.h"

namespace ioc::serving::access_test {
namespace {

using model::Grant;
using model::Role;

Viewer holding(std::vector<Grant> grants) { return {"an", "An", std::move(grants)}; }

// make_plan() with a second stream, one that stands apart, and indicators of all kinds that are not
// public: by unit of each stream, without units, and formulas of one stream and of two.
model::Plan rights_plan() {
  model::Plan plan = testing::make_plan();
  plan.streams.emplace_back().id = "reports";
  plan.streams.emplace_back().id = "party";
  plan.streams.back().is_apart = true;
  model::CubePlan flat;
  flat.dimensions.push_back({0, "channel", {model::TypeKind::text}});
  plan.cubes.push_back(flat);
  const auto add = [&](const char* id, int stream, int cube) {
    model::IndicatorPlan indicator = plan.indicators[2];
    indicator.id = id;
    indicator.stream = stream;
    indicator.cube = cube;
    plan.indicators.push_back(indicator);
    return static_cast<int>(plan.indicators.size()) - 1;
  };
  const auto formula = [&](const char* id, std::vector<int> operands) {
    auto& indicator = plan.indicators[static_cast<std::size_t>(add(id, -1, -1))];
    indicator.formula.emplace();
    indicator.formula->operands = std::move(operands);
  };
  const int dossiers = add("d.dossiers", 0, 0);
  const int reports = add("e.reports", 1, 0);
  const int party = add("f.party", 2, 0);
  add("g.flat", 0, 1);
  formula("h.dossiers", {dossiers, 2});
  formula("i.both", {dossiers, reports});
  formula("j.party", {dossiers, party});
  return plan;
}

// The rule once more, from the words of docs/people.md and not from the code: what a role may do,
// which units and streams a scope reaches.
struct Oracle {
  static std::set<std::string> deeds(const std::string& role) {
    static const std::map<std::string, std::set<std::string>> kTable = {
        {"administrator", {"manage_people", "approve_people"}},
        {"leader", {"see", "comment", "answer_alert", "sign_report", "conclude"}},
        {"office",
         {"see", "comment", "answer_alert", "prepare_report", "approve_report", "release_report"}},
        {"steward",
         {"see", "comment", "answer_alert", "prepare_report", "propose_catalog",
          "approve_catalog"}},
        {"department",
         {"see", "comment", "answer_alert", "prepare_report", "approve_report", "sign_report"}},
        {"district",
         {"see", "comment", "answer_alert", "prepare_report", "approve_report", "sign_report"}},
        {"officer", {"see", "answer_alert", "prepare_report"}},
        {"technician", {"replay"}},
        {"auditor", {"see", "read_audit"}}};
    return kTable.at(role);
  }
  static std::set<std::string> units(const std::string& role, const std::string& scope) {
    static const std::map<std::string, std::set<std::string>> kBelow = {
        {"49", {"49", "502", "502-1", "503"}},
        {"502", {"502", "502-1"}},
        {"502-1", {"502-1"}},
        {"503", {"503"}},
        {"gone", {}}};
    if (role != "officer") return kBelow.at(scope);
    return scope == "gone" ? std::set<std::string>{} : std::set<std::string>{scope};
  }
  static std::set<std::string> streams(const std::set<std::string>& named) {
    return named.empty() ? std::set<std::string>{"dossiers", "reports"} : named;
  }
};

constexpr std::array<std::pair<Deed, const char*>, kDeedCount> kDeeds = {{
    {Deed::see, "see"},
    {Deed::comment, "comment"},
    {Deed::answer_alert, "answer_alert"},
    {Deed::prepare_report, "prepare_report"},
    {Deed::approve_report, "approve_report"},
    {Deed::sign_report, "sign_report"},
    {Deed::release_report, "release_report"},
    {Deed::conclude, "conclude"},
    {Deed::propose_catalog, "propose_catalog"},
    {Deed::approve_catalog, "approve_catalog"},
    {Deed::manage_people, "manage_people"},
    {Deed::approve_people, "approve_people"},
    {Deed::read_audit, "read_audit"},
    {Deed::replay, "replay"},
}};

// Every role in every scope, each deed and each figure: 9 roles, 5 units, 8 sets of streams.
TEST(Access, TheWholeMatrixIsAsItsWordsSay) {
  const model::Plan plan = rights_plan();
  const std::map<std::string, std::set<std::string>> made_of = {{"c.secret", {"dossiers"}},
                                                                {"d.dossiers", {"dossiers"}},
                                                                {"e.reports", {"reports"}},
                                                                {"f.party", {"party"}},
                                                                {"g.flat", {"dossiers"}},
                                                                {"h.dossiers", {"dossiers"}},
                                                                {"i.both", {"dossiers", "reports"}},
                                                                {"j.party", {"dossiers", "party"}}};
  const std::vector<std::string> all_streams = {"dossiers", "reports", "party"};
  int cells = 0, allowed = 0;
  for (const auto& [role, role_name] : model::kRoleNames) {
    for (const std::string scope : {"49", "502", "502-1", "503", "gone"}) {
      for (int mask = 0; mask < 8; ++mask) {
        std::set<std::string> named;
        for (std::size_t i = 0; i < 3; ++i) {
          if (mask >> i & 1) named.insert(all_streams[i]);
        }
        const Viewer viewer = holding({{role, scope, {named.begin(), named.end()}}});
        const auto deeds = Oracle::deeds(std::string(role_name));
        const auto units = Oracle::units(std::string(role_name), scope);
        const auto streams = Oracle::streams(named);
        const auto where = [&](const std::string& what) {
          return std::string(role_name) + "@" + scope + " streams " + std::to_string(mask) + " " +
                 what;
        };
        for (const std::string unit : {"49", "502", "502-1", "503", "nowhere", ""}) {
          const std::string of = unit.empty() ? "49" : unit;
          for (const auto& [deed, deed_name] : kDeeds) {
            const bool expected = deeds.contains(deed_name) && units.contains(of);
            ASSERT_EQ(may(viewer, deed, plan, unit), expected) << where(deed_name + (" " + unit));
            for (const std::string& stream : all_streams) {
              ASSERT_EQ(may(viewer, deed, plan, unit, stream), expected && streams.contains(stream))
                  << where(deed_name + (" " + unit + " " + stream));
              ++cells;
            }
          }
          for (const model::IndicatorPlan& indicator : plan.indicators) {
            bool expected = indicator.is_public;
            if (!expected) {
              const auto& needs = made_of.at(indicator.id);
              expected = deeds.contains("see") && units.contains(of) &&
                         std::includes(streams.begin(), streams.end(), needs.begin(), needs.end());
            }
            ASSERT_EQ(may_see(viewer, plan, indicator, unit), expected)
                << where(indicator.id + " " + unit);
            ++cells;
            allowed += expected ? 1 : 0;
          }
        }
      }
    }
  }
  EXPECT_GT(cells, 80'000);
  EXPECT_GT(allowed, 5'000);
}

TEST(Access, AnIndicatorIsListedExactlyWhenSomeFigureOfItMayBeSeen) {
  const model::Plan plan = rights_plan();
  for (const auto& [role, name] : model::kRoleNames) {
    for (const std::string scope : {"49", "502", "502-1", "gone"}) {
      const std::vector<std::vector<std::string>> all_streams = {
          {}, {"dossiers"}, {"party"}, {"dossiers", "party"}};
      for (const std::vector<std::string>& streams : all_streams) {
        const Viewer viewer = holding({{role, scope, streams}});
        for (const model::IndicatorPlan& indicator : plan.indicators) {
          bool any = may_see(viewer, plan, indicator, "");
          for (const model::Unit& unit : plan.units.all()) {
            // One without units has figures of the root alone.
            if (indicator.id != "g.flat") any |= may_see(viewer, plan, indicator, unit.code);
          }
          EXPECT_EQ(may_see_any(viewer, plan, indicator), any) << name << scope << indicator.id;
          EXPECT_EQ(find_visible(viewer, plan, indicator.id) != nullptr, any);
        }
      }
    }
  }
}

TEST(Access, ThePublicSeesPublicIndicatorsOnlyAndMayDoNothing) {
  const model::Plan plan = rights_plan();
  EXPECT_TRUE(may_see(Viewer{}, plan, plan.indicators[0], "49"));
  EXPECT_FALSE(may_see(Viewer{}, plan, plan.indicators[2], "49"));
  for (const auto& [deed, name] : kDeeds) {
    EXPECT_FALSE(may(Viewer{}, deed, plan, "49")) << name;
    // Grants without an account are nobody's.
    EXPECT_FALSE(may({"", "", {{Role::leader, "49", {}}}}, deed, plan, "49")) << name;
  }
}

TEST(Access, AHiddenIndicatorIsAsUnknownAsOneThatDoesNotExist) {
  const model::Plan plan = testing::make_plan();
  EXPECT_EQ(find_visible(Viewer{}, plan, "b.share"), &plan.indicators[1]);
  EXPECT_EQ(find_visible(Viewer{}, plan, "c.secret"), nullptr);
  EXPECT_EQ(find_visible(Viewer{}, plan, "b.shar"), nullptr);
  EXPECT_EQ(find_visible(Viewer{}, plan, "zzz"), nullptr);
}

TEST(Access, GrantsAddUpButTheirScopesDoNotMix) {
  const model::Plan plan = rights_plan();
  const Viewer viewer =
      holding({{Role::officer, "503", {"dossiers"}}, {Role::department, "49", {"reports"}}});
  const auto sees = [&](const char* id, const char* unit) {
    const model::IndicatorPlan* indicator = find_visible(viewer, plan, id);
    return indicator != nullptr && may_see(viewer, plan, *indicator, unit);
  };
  EXPECT_TRUE(sees("d.dossiers", "503"));
  EXPECT_FALSE(sees("d.dossiers", "502"));
  EXPECT_TRUE(sees("e.reports", "502-1"));
  EXPECT_FALSE(sees("i.both", "503")) << "no single grant reaches both streams";
  EXPECT_FALSE(may(viewer, Deed::sign_report, plan, "503", "dossiers"));
}

TEST(Access, AStreamThatStandsApartIsKnownToThoseWhoMaySeeIt) {
  const model::Plan plan = rights_plan();
  EXPECT_TRUE(may_see_stream(Viewer{}, plan, plan.streams[0]));
  EXPECT_FALSE(may_see_stream(Viewer{}, plan, plan.streams[2]));
  EXPECT_FALSE(may_see_stream(holding({{Role::leader, "49", {}}}), plan, plan.streams[2]));
  EXPECT_TRUE(may_see_stream(holding({{Role::officer, "503", {"party"}}}), plan, plan.streams[2]));
  EXPECT_FALSE(
      may_see_stream(holding({{Role::technician, "49", {"party"}}}), plan, plan.streams[2]));
}

TEST(Access, RightsThatDifferHaveKeysThatDiffer) {
  std::set<std::string> keys;
  const std::vector<std::vector<Grant>> different = {
      {},
      {{Role::leader, "49", {}}},
      {{Role::office, "49", {}}},
      {{Role::leader, "502", {}}},
      {{Role::leader, "49", {"a"}}},
      {{Role::leader, "49", {"a", "b"}}},
      {{Role::leader, "49", {"a"}}, {Role::leader, "49", {"b"}}}};
  for (const auto& grants : different) keys.insert(rights_key(holding(grants)));
  EXPECT_EQ(keys.size(), different.size());
}

TEST(Access, AScreenSeesWithinItsScopeAndDoesNothing) {
  const model::Plan plan = rights_plan();
  const Viewer hall = {"screen:hall", "hall", {{Role::screen, "502", {}}}};
  for (const auto& [deed, name] : kDeeds) {
    EXPECT_EQ(may(hall, deed, plan, "502-1"), deed == Deed::see) << name;
    EXPECT_FALSE(may(hall, deed, plan, "503")) << name;
  }
  EXPECT_TRUE(may_see(hall, plan, *model::find_indicator(plan, "c.secret"), "502"));
  EXPECT_FALSE(may_see(hall, plan, *model::find_indicator(plan, "f.party"), "502"))
      << "what stands apart must be named";
}

TEST(Access, WhatIsDoneWithAFigureNeedsAllItsStreams) {
  const model::Plan plan = rights_plan();
  const auto& both = *model::find_indicator(plan, "i.both");
  const auto may_answer = [&](std::vector<std::string> streams, const char* unit) {
    return may_with(holding({{Role::officer, "502", std::move(streams)}}), Deed::answer_alert, plan,
                    both, unit);
  };
  EXPECT_TRUE(may_answer({}, "502"));
  EXPECT_TRUE(may_answer({"dossiers", "reports"}, "502"));
  EXPECT_FALSE(may_answer({"dossiers"}, "502"));
  EXPECT_FALSE(may_answer({}, "502-1"));
  EXPECT_FALSE(
      may_with(holding({{Role::auditor, "49", {}}}), Deed::answer_alert, plan, both, "502"));
}

}  // namespace
}  // namespace ioc::serving::access_test
