// Refused events as events: what a stream with `envelope = "dead-letters"` reads. Pure.
//
// A letter becomes a CloudEvent of the time it was refused:
//   {"specversion":"1.0","id":"TOPIC/PARTITION/OFFSET","source":"/dead-letters","type":"refused",
//    "time":"…","data":{"reason":"bad_type","topic":"…","stream":"dossiers","unit":"502",
//    "system":"/tam-ky/one-stop-shop"}}
// `stream` is there when the catalogue reads that topic, `unit` when the event names one it knows,
// `system` (its source) when it can be read. Nothing else of the refused event is in it. The same
// letter sent twice is one event. What is no letter is read as it stands, so that files and tests
// may hold such events themselves.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ingest/dead_letter.h"
#include "model/event.h"
#include "model/plan.h"

namespace ioc::ingest {

// What can be read of a refused event; empty: it cannot. Texts live until the next question.
struct LetterContent {
  std::string_view stream, unit, system;
};

// Role: reads letters one by one. Threads: one at a time. Cost: a parse each; letters are few.
class LetterEvents {
 public:
  // `stream` and `units` outlive it.
  LetterEvents(const model::StreamPlan& stream, const model::UnitTree& units);
  ~LetterEvents();

  // The record to be decoded instead; its bytes live until the next call.
  model::Record event_of(const model::Record& record);
  LetterContent content_of(const model::Record& record, const DeadLetter& letter);

 private:
  struct Parser;

  const model::StreamPlan& stream_;
  const model::UnitTree& units_;
  const std::unique_ptr<Parser> parser_;
  std::string unit_, system_;
  std::string text_;
};

}  // namespace ioc::ingest
