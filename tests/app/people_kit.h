// A small plan and a database of people for the app's tests.
#pragma once

#include <gtest/gtest.h>
#include <sodium.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "model/plan.h"
#include "storage/people.h"

namespace ioc::app::testing {

inline constexpr model::Instant kNow{1'602'755'998'120};

inline model::Plan small_plan() {
  model::Plan plan;
  plan.units = model::UnitTree({{"49", "Tỉnh", "Province", "province", -1, {}, {}},
                                {"502", "Tam Kỳ", "Tam Ky", "district", 0, {}, {}}});
  plan.root_unit = 0;
  plan.streams.emplace_back().id = "dossiers";
  plan.streams.emplace_back().id = "reports";
  return plan;
}

struct PeopleKit : ::testing::Test {
  const std::string folder = ::testing::TempDir() + "app_people." + std::to_string(getpid());
  const model::Plan plan = small_plan();
  std::unique_ptr<storage::People> people;

  PeopleKit() {
    EXPECT_GE(sodium_init(), 0);
    std::filesystem::remove_all(folder);
    auto opened = storage::People::open(folder);
    EXPECT_TRUE(opened.ok());
    people = *std::move(opened);
  }
  ~PeopleKit() override {
    people.reset();
    std::filesystem::remove_all(folder);
  }
  void add(const std::string& id, std::vector<model::Grant> grants = {},
           const std::string& password = "hash") {
    storage::Account account;
    account.id = id;
    account.name = id;
    account.password = password;
    account.created = kNow;
    account.grants = std::move(grants);
    ASSERT_TRUE(people->accounts.add(account).ok());
  }
  storage::Account account(const std::string& id) { return **people->accounts.find(id); }
  std::vector<std::string> acts() {
    std::vector<std::string> found;
    EXPECT_TRUE(people->audit
                    .each([&](const storage::AuditRecord& record) {
                      found.push_back(record.actor + " " + record.act + " " + record.object);
                    })
                    .ok());
    return found;
  }
};

}  // namespace ioc::app::testing
