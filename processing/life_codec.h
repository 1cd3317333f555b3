// The events of a life as bytes: what is kept of each, in the life's order.
//
// Layout, integers as LEB128 varints, signed ones zigzag: a format byte, 2; the number of events;
// then each event:
// time less the time before it, id and source (length and bytes; a source equal to the one before
// is length 0 with bytes left out), a bit for each kept field that is present (whole bytes), a bit
// for each of these that is not as in the event before (likewise), then the fields of which both
// bits are set: numbers as signed varints, texts and the codes of units as length and bytes.
// Integers of a map of bits lie low bit first. Format 1, which is read too, has only the first map
// and all present fields: most events of a life repeat its key, its unit and its procedure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/plan.h"

namespace ioc::processing {

// A kept field of one event. Units are numbers of the unit tree.
struct LifeCell {
  bool present = false;
  std::int64_t number = 0;
  std::string_view text;
};

struct LifeEvent {
  std::int64_t time_ms = 0;
  std::string_view id;
  std::string_view source;
  std::size_t cells = 0;  // the place of its first cell
  bool is_new = false;    // came with the batch under way
};

// The order of a life.
bool comes_before(const LifeEvent& a, const LifeEvent& b);

// Role: writes and reads the events of one lifecycle.
// Threads: immutable after construction; the plan must outlive it.
class LifeCodec {
 public:
  LifeCodec(const model::LifecyclePlan& lifecycle, const model::Plan& plan);

  // Numbers of the stream's fields that are kept; a cell each, in this order.
  const std::vector<int>& kept() const { return kept_; }

  // Appends to both. What is given back points into `bytes`. False: the bytes are damaged. A unit
  // that the catalogue no longer knows reads as absent.
  bool decode(std::string_view bytes, std::vector<LifeEvent>& events,
              std::vector<LifeCell>& cells) const;
  void encode(std::span<const LifeEvent> events, const std::vector<LifeCell>& cells,
              std::string& out) const;

 private:
  const model::Plan* plan_;
  std::vector<int> kept_;
  std::vector<model::TypeKind> kinds_;  // of each kept field
};

}  // namespace ioc::processing
