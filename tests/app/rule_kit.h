// A small catalogue that is in force, others that are not, and what people decide about them.
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "app/rule_keeper.h"
#include "tests/app/people_kit.h"
#include "tests/catalog/kit.h"

namespace ioc::app::testing {

using Settled = app::Setup;  // that name is a test's own

// A catalogue with one target; `more` stands at its end.
inline CatalogText files_with(const std::string& limit, const std::string& more = "") {
  const std::string received = catalog::kit::indicator(
      "received", "measure = \"count\"\nby = [\"unit\"]\nwindows = [\"month\"]");
  const std::string target =
      "[[target]]\nid = \"goal\"\nindicator = \"received\"\nwindow = \"month\"\nunit = \"502\"\n"
      "at_least = " +
      limit + "\n";
  return {{{"/etc/catalog/a.toml",
            catalog::kit::settings() + catalog::kit::stream() + received + target + more}},
          {"/etc/catalog/units.csv", std::string(catalog::kit::kUnits)}};
}

inline bool is_of(const model::Plan& plan, const CatalogText& files) {
  return plan.hash == digest_of(files).substr(0, 16);
}

inline bool is_of(const Settled& setup, const CatalogText& files) {
  return is_of(setup.plan, files);
}

struct RuleKit : PeopleKit {
  RuleKit() {
    config.state_dir = folder;
    config.catalog = folder + "/catalog";
    auto opened = storage::RuleStore::open(people->database());
    EXPECT_TRUE(opened.ok());
    store = *std::move(opened);
  }
  ~RuleKit() override { store.reset(); }

  void add_stewards() {
    for (const char* id : {"an", "binh"}) add(id, {{model::Role::steward, "49", {}}});
  }
  model::Result<Settled> try_to_settle(const CatalogText& files) {
    auto loaded = compile_catalog(files);
    EXPECT_EQ(catalog::kit::rendered(loaded), "");
    return settle_rules(config, files, std::move(loaded));
  }
  // The configuration's folder holds these files from now on.
  void write(const CatalogText& files) {
    std::filesystem::create_directories(config.catalog);
    for (const catalog::SourceFile& file : {files.toml.front(), files.units}) {
      const auto name = std::filesystem::path(file.path).filename().string();
      std::ofstream(config.catalog + "/" + name, std::ios::binary) << file.text;
    }
  }
  // The files are read.
  Settled settle(const CatalogText& files) {
    auto setup = try_to_settle(files);
    EXPECT_TRUE(setup.ok()) << (setup.ok() ? "" : setup.error().message());
    return setup.ok() ? *std::move(setup) : Settled();
  }
  // And the service has begun to run by what came of it.
  Settled run(const CatalogText& files) {
    Settled setup = settle(files);
    const auto& coming = setup.coming;
    EXPECT_TRUE(!coming || bring_into_force(*people, *coming, kNow).ok());
    return setup;
  }
  // "90" in force, "80" in the files.
  Settled start_to_wait() {
    add_stewards();
    run(files_with("90"));
    return run(files_with("80"));
  }
  model::ErrorCode fault_of(const Settled& setup, const std::string& who, model::RuleVerb verb,
                            const std::string& text = "", std::string hash = "") {
    if (hash.empty()) hash = setup.waiting->hash;
    RuleChanges changes(*people, *store, setup.waiting, {who, "10.0.0.1", who.empty()}, kNow);
    const model::Status done = changes.act(verb, hash, text);
    return done.ok() ? kNone : done.error().code;
  }
  std::string last_detail() { return people->audit.before(INT64_MAX, 1)->front().detail; }
  // As a newer program may find what an older one has kept.
  void make_kept_unreadable() {
    ASSERT_TRUE(people->database()
                    .run("UPDATE catalog_file SET text = '[[surprise]]' || char(10) || text "
                         "WHERE name = 'a.toml'")
                    .ok());
  }

  static constexpr model::ErrorCode kNone = model::ErrorCode::internal;  // no fault
  Config config;
  std::unique_ptr<storage::RuleStore> store;
};

}  // namespace ioc::app::testing
