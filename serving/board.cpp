// Keeps the newest figure of every key in the order of change (serving/board.h).
#include "serving/board.h"

#include <algorithm>
#include <utility>

namespace ioc::serving {

void Board::publish(std::shared_ptr<const model::LiveUpdate> update) {
  const std::scoped_lock lock(mutex_);
  const bool first = !as_of_.has_value();
  const bool again = !first && update->revision <= revision_;
  if (first) first_revision_ = update->revision;
  revision_ = std::max(revision_, update->revision);
  as_of_ = first ? update->as_of : std::max(*as_of_, update->as_of);
  if (update->targets) targets_ = update->targets;
  for (const std::shared_ptr<const model::LiveFigure>& figure : update->figures) {
    const auto [held, added] = by_key_.try_emplace(figure->key, 0);
    const Position next = newest_ + 1;
    if (added) {
      entries_.emplace_hint(entries_.end(), next, Entry{figure, revision_, again});
    } else {
      const auto entry = entries_.find(held->second);
      if (figure->revision < entry->second.figure->revision) continue;
      auto node = entries_.extract(entry);
      node.key() = next;
      node.mapped() = Entry{figure, revision_, again};
      entries_.insert(entries_.end(), std::move(node));
    }
    held->second = newest_ = next;
  }
}

Board::Cut Board::since(Position position, std::size_t bytes_max, const Wanted& wanted) const {
  Cut cut;
  std::size_t bytes = 0;
  const std::scoped_lock lock(mutex_);
  cut.revision = revision_;
  cut.as_of = as_of_;
  cut.position = position;
  auto entry = entries_.upper_bound(position);
  for (; entry != entries_.end(); ++entry) {
    const std::shared_ptr<const model::LiveFigure>& figure = entry->second.figure;
    if (wanted(*figure)) {
      if (!cut.figures.empty() && bytes + figure->json.size() > bytes_max) return cut;
      bytes += figure->json.size() + 1;
      cut.figures.push_back(figure);
    }
    cut.position = entry->first;
  }
  cut.caught_up = true;
  return cut;
}

Board::Position Board::newest() const {
  const std::scoped_lock lock(mutex_);
  return newest_;
}

std::shared_ptr<const std::vector<model::TargetStanding>> Board::targets() const {
  const std::scoped_lock lock(mutex_);
  return targets_;
}

std::optional<Board::Position> Board::position_of(std::uint64_t revision) const {
  const std::scoped_lock lock(mutex_);
  if (!as_of_ || revision > revision_ || revision < first_revision_) return std::nullopt;
  for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
    const Entry& change = entry->second;
    const bool unseen = change.revision > revision || (change.revision == revision && change.again);
    if (!unseen) return entry->first;
  }
  return 0;
}

}  // namespace ioc::serving
