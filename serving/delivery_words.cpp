#include "serving/delivery_words.h"

#include <fmt/format.h>

namespace ioc::serving {

using model::Delivery;
using model::DeliveryState;
using model::Name;

namespace {

// Of a refusal, by the status of the answer; 0: refused before anything was sent.
Name cure_of_refusal(int status) {
  constexpr int kRedirects = 300, kFaults = 400, kUnauthorized = 401, kForbidden = 403,
                kNotFound = 404, kMethod = 405, kConflict = 409, kTooLarge = 413, kMedia = 415;
  if (status == 0) {
    return {"Hãy sửa điều nêu trên rồi gửi lại.", "Mend what is told above, then send it again."};
  }
  if (status >= kRedirects && status < kFaults) {
    return {"Địa chỉ đã đổi: ghi địa chỉ mới vào `url` của kết nối rồi gửi lại.",
            "The address has moved: put the new one into the connector's `url`, then send it "
            "again."};
  }
  switch (status) {
    case kUnauthorized:
    case kForbidden:
      return {"Hệ thống nhận không chấp nhận mã truy cập hoặc chứng thư: hãy thay mới rồi gửi lại.",
              "The receiver does not take our token or certificate: renew it, then send it again."};
    case kNotFound:
    case kMethod:
      return {
          "Địa chỉ hoặc phương thức không đúng: sửa `url` hoặc `method` của kết nối rồi gửi "
          "lại.",
          "The address or the method is wrong: correct the connector's `url` or `method`, then "
          "send it again."};
    case kConflict:
      return {"Hệ thống nhận đang giữ nội dung khác: hỏi đơn vị vận hành hệ thống đó rồi gửi lại.",
              "The receiver holds something else: ask those who run it, then send it again."};
    case kTooLarge:
    case kMedia:
      return {
          "Hệ thống nhận không đọc được định dạng này: sửa `template` hoặc `format` rồi gửi lại.",
          "The receiver does not take this form: correct `template` or `format`, then send it "
          "again."};
    default: break;
  }
  return {"Hệ thống nhận không chấp nhận nội dung: sửa mẫu gửi, hoặc lập bản sửa đổi của báo cáo.",
          "The receiver does not take the content: correct the template and send it again, or make "
          "a revision of the report."};
}

}  // namespace

Words state_words(DeliveryState state) {
  switch (state) {
    case DeliveryState::waiting: return {"Chờ gửi", "Waiting"};
    case DeliveryState::sent: return {"Đã gửi, chưa rõ trả lời", "Sent, answer not known"};
    case DeliveryState::accepted: return {"Đã tiếp nhận", "Accepted"};
    case DeliveryState::refused: return {"Bị từ chối", "Refused"};
    case DeliveryState::given_up: return {"Đã ngừng gửi", "Given up"};
  }
  return {"", ""};
}

std::string_view delivery_state_class(DeliveryState state) {
  switch (state) {
    case DeliveryState::accepted: return "ok";
    case DeliveryState::refused:
    case DeliveryState::given_up: return "bad";
    case DeliveryState::waiting:
    case DeliveryState::sent: break;
  }
  return "near";
}

Name delivery_cure(const Delivery& delivery, const std::string& gate) {
  switch (delivery.state) {
    case DeliveryState::accepted: return {};
    case DeliveryState::refused: {
      const bool was_told = !delivery.receipts.empty();
      return cure_of_refusal(was_told ? delivery.receipts.back().status : 0);
    }
    case DeliveryState::given_up:
      return {"Hệ thống nhận không trả lời quá lâu: khi hệ thống hoạt động lại thì bấm gửi lại.",
              "The receiver did not answer for too long: send it again once it is back."};
    case DeliveryState::waiting:
    case DeliveryState::sent: break;
  }
  if (delivery.behind > 0) {
    return {fmt::format("Chờ lần gửi số {} của bản trước.", delivery.behind),
            fmt::format("It waits for delivery {}, of an earlier revision.", delivery.behind)};
  }
  if (delivery.tries == 0 && !gate.empty()) {
    return {fmt::format("Chờ {} tiếp nhận bản này.", gate),
            fmt::format("It waits until {} has accepted this revision.", gate)};
  }
  if (delivery.tries == 0) return {};
  return {"Chương trình tự gửi lại; không cần làm gì.",
          "The program sends it again by itself; nothing is to be done."};
}

}  // namespace ioc::serving
