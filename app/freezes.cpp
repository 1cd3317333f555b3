#include "app/freezes.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

#include "model/limits.h"

namespace ioc::app {
namespace {

constexpr char kTokenEnd = '-';

// FNV-1a, 64 bits.
std::string hash_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ull;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return fmt::format("{:016x}", hash);
}

}  // namespace

FreezePtr make_freeze(const model::Plan& plan, model::Instant as_of, const std::string& indicator,
                      std::shared_ptr<const CommittedUpTo> up_to, Replay::Computed engine) {
  // Partitions are known one after the other after a start: empty ones and their order say nothing.
  std::set<std::string> places;
  for (const processing::Standpoint& at : up_to->partitions) {
    if (at.mark.next_offset <= 0) continue;
    places.insert(fmt::format(" {}/{}@{}", at.name.topic, at.name.partition, at.mark.next_offset));
  }
  std::string position;
  for (const std::string& place : places) position += place;
  auto freeze = std::make_shared<Freeze>();
  freeze->as_of = as_of;
  freeze->indicator = indicator;
  freeze->up_to = std::move(up_to);
  freeze->token = hash_of(fmt::format("{} {}{}", plan.hash, as_of.ms, position));
  freeze->bytes = engine->bytes() + engine->group_bytes();
  freeze->engine = std::move(engine);
  return freeze;
}

model::Result<model::FigurePage> Freeze::figures(model::FigureQuery query) const {
  if (!query.cursor.empty()) {
    const std::size_t end = query.cursor.find(kTokenEnd);
    if (end == std::string::npos || end + 1 == query.cursor.size() ||
        query.cursor.substr(0, end) != token) {
      return model::Error{model::ErrorCode::usage,
                          "is damaged, or of figures frozen at other offsets; begin the list again",
                          "cursor"};
    }
    query.cursor.erase(0, end + 1);
  }
  model::Result<model::FigurePage> page = engine->figures(query);
  if (page.ok() && !page->next.empty()) page->next = token + kTokenEnd + page->next;
  return page;
}

FreezePtr Freezes::find(const model::FigureQuery& query, std::int64_t now_ms) {
  const auto found = std::find_if(kept_.begin(), kept_.end(),
                                  [&](const Kept& kept) { return kept.freeze->covers(query); });
  if (found == kept_.end()) return nullptr;
  found->used_ms = now_ms;
  std::rotate(found, found + 1, kept_.end());
  return kept_.back().freeze;
}

std::shared_ptr<const CommittedUpTo> Freezes::position(model::Instant as_of) const {
  for (const Kept& kept : kept_) {
    if (kept.freeze->as_of == as_of) return kept.freeze->up_to;
  }
  return nullptr;
}

Freezes::Dropped Freezes::add(FreezePtr freeze, std::int64_t now_ms) {
  Dropped dropped;
  kept_.push_back({std::move(freeze), now_ms});
  while (kept_.size() > model::kAsOfFreezesMax) drop_oldest(dropped);
  return dropped;
}

Freezes::Dropped Freezes::make_room(std::size_t bytes, std::size_t bytes_max) {
  Dropped dropped;
  while (!kept_.empty() && this->bytes() + bytes > bytes_max) drop_oldest(dropped);
  return dropped;
}

Freezes::Dropped Freezes::expire(std::int64_t now_ms) {
  Dropped dropped;
  while (!kept_.empty() && now_ms - kept_.front().used_ms > model::kAsOfKeepMs) {
    drop_oldest(dropped);
  }
  return dropped;
}

std::size_t Freezes::bytes() const {
  std::size_t bytes = 0;
  for (const Kept& kept : kept_) bytes += kept.freeze->bytes;
  return bytes;
}

void Freezes::drop_oldest(Dropped& dropped) {
  dropped.push_back(std::move(kept_.front().freeze));
  kept_.erase(kept_.begin());
}

}  // namespace ioc::app
