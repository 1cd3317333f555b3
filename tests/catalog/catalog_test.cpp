// Whole catalogues: the shipped one, and broken ones.
#include "catalog/catalog.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "kit.h"
#include "model/limits.h"

namespace ioc::catalog::catalog_test {
namespace {

using kit::faults;
using kit::load_text;
using kit::Strings;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Shipped {
  std::vector<SourceFile> toml;
  SourceFile units;
};
Shipped shipped() {
  const std::filesystem::path folder = "catalogs/quang-nam";
  Shipped out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".toml") continue;
    out.toml.push_back({entry.path().string(), read_file(entry.path())});
  }
  out.units = {(folder / "units.csv").string(), read_file(folder / "units.csv")};
  return out;
}

TEST(ShippedCatalogue, LoadsWithoutAFault) {
  const Shipped files = shipped();
  const Loaded loaded = load(files.toml, files.units);
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  EXPECT_EQ(loaded.plan->id, "quang-nam");
  EXPECT_EQ(loaded.plan->streams.size(), 14u);
  EXPECT_GE(loaded.plan->indicators.size(), 65u);
  EXPECT_EQ(loaded.plan->units.at(loaded.plan->root_unit).code, "49");
  EXPECT_EQ(loaded.plan->units.all().size(), 1u + 20u + 18u + 241u)
      << "the province, its departments, districts and communes";
}

TEST(ShippedCatalogue, IsTheSamePlanInAnyOrderOfItsFiles) {
  Shipped files = shipped();
  const auto texts = [](const Loaded& loaded) {
    std::string out;
    for (const model::CubePlan& cube : loaded.plan->cubes) out += cube.definition + "\n";
    for (const model::IndicatorPlan& i : loaded.plan->indicators) {
      out += i.id + std::to_string(i.cube) + "," + std::to_string(i.count_slot) + "\n";
    }
    return out;
  };
  std::sort(files.toml.begin(), files.toml.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  const std::string forward = texts(load(files.toml, files.units));
  std::reverse(files.toml.begin(), files.toml.end());
  EXPECT_EQ(texts(load(files.toml, files.units)), forward);
}

TEST(ShippedCatalogue, NamesEverythingInTwoLanguages) {
  const Shipped files = shipped();
  const Loaded loaded = load(files.toml, files.units);
  ASSERT_TRUE(loaded.plan);
  for (const model::IndicatorPlan& i : loaded.plan->indicators) {
    EXPECT_NE(i.name.vi, "") << i.id;
    EXPECT_NE(i.name.en, i.name.vi) << i.id;
  }
}

// The number of working days of each year is told beside the list of its holidays.
TEST(ShippedCatalogue, HasTheWorkingDaysOfEachYear) {
  const Shipped files = shipped();
  const Loaded loaded = load(files.toml, files.units);
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  const model::Plan& plan = *loaded.plan;
  const std::vector<int> days = {252, 250, 249, 249, 251, 250, 250};
  for (std::size_t i = 0; i < days.size(); ++i) {
    const std::string year = std::to_string(2020 + i);
    const std::string next = std::to_string(2021 + i);
    const auto worked = plan.calendar->work_time(
        plan.root_unit, plan.zone.day_start(*model::parse_day(year + "-01-01")),
        plan.zone.day_start(*model::parse_day(next + "-01-01")));
    EXPECT_EQ(worked, days[i] * 8 * model::kHourMs) << year;
  }
  for (const char* saturday : {"2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"}) {
    EXPECT_EQ(plan.calendar->is_working_day(plan.root_unit, *model::parse_day(saturday)), true);
  }
}

// The blocks marked as TOML in the reference, put together, are a catalogue.
TEST(Reference, GivesExamplesThatLoad) {
  std::istringstream page(read_file("docs/catalogue.md"));
  std::string toml;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) {
      inside = line == "```toml";
    } else if (inside) {
      toml += line + "\n";
    }
  }
  const Loaded loaded = load_text(toml);
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  EXPECT_EQ(loaded.plan->indicators.size(), 10u);
  EXPECT_EQ(loaded.cases.size(), 6u);
  const kit::Expressions e;
  EXPECT_EQ(e.check("status in [9, 10] && (fee > 1.5 || channel.startsWith('on'))"),
            "((status in [9,10]) && ((fee > 150e-2) || startsWith(channel,'on')))");
}

