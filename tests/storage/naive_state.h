// What a store must hold, kept the plainest way, and made-up commits that fill it.
//
// `text_of` writes a whole state as lines, so that two states can be compared and a difference be
// read. Commits are made from a seed and a number alone: a test that finds a store at revision n
// knows every byte that must be in it.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "model/partials.h"
#include "model/state.h"
#include "storage/store.h"

namespace ioc::storage::testing {

inline model::CubePlan cube_of(std::string definition, std::vector<model::SlotKind> kinds) {
  model::CubePlan cube;
  cube.definition = std::move(definition);
  for (const model::SlotKind kind : kinds) {
    cube.slots.push_back({kind, -1, -1, cube.row_words});
    cube.row_words += model::words_of(kind);
    if (model::words_of(kind) == 0) cube.digest_slot = static_cast<int>(cube.slots.size()) - 1;
  }
  return cube;
}

inline const std::vector<model::CubePlan>& test_cubes() {
  using K = model::SlotKind;
  static const std::vector<model::CubePlan> cubes = {
      cube_of("six words", {K::count, K::sum, K::minimum, K::maximum}),
      cube_of("two words", {K::count})};
  return cubes;
}
inline constexpr int kTestPartitions = 3;

// Role: a folder that goes away with the test. It lies in memory where the machine has such a
// place: no test here cuts the power, and some sync ten thousand times.
class TempFolder {
 public:
  TempFolder() {
    const bool has_memory = std::filesystem::is_directory("/dev/shm");
    std::string name = (has_memory ? "/dev/shm/" : ::testing::TempDir()) + "ioc-storage-XXXXXX";
    IOC_CHECK(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline StoreSettings settings_in(const std::string& directory) {
  StoreSettings settings;
  settings.directory = directory;
  settings.memory_bytes = 8 << 20;
  return settings;
}

// Names the cubes and partitions of the tests, in their order.
inline void name_all(Store& store) {
  model::CubeNumber next_cube = 0;
  for (const model::CubePlan& cube : test_cubes()) {
    const auto number = store.cube_number(cube);
    ASSERT_TRUE(number.ok()) << number.error().message();
    ASSERT_EQ(number.value(), next_cube++);
  }
  for (int partition = 0; partition < kTestPartitions; ++partition) {
    const auto number = store.partition_number({"one-stop-shop.dossiers", partition});
    ASSERT_TRUE(number.ok()) << number.error().message();
    ASSERT_EQ(number.value(), static_cast<model::PartitionNumber>(partition));
  }
}

inline std::unique_ptr<Store> open_store(const StoreSettings& settings) {
  auto store = Store::open(settings);
  EXPECT_TRUE(store.ok()) << store.error().message();
  if (!store.ok()) return nullptr;
  name_all(*store.value());
  return std::move(store).value();
}

inline void write_mark(std::ostream& out, model::PartitionNumber number,
                       const model::PartitionMark& mark) {
  out << "mark " << number << " next " << mark.next_offset << " last " << mark.last_offset
      << " print " << mark.fingerprint << " high " << mark.high_mark_ms << " of "
      << mark.partition_count << " tally " << mark.tally.received << ' ' << mark.tally.counted
      << ' ' << mark.tally.duplicate;
  for (const std::uint64_t count : mark.tally.refused) out << ' ' << count;
  out << '\n';
}
inline void write_row(std::ostream& out, const model::PaneAddress& at, int row,
                      const std::int64_t* words, int row_words) {
  out << "pane " << at.cube << ' ' << static_cast<int>(at.tier) << ' ' << at.pane << ' ' << at.chunk
      << ' ' << at.partition << " row " << row << ':';
  for (int i = 0; i < row_words; ++i) out << ' ' << words[i];
  out << '\n';
}
inline void write_outbox(std::ostream& out, const model::OutboxEntry& entry) {
  out << "outbox " << entry.sequence << ' ' << entry.topic << " key " << entry.key.value_or("-")
      << " value " << entry.value.value_or("-");
  for (const auto& [name, text] : entry.headers)
    out << ' ' << name << '=' << text.value_or("(null)");
  out << '\n';
}
inline void write_ids(std::ostream& out, model::PartitionNumber partition, std::int64_t hour,
                      std::vector<std::pair<std::uint64_t, std::uint64_t>> ids) {
  std::sort(ids.begin(), ids.end());
  out << "ids " << partition << " hour " << hour << ':';
  for (const auto& [high, low] : ids) out << ' ' << high << '/' << low;
  out << '\n';
}

// Role: the plain state. Everything is a map; merging is done row by row.
class NaiveState {
 public:
  void apply(const model::Commit& commit) {
    revision_ = commit.revision;
    for (const auto& partition : commit.partitions) {
      marks_[partition.partition] = partition.mark;
      for (const auto& block : partition.ids) {
        auto& ids = ids_[{partition.partition, block.hour}];
        for (const auto& id : block.ids) ids.emplace_back(id.high, id.low);
        if (ids.empty()) ids_.erase({partition.partition, block.hour});
      }
      std::erase_if(ids_, [&](const auto& entry) {
        return entry.first.first == partition.partition &&
               entry.first.second < partition.forget_ids_before_hour;
      });
    }
    for (const auto& group : commit.groups) groups_[{group.cube, group.ordinal}] = group.key;
    for (const auto& mark : commit.finals) finals_[{mark.settled_ms, mark.stream}] = mark.revision;
    for (const auto& mark : commit.stale_finals) finals_.erase({mark.settled_ms, mark.stream});
    for (const auto& entry : commit.outbox) outbox_[entry.sequence] = entry;
    std::erase_if(outbox_, [&](const auto& entry) { return entry.first < commit.outbox_done; });
    for (const auto& change : commit.panes) merge(change);
    for (const auto& expiry : commit.expiries) {
      std::erase_if(panes_, [&](const auto& entry) {
        const model::PaneAddress& at = entry.first.first;
        return at.cube == expiry.cube && at.tier == expiry.tier && at.pane < expiry.before_pane;
      });
    }
  }

  std::string text() const {
    std::ostringstream out;
    out << "revision " << revision_ << '\n';
    for (const auto& [number, mark] : marks_) write_mark(out, number, mark);
    for (const auto& [at, revision] : finals_) {
      out << "final " << at.second << ' ' << at.first << ' ' << revision << '\n';
    }
    for (const auto& [at, key] : groups_) {
      out << "group " << at.first << ' ' << at.second;
      for (const std::string& member : key.members) out << " [" << member << ']';
      out << '\n';
    }
    for (const auto& [at, row] : panes_) {
      write_row(out, at.first, at.second, row.data(), static_cast<int>(row.size()));
    }
    for (const auto& [at, ids] : ids_) write_ids(out, at.first, at.second, ids);
    for (const auto& [sequence, entry] : outbox_) write_outbox(out, entry);
    return out.str();
  }

 private:
  void merge(const model::PaneChange& change) {
    const model::CubePlan& cube = test_cubes()[change.address.cube];
    const std::int64_t* words = change.rows.words.data();
    for (int row = 0; row < 64; ++row) {
      if ((change.rows.present >> row & 1) == 0) continue;
      auto [entry, is_new] = panes_.try_emplace({change.address, row});
      if (is_new) {
        entry->second.resize(static_cast<std::size_t>(cube.row_words));
        model::clear_row(cube, entry->second.data());
      }
      model::merge_row(cube, entry->second.data(), words);
      words += cube.row_words;
    }
  }

  std::uint64_t revision_ = 0;
  std::map<model::PartitionNumber, model::PartitionMark> marks_;
  std::map<std::pair<std::int64_t, std::string>, std::uint64_t> finals_;  // by time and stream
  std::map<std::pair<model::CubeNumber, std::uint32_t>, model::GroupKey> groups_;
  std::map<std::pair<model::PaneAddress, int>, std::vector<std::int64_t>> panes_;
  std::map<std::pair<model::PartitionNumber, std::int64_t>,
           std::vector<std::pair<std::uint64_t, std::uint64_t>>>
      ids_;
  std::map<std::uint64_t, model::OutboxEntry> outbox_;
};

// The same text, read back from a store or a view of it.
inline std::string text_of(const Reader& reader) {
  std::ostringstream out;
  std::string fault;
  const auto check = [&](const auto& result) {
    if (!result.ok()) fault += result.error().message() + '\n';
    return result.ok();
  };
  if (auto revision = reader.committed_revision(); check(revision)) {
    out << "revision " << revision.value() << '\n';
  }
  if (auto marks = reader.marks(); check(marks)) {
    for (const StoredMark& mark : marks.value()) write_mark(out, mark.number, mark.mark);
  }
  if (auto finals = reader.finals(); check(finals)) {
    for (const model::FinalMark& mark : finals.value()) {
      out << "final " << mark.stream << ' ' << mark.settled_ms << ' ' << mark.revision << '\n';
    }
  }
  for (model::CubeNumber cube = 0; cube < test_cubes().size(); ++cube) {
    auto groups = reader.groups(cube);
    if (!check(groups)) continue;
    for (const model::NewGroup& group : groups.value()) {
      out << "group " << group.cube << ' ' << group.ordinal;
      for (const std::string& member : group.key.members) out << " [" << member << ']';
      out << '\n';
    }
  }
  for (model::CubeNumber cube = 0; cube < test_cubes().size(); ++cube) {
    const int row_words = test_cubes()[cube].row_words;
    for (int tier = 0; tier < model::kTierCount; ++tier) {
      check(reader.load_panes(cube, static_cast<model::Tier>(tier), INT64_MIN, INT64_MAX, true,
                              [&](const model::PaneAddress& at, const model::PaneRows& rows) {
                                const std::int64_t* words = rows.words.data();
                                for (int row = 0; row < 64; ++row) {
                                  if ((rows.present >> row & 1) == 0) continue;
                                  write_row(out, at, row, words, row_words);
                                  words += row_words;
                                }
                                return true;
                              }));
    }
  }
  for (model::PartitionNumber partition = 0; partition < kTestPartitions; ++partition) {
    std::map<std::int64_t, std::vector<std::pair<std::uint64_t, std::uint64_t>>> hours;
    check(reader.load_ids(partition, [&](std::int64_t hour, std::span<const model::EventId> ids) {
      for (const model::EventId& id : ids) hours[hour].emplace_back(id.high, id.low);
    }));
    for (const auto& [hour, ids] : hours) write_ids(out, partition, hour, ids);
  }
  if (auto outbox = reader.outbox(0, 1'000'000); check(outbox)) {
    for (const model::OutboxEntry& entry : outbox.value()) write_outbox(out, entry);
  }
  return fault.empty() ? out.str() : "FAULT " + fault;
}

// The n-th commit of a made-up life (n from 1; its revision is n): time goes on by an hour every
// four commits, old panes and hours go, some messages wait in the outbox.
inline model::Commit made_commit(std::uint64_t seed, std::uint64_t n, int rows_per_chunk = 4) {
  std::mt19937_64 random(seed * 1'000'003 + n);
  const auto below = [&](std::uint64_t end) { return static_cast<std::int64_t>(random() % end); };
  const auto now = static_cast<std::int64_t>(n / 4) - 3;  // hours; begins below zero
  model::Commit commit;
  commit.revision = n;
  for (model::PartitionNumber number = 0; number < kTestPartitions; ++number) {
    if (below(4) == 0) continue;
    model::PartitionCommit partition;
    partition.partition = number;
    partition.mark.next_offset = static_cast<std::int64_t>(n) * 10;
    partition.mark.last_offset = partition.mark.next_offset - 1;
    partition.mark.fingerprint = random();
    partition.mark.high_mark_ms = now * 3'600'000;
    partition.mark.partition_count = kTestPartitions;
    partition.mark.tally.received = n * 10;
    partition.mark.tally.counted = n * 9;
    partition.mark.tally.refused[2] = n;
    for (std::int64_t block = below(4); block > 0; --block) {
      model::IdBlock ids{now - below(3), {}};
      for (std::int64_t id = below(6); id > 0; --id) ids.ids.push_back({random(), random()});
      partition.ids.push_back(std::move(ids));
    }
    if (below(3) == 0) partition.forget_ids_before_hour = now - 2;
    commit.partitions.push_back(std::move(partition));
  }
  for (std::int64_t change = below(12); change > 0; --change) {
    const auto cube = static_cast<model::CubeNumber>(below(test_cubes().size()));
    model::PaneChange pane;
    pane.address = {cube, static_cast<model::Tier>(below(model::kTierCount)), now - below(5),
                    static_cast<std::uint32_t>(below(3)),
                    static_cast<model::PartitionNumber>(below(kTestPartitions))};
    for (int row = 0; row < rows_per_chunk; ++row) pane.rows.present |= 1ull << below(64);
    const model::CubePlan& plan = test_cubes()[cube];
    for (std::uint64_t bits = pane.rows.present; bits != 0; bits &= bits - 1) {
      std::vector<std::int64_t> row(static_cast<std::size_t>(plan.row_words));
      row[0] = static_cast<std::int64_t>(n);
      for (const model::Slot& slot : plan.slots) {
        std::int64_t* word = row.data() + slot.word;
        const std::int64_t value = static_cast<std::int64_t>(random()) >> below(64);
        if (slot.kind == model::SlotKind::sum) {
          model::store_wide(word, static_cast<model::WideInt>(value) << below(50));
        } else {
          *word = slot.kind == model::SlotKind::count ? value / 1024 : value;
        }
      }
      pane.rows.words.insert(pane.rows.words.end(), row.begin(), row.end());
    }
    commit.panes.push_back(std::move(pane));
  }
  if (below(5) == 0) {
    commit.expiries.push_back({static_cast<model::CubeNumber>(below(2)),
                               static_cast<model::Tier>(below(model::kTierCount)), now - 3});
  }
  commit.groups.push_back({static_cast<model::CubeNumber>(n % 2),
                           static_cast<std::uint32_t>(n),
                           {{"unit " + std::to_string(n), n % 3 == 0 ? "" : "online"}}});
  const auto final_of = [&](std::uint64_t at) {
    return model::FinalMark{at % 2 == 0 ? "dossiers" : "reports",
                            static_cast<std::int64_t>(at) * 3'600'000, at};
  };
  commit.finals.push_back(final_of(n));
  if (n > 4 && below(3) == 0) commit.stale_finals.push_back(final_of(n - 4));
  for (std::uint64_t i = 0; i < 2; ++i) {
    model::OutboxEntry entry{
        n * 2 + i, "ioc.figures", std::nullopt, "value " + std::to_string(n), {}};
    if (i == 0) entry.key = "key";
    if (n % 2 == 0) entry.headers.emplace_back("reason", "malformed");
    if (n % 4 == 0) entry.headers.emplace_back("null", std::nullopt);
    if (n % 5 == 0) entry.value.reset();
    commit.outbox.push_back(std::move(entry));
  }
  if (n > 5 && below(2) == 0) commit.outbox_done = n * 2 - static_cast<std::uint64_t>(below(8));
  return commit;
}

// The state after commits 1 to n.
inline std::string expected_text(std::uint64_t seed, std::uint64_t n) {
  NaiveState state;
  for (std::uint64_t i = 1; i <= n; ++i) state.apply(made_commit(seed, i));
  return state.text();
}

}  // namespace ioc::storage::testing
