#include "serving/delivery_verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ioc::serving {

using model::DeliveryState;

namespace {

std::string answer_id_in(const HttpReply& reply, const std::string& pointer) {
  const nlohmann::json json = nlohmann::json::parse(reply.body, nullptr, false);
  if (!json.is_discarded()) {
    try {
      const nlohmann::json& found =
          json.at(nlohmann::json::json_pointer(pointer.empty() ? "/id" : pointer));
      if (found.is_string()) return one_line(found.get<std::string>());
      if (found.is_number_integer()) return found.dump();
    } catch (const nlohmann::json::exception&) {
      // There is no such member.
    }
  }
  return one_line(reply.location);
}

// A 4xx that may come out otherwise by itself.
bool mends_itself(unsigned status) {
  constexpr unsigned kTimeout = 408, kTooEarly = 425, kTooMany = 429;
  return status == kTimeout || status == kTooEarly || status == kTooMany;
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string out;
  for (const char letter : text.substr(0, model::kDeliveryWordsBytesMax)) {
    const bool is_control = static_cast<unsigned char>(letter) < ' ' || letter == 0x7F;
    if (!is_control) {
      out += letter;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  // A letter of several bytes that was cut is left out whole.
  const auto is_inner = [](char letter) {
    return (static_cast<unsigned char>(letter) & 0xC0) == 0x80;
  };
  if (text.size() > model::kDeliveryWordsBytesMax) {
    while (!out.empty() && is_inner(out.back())) out.pop_back();
    if (!out.empty() && static_cast<unsigned char>(out.back()) >= 0x80) out.pop_back();
  }
  return out;
}

DeliveryVerdict judge_answer(const HttpOutcome& outcome, const std::string& answer_id) {
  DeliveryVerdict verdict;
  if (!outcome.trouble.empty()) {
    verdict.state = outcome.may_have_arrived ? DeliveryState::sent : DeliveryState::waiting;
    verdict.detail = one_line(outcome.trouble);
    verdict.is_away = true;
    return verdict;
  }
  constexpr unsigned kOk = 200, kRedirects = 300, kFaults = 400, kTheirFaults = 500;
  const HttpReply& reply = outcome.reply;
  verdict.status = static_cast<int>(reply.status);
  verdict.detail = one_line(reply.body);
  verdict.wait_ms = std::min(std::max<std::int64_t>(reply.retry_after_s, 0) * model::kSecondMs,
                             model::kDeliveryRetryAfterMaxMs);
  if (reply.status >= kOk && reply.status < kRedirects) {
    verdict.state = DeliveryState::accepted;
    verdict.answer_id = answer_id_in(reply, answer_id);
    verdict.wait_ms = 0;
  } else if (reply.status >= kRedirects && reply.status < kFaults) {
    verdict.state = DeliveryState::refused;
    verdict.detail = "leads to " + one_line(reply.location);
  } else if (reply.status >= kFaults && reply.status < kTheirFaults &&
             !mends_itself(reply.status)) {
    verdict.state = DeliveryState::refused;
  } else {
    // What the server had done before it failed nobody knows; a key makes the next try harmless.
    verdict.state = reply.status >= kTheirFaults ? DeliveryState::sent : DeliveryState::waiting;
    constexpr unsigned kUnavailable = 503;
    verdict.is_away = verdict.wait_ms > 0 || reply.status == kUnavailable;
  }
  return verdict;
}

}  // namespace ioc::serving