TEST(Catalogue, TellsTenDifferentFaultsInOneRun) {
  const Loaded loaded = load(
      {{"a.toml", "[catalog]\nid = \"Test\"\ntime_zone = \"Asia/Hanoi\"\nroot_unit = \"94\"\n"},
       {"b.toml",
        "[[stream]]\nid = \"s\"\ntopic = \"t\"\nlateness = \"a week\"\n"
        "fields.u = { pointer = \"u\", type = \"unit\" }\nfields.n = { pointer = \"/n\", type = "
        "\"int\" }\n"
        "colour = 1\n"},
       {"c.toml",
        "[[indicator]]\nid = \"i\"\nname = 7\nof = \"s\"\nmeasure = \"count\"\n"
        "where = \"n == 'x'\"\nwindows = [\"tumbling 11m\"]\n"},
       {"d.toml", "[[indicator]\n"}},
      {"units.csv", std::string(kit::kUnits) + "502,x,y,z,,,\n"});
  EXPECT_FALSE(loaded.plan);
  EXPECT_EQ(faults(loaded),
            (Strings{"2:6 bad-id", "3:13 bad-time-zone", "4:13 unknown-name",
                     "b.toml:4:12 bad-span", "b.toml:5:24 bad-pointer", "b.toml:7:1 unknown-key",
                     "c.toml:3:8 wrong-type", "c.toml:6:12 type", "c.toml:7:22 bad-window",
                     "d.toml:1:13 syntax", "units.csv:5:1 units"}));
}

TEST(Catalogue, DoesNotHideOtherFilesBehindOneThatDoesNotParse) {
  const std::string broken = "[[stream]]\nid = \"lost\"\ntopic =\n";
  const std::string indicators =
      "[[indicator]]\nid = \"a\"\nname = \"x\"\nof = \"lost\"\nmeasure = "
      "\"cuont\"\nwindows = [\"dya\"]\n";
  const Loaded loaded = load({{"a.toml", kit::settings() + indicators}, {"b.toml", broken}},
                             {"units.csv", std::string(kit::kUnits)});
  EXPECT_EQ(faults(loaded), (Strings{"11:12 bad-measure", "12:13 bad-window", "b.toml:3:8 syntax"}))
      << "the stream 'lost' may well stand in b.toml";
}

// Each reference to a stream whose id has a capital letter was told beside that id.
TEST(Catalogue, DoesNotCallUnknownWhatMayMeanABadId) {
  const std::string others =
      kit::indicator("a", "measure = \"count\"\nwindows = [\"day\"]") +
      "[[lifecycle]]\nid = \"dossier\"\nstream = \"dossiers\"\nkey = \"channel\"\n"
      "moments.go = \"status == 2\"\n"
      "[[indicator]]\nid = \"b\"\nname = \"x\"\nof = \"dossier\"\nat = \"go\"\n"
      "measure = \"count\"\nwindows = [\"day\"]\n"
      "[[alert]]\nid = \"silent\"\nstream = \"dossiers\"\nsilent = \"1h\"\n"
      "[[test]]\nname = \"t\"\nevents = [{ stream = \"dossiers\", time = 2020-10-15 }]\n"
      "duplicates = 0\n";
  const auto told = [&](const std::string& id, const std::string& rest) {
    std::string stream = kit::stream();
    stream.replace(stream.find("dossiers"), 8, id);
    return faults(load_text(kit::settings() + stream + rest));
  };
  EXPECT_EQ(told("dossiers", others), Strings{});
  EXPECT_EQ(told("Dossiers", others), (Strings{"8:6 bad-id"}));
  const Strings far{"8:6 bad-id", "24:6 unknown-name", "29:10 unknown-name", "41:10 unknown-name",
                    "45:22 unknown-name"};
  EXPECT_EQ(told("Hồ sơ", others), far)
      << "they say something else, which may be a fault of its own";
  EXPECT_EQ(told("", others), far);
  EXPECT_EQ(told("Hồ sơ",
                 "[[indicator]]\nid = \"a\"\nname = \"x\"\nof = \"Hồ sơ\"\n"
                 "where = \"statu == 2\"\nmeasure = \"count\"\nwindows = [\"day\"]\n"),
            (Strings{"8:6 bad-id", "25:10 unknown-name"}))
      << "its fields are known";
  EXPECT_EQ(
      faults(load_text(kit::settings() + "[[stream]]\nid = \"Hồ sơ\"\ntopic = \"t\"\n"
                                         "[[stream]]\nid = \"visits\"\ntopic = \"u\"\n"
                                         "[[indicator]]\nid = \"a\"\nname = \"x\"\nof = \"visit\"\n"
                                         "measure = \"count\"\nwindows = [\"day\"]\n")),
      (Strings{"8:6 bad-id", "16:6 unknown-name"}))
      << "a slip that is near to another stream";
}

