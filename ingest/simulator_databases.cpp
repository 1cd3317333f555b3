#include "ingest/simulator_databases.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace ioc::ingest {
namespace {

using model::Instant;

constexpr std::uint64_t kDatabaseWho = 11;
// Of all events at the peak; it does not follow the day.
constexpr double kDatabaseShare = 0.012;
constexpr double kDoubtfulShare = 0.01;

struct Series {
  std::string_view system;
  std::string_view code;
  std::string_view unit;  // empty: of the province
  double usual;
};
constexpr std::array<Series, 16> kSeries = {{{"moi-truong", "pm25.tam-ky", "502", 18},
                                             {"moi-truong", "pm25.hoi-an", "503", 12},
                                             {"moi-truong", "pm25.dien-ban", "507", 22},
                                             {"moi-truong", "ph.thu-bon", "508", 7.1},
                                             {"moi-truong", "muc-nuoc.vu-gia", "506", 3.4},
                                             {"y-te", "giuong-trong.tinh", "QNA-SYT", 240},
                                             {"y-te", "kham-benh.tam-ky", "502", 410},
                                             {"y-te", "kham-benh.dien-ban", "507", 280},
                                             {"giao-duc", "co-mat.tam-ky", "502", 96.5},
                                             {"giao-duc", "co-mat.nui-thanh", "517", 95},
                                             {"du-lich", "khach.hoi-an", "503", 5'200},
                                             {"du-lich", "khach.my-son", "508", 900},
                                             {"du-lich", "khach.tinh", "", 7'400},
                                             {"giao-thong", "luu-luong.ql1a", "513", 620},
                                             {"giao-thong", "luu-luong.ql14b", "506", 180},
                                             {"giao-thong", "toc-do.ql1a", "513", 58}}};

}  // namespace

Databases::Databases(World& world)
    : world_(world),
      chance_(world.chance_of(kDatabaseWho)),
      measurements_(world, world.instruments, world.settings.rate * kDatabaseShare,
                    kDatabaseWho + 100, [this](Instant now) { measure(now); }) {
  for (const Series& series : kSeries) values_.push_back(series.usual);
}

void Databases::measure(Instant now) {
  const std::size_t number = chance_.below(kSeries.size());
  const Series& series = kSeries[number];
  double& value = values_[number];
  value += 0.1 * (series.usual - value) + series.usual * chance_.between(-0.03, 0.03);
  const bool is_doubtful = chance_.happens(kDoubtfulShare);
  const double read = is_doubtful ? value * 40 : value;  // an instrument out of order

  const Outlet outlet = {kMeasurementTopic, "quantrac.metric", series.system};
  const model::UnitIndex unit = world_.units.tree().find(series.unit);
  const std::uint32_t of = unit == model::kNoUnit ? kNobody : static_cast<std::uint32_t>(unit);
  EventText text = world_.event(outlet, of, now);
  text.text("system", series.system)
      .text("series", series.code)
      .thousandths("value", std::llround(1'000 * read));
  if (of != kNobody) text.text("unit", series.unit);
  if (is_doubtful) text.flag("doubtful", true);
  world_.send(outlet, fmt::format("{}/{}", series.system, series.code), text, of, now);
}

}  // namespace ioc::ingest
