// Bytes become events: the records of one stream are judged and their fields laid out in columns.
//
// A record is refused with the first reason that holds for any part of it, in the order of
// model::Reason. `too_late` and duplicates depend on other events and are judged by whoever folds.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/decoder_arena.h"
#include "ingest/decoder_time.h"
#include "ingest/decoder_units.h"
#include "ingest/json_pointers.h"
#include "ingest/json_tokens.h"
#include "ingest/letter_events.h"
#include "model/event.h"
#include "model/plan.h"

namespace ioc::ingest {

// One thing that is wrong with a record.
struct RecordFault {
  static constexpr int kWhole = -1;  // instead of a field: the record itself,
  static constexpr int kId = -2;     // or an attribute of CloudEvents
  static constexpr int kSource = -3;
  static constexpr int kTime = -4;

  model::Reason reason = model::Reason::malformed;
  int field = kWhole;      // number in StreamPlan::fields, or one of the above
  std::string found = {};  // what stands there; empty: nothing, or no single value
};

// Role: decodes the records of one stream, of any of its partitions.
// Invariants: D1 after decode, size + refusals = record_count, and both lists rise by record.
// Records
//   left out as later than `until` are in none of the three.
//   D2 what is refused depends on all declared fields, never on which of them are used.
//   D3 the first reason among the faults that `explain` finds is the one `decode` refuses with.
// Threads: one at a time. Owns: the bytes behind the batch's texts, until the next decode.
// Cost: no allocation per event once warm; one pass over each record.
class Decoder {
 public:
  // `stream` and `plan` outlive the decoder. `judge_time_ahead` is false where records carry no
  // Kafka timestamp worth comparing with. Events later than `until` are as if they were not there,
  // also those that would be refused, whenever their time can be read.
  Decoder(const model::StreamPlan& stream, const model::Plan& plan, bool judge_time_ahead,
          model::Instant until = {INT64_MAX});

  void decode(std::span<const model::Record> records, model::EventBatch& out);
  // Everything that is wrong with a record, by field; none: it is an event. `id` is the event's,
  // where it can be read. Forgets the texts of the last batch.
  std::vector<RecordFault> explain(const model::Record& record, std::string& id);

 private:
  // A value as written, before any type is asked of it.
  struct Raw {
    enum class Kind : std::uint8_t { absent, text, number, yes, no, container };
    Kind kind = Kind::absent;
    bool has_escapes = false;     // of a text
    std::string_view bytes = {};  // of a text without its quotes, of a number
  };
  // A value as its type reads it.
  struct Value {
    model::Reason fault;  // kNoFault: none
    bool present = false;
    std::int64_t number = 0;
    std::string_view text = {};
  };

  // One past the reasons there are, so that the earliest of several faults is their minimum.
  static constexpr model::Reason kNoFault = static_cast<model::Reason>(model::kReasonCount);
  // Not a fault either: the record is later than `until`.
  static constexpr model::Reason kLeftOut = static_cast<model::Reason>(model::kReasonCount + 1);

  model::Reason decode_record(const model::Record& record, model::EventBatch& out, std::size_t row);
  bool find_members(const model::Record& record);
  bool find_attributes(std::span<const model::Header> headers);
  Raw raw_at(int node) const;
  std::string_view unescaped(const Raw& raw, std::vector<char>& room);
  Value read(const Raw& raw, const model::FieldPlan& field);
  Value read_text_as(std::string_view text, const model::FieldPlan& field);
  std::string written(const Raw& raw);
  static model::Reason judge_name(const Raw& raw);
  model::Reason judge_identity(model::EventBatch& out, std::size_t row);
  model::Reason judge_time(const Value& field_time, const model::Record& record, std::int64_t& ms);

  // Fixed after construction.
  const model::StreamPlan& stream_;
  const model::Plan& plan_;
  const bool judge_time_ahead_;
  const std::int64_t until_ms_;
  const UnitCodes units_;
  int id_node_ = 0;
  int source_node_ = 0;
  int time_node_ = 0;
  int data_node_ = -1;                           // -1: no field lies in `data`
  std::vector<int> field_nodes_;                 // by field number
  const std::unique_ptr<LetterEvents> letters_;  // of a stream of dead letters, else none

  // Of the record being read.
  JsonTokens tokens_;
  JsonPointers pointers_;
  bool is_binary_ = false;
  std::vector<std::string_view> attributes_;  // binary mode: by node; no data: not given
  std::vector<char> room_;                    // for the text unescaped last
  std::vector<char> source_room_;

  TimeReader times_;
  TextArena texts_;
};

}  // namespace ioc::ingest