TEST(Catalogue, DoesNotCallUnknownWhatMayMeanABadIdOfAnIndicatorOrAField) {
  EXPECT_EQ(faults(kit::load_indicators(
                kit::indicator("D.seen", "measure = \"count\"\nwindows = [\"day\"]") +
                "[[indicator]]\nid = \"f\"\nname = \"x\"\nformula = \"d.seen * 2\"\n"
                "windows = [\"day\"]\n"
                "[[target]]\nid = \"t\"\nindicator = \"d.seen\"\nwindow = \"day\"\n"
                "at_least = 1\n")),
            (Strings{"22:6 bad-id"}));
  std::string stream = kit::stream();
  stream.replace(stream.find("fields.channel"), 14, "fields.Channel");
  const Loaded loaded = load_text(
      kit::settings() + stream +
      kit::indicator("a",
                     "where = \"channel == 'x'\"\nby = [\"channel\"]\nmeasure = \"count\"\n"
                     "windows = [\"day\"]") +
      "[[lifecycle]]\nid = \"dossier\"\nstream = \"dossiers\"\nkey = \"channel\"\n"
      "moments.go = \"status == 2\"\n"
      "[[test]]\nname = \"t\"\nduplicates = 0\n"
      "events = [{ stream = \"dossiers\", time = 2020-10-15, data = { channel = \"x\" } }]\n");
  ASSERT_EQ(loaded.diagnostics.size(), 1u) << kit::rendered(loaded);
  EXPECT_EQ(loaded.diagnostics[0].text, "'Channel' is not an id");
}

TEST(Catalogue, WantsOneTableOfSettings) {
  EXPECT_EQ(faults(load_text("")), (Strings{"1:1 missing-key"}));
  EXPECT_EQ(faults(load({}, {"units.csv", std::string(kit::kUnits)})),
            (Strings{"units.csv:1:1 missing-key"}));
  const Loaded twice = load({{"a.toml", kit::settings()}, {"b.toml", kit::settings()}},
                            {"units.csv", std::string(kit::kUnits)});
  ASSERT_EQ(faults(twice), (Strings{"b.toml:1:1 duplicate-id"}));
  EXPECT_EQ(twice.diagnostics[0].help, "the first is at a.toml:1:1");
}

TEST(Catalogue, WantsTheRootAboveAllUnits) {
  const auto told = [](const std::string& units) {
    const Loaded loaded = load_text(kit::settings(), units);
    if (loaded.diagnostics.size() != 1) return std::to_string(loaded.diagnostics.size());
    const Diagnostic& d = loaded.diagnostics[0];
    return std::to_string(d.line) + ":" + std::to_string(d.column) + " " + d.text + " | " + d.help;
  };
  const std::string header = "code,name_vi,name_en,level,parent\n";
  EXPECT_EQ(told(header), "4:13 unknown unit '49' | units.csv lists none");
  EXPECT_EQ(told(header + "48,a,b,c,\n49,a,b,c,48\n"),
            "4:13 the root unit '49' has a parent, '48' | root_unit is the one above all others: "
            "'48'");
  EXPECT_EQ(told(header + "49,a,b,c,\n48,a,b,c,49\n"), "0");
}

TEST(Catalogue, TellsDuplicatesAcrossFiles) {
  const Loaded loaded =
      load({{"b.toml", kit::stream()}, {"a.toml", kit::settings() + kit::stream()}},
           {"units.csv", std::string(kit::kUnits)});
  ASSERT_EQ(faults(loaded), (Strings{"b.toml:2:6 duplicate-id"}));
  EXPECT_EQ(loaded.diagnostics[0].help, "the first is at a.toml:8:6");
}

