// A database of people in a folder of its own.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "storage/people.h"

namespace ioc::storage {

inline constexpr model::Instant kNow{1'602'755'998'120};

struct PeopleFixture : ::testing::Test {
  const std::string folder = ::testing::TempDir() + "people." + std::to_string(getpid());
  std::unique_ptr<People> people;

  PeopleFixture() {
    std::filesystem::remove_all(folder);
    open();
  }
  ~PeopleFixture() override {
    people.reset();
    std::filesystem::remove_all(folder);
  }
  void open() {
    auto opened = People::open(folder);
    ASSERT_TRUE(opened.ok()) << opened.error().message();
    people = *std::move(opened);
  }
  void add(const std::string& id, const std::string& password = "hash",
           std::vector<model::Grant> grants = {}) {
    Account account;
    account.id = id;
    account.name = "Tên " + id;
    account.password = password;
    account.created = kNow;
    account.grants = std::move(grants);
    ASSERT_TRUE(people->accounts.add(account).ok());
  }
  static model::Instant after(std::int64_t ms) { return {kNow.ms + ms}; }
};

}  // namespace ioc::storage
