// What a unit sends, read and judged before anything of it goes to the log. Pure.
//
// The judge is the decoder that will read the records again, so that what passes here passes there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ingest/decoder.h"
#include "ingest/event_split.h"
#include "ingest/json_tokens.h"
#include "ingest/sheet_events.h"
#include "model/intake.h"
#include "model/plan.h"

namespace ioc::ingest {

// Role: reads the requests of one stream.
// Invariants: R1 each event of a body is in `events` or has a fault. R2 what is in `events`
// decodes,
//   with the time it was judged at. R3 the same event has the same key: that of its life, or else a
//   hash of source and id.
// Threads: one at a time.
class IntakeReader {
 public:
  // `plan` outlives the reader.
  IntakeReader(const model::Plan& plan, int stream);

  model::IntakeCheck read(const model::IntakeRequest& request, model::Instant now);

 private:
  struct Item {
    std::string_view value;
    std::size_t line = 0;
  };

  bool split(const model::IntakeRequest& request);
  void split_sheet(const model::IntakeRequest& request);
  void set_headers(const model::IntakeRequest& request);
  void judge(std::size_t begin, std::size_t end, const model::IntakeRequest& request);
  void take(std::size_t item, std::size_t row, const model::IntakeRequest& request);
  bool is_own(std::size_t item, std::size_t row, const model::IntakeRequest& request);
  void explain(std::size_t item, const model::Record& record);
  void note(model::IntakeFault fault);
  std::string key_of(std::size_t row) const;
  std::size_t column_of(int field, std::string_view attribute) const;

  // Fixed after construction.
  const model::Plan& plan_;
  const model::StreamPlan stream_;  // as declared, every field read
  int key_field_ = -1;              // of its lives; -1: none
  Decoder decoder_;

  // Of the request being read.
  JsonTokens tokens_;
  std::vector<Item> items_;
  SheetEvents sheet_;
  std::vector<model::OutboxHeader> headers_;
  std::vector<model::Header> header_views_;
  model::EventBatch batch_;
  model::IntakeCheck out_;
};

}  // namespace ioc::ingest