TEST(Catalogue, ReadsSubjectsInTheirOrderAndWhatIndicatorsMeanInPlainWords) {
  const std::string indicators =
      kit::indicator("visits.seen",
                     "measure = \"count\"\nwindows = [\"day\"]\n"
                     "description = { vi = \"Lượt\", en = \"Visits\" }") +
      kit::indicator("a.seen", "measure = \"count\"\nwindows = [\"day\"]");
  const Loaded good =
      kit::load_indicators(indicators +
                           "[[subject]]\nid = \"visits\"\nname = \"Khám\"\n"
                           "[[subject]]\nid = \"a\"\nname = { vi = \"A\", en = \"B\" }\n");
  ASSERT_TRUE(good.plan) << kit::rendered(good);
  ASSERT_EQ(good.plan->subjects.size(), 2u);
  EXPECT_EQ(good.plan->subjects[0].id, "visits");
  EXPECT_EQ(good.plan->subjects[0].name.en, "Khám");
  EXPECT_EQ(good.plan->subjects[1].name.en, "B");
  EXPECT_EQ(good.plan->indicators[0].explanation.vi, "");
  EXPECT_EQ(good.plan->indicators[1].explanation.en, "Visits");

  EXPECT_EQ(faults(kit::load_indicators(indicators + "[[subject]]\nid = \"visit\"\nname = \"x\"\n"
                                                     "[[subject]]\nid = \"a\"\nname = \"x\"\n"
                                                     "[[subject]]\nid = \"a\"\nname = \"x\"\n")),
            (Strings{"35:6 unknown-name", "41:6 duplicate-id"}));
}

TEST(Catalogue, ReadsWindowsLineEndsAndAByteOrderMark) {
  std::string text =
      kit::settings() + kit::stream() +
      kit::indicator("a", "where = \"nix\"\nmeasure = \"count\"\nwindows = [\"day\"]");
  std::string windows = "\xEF\xBB\xBF";
  for (const char c : text) windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const Loaded loaded = load_text(windows);
  ASSERT_EQ(faults(loaded), (Strings{"25:10 unknown-name"}));
  EXPECT_EQ(loaded.diagnostics[0].source_line, "where = \"nix\"");
}

TEST(Catalogue, IsStillJudgedWhenTheUnitsCannotBeRead) {
  const Loaded loaded = load_text(kit::settings() + "[[stream]]\nid = \"s\"\ntopic = \"\"\n", "");
  EXPECT_EQ(faults(loaded), (Strings{"9:9 bad-value", "units.csv:1:1 units"}));
}

// `validate` ended with "cannot be read" and said nothing of the other files.
TEST(Catalogue, IsStillJudgedWhenTheUnitsAreMissing) {
  const Loaded loaded =
      load({{"a.toml", kit::settings() + "[[stream]]\nid = \"s\"\ntopic = \"\"\n"}},
           {"units.csv", "", true});
  EXPECT_EQ(faults(loaded), (Strings{"9:9 bad-value", "units.csv:1:1 units"}));
  EXPECT_EQ(loaded.diagnostics[1].text, "the file is missing");
}

TEST(Catalogue, CutsOffAnEndlessListOfFaults) {
  std::string text = kit::settings();
  for (int i = 0; i < 3000; ++i) text += "key" + std::to_string(i) + " = 1\n";
  EXPECT_EQ(load_text(text).diagnostics.size(), model::kDiagnosticsMax);
}

// Whatever a file holds, loading ends with a plan or with faults.
TEST(Catalogue, SurvivesEveryPrefixAndEveryMissingByteOfACatalogue) {
  const std::string whole =
      kit::settings() + kit::stream() +
      kit::indicator("a",
                     "where = \"unit in ['502'] && channel.matches(r'^a') && fee > 1.5\"\n"
                     "measure = \"mean(due - received)\"\nby = [\"unit\"]\n"
                     "windows = [\"sliding 60m every 1m\", \"since 2020-01-01\"]");
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string without = whole;
    without.erase(i, 1);
    for (const std::string& text : {whole.substr(0, i), without}) {
      const Loaded loaded = load_text(text);
      EXPECT_EQ(loaded.plan.has_value(), loaded.diagnostics.empty());
      for (const Diagnostic& d : loaded.diagnostics) EXPECT_FALSE(render(d).empty());
    }
  }
}

}  // namespace
}  // namespace ioc::catalog::catalog_test
