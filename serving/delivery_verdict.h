// What an answer of a receiver of reports means for a delivery. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "model/delivery.h"
#include "serving/http_client.h"

namespace ioc::serving {

struct DeliveryVerdict {
  // accepted, refused, `sent` (nobody knows) or `waiting` (it did not arrive, or was not taken).
  model::DeliveryState state = model::DeliveryState::waiting;
  int status = 0;
  std::string answer_id;
  std::string detail;        // what came back
  std::int64_t wait_ms = 0;  // the receiver's own wish; 0: none
  // No delivery would fare better just now: the receiver does not answer, or says it is busy.
  bool is_away = false;
};

// `answer_id` is an RFC 6901 pointer into a JSON answer; empty: `/id`. Where there is no such
// member, what `Location` says.
DeliveryVerdict judge_answer(const HttpOutcome& outcome, const std::string& answer_id);

// At most kDeliveryWordsBytesMax of it, on one line, without control characters.
std::string one_line(std::string_view text);

}  // namespace ioc::serving
