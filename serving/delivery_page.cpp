#include "serving/delivery_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "serving/delivery_words.h"

namespace ioc::serving {
namespace {

using model::Delivery;
using model::DeliveryState;

constexpr std::size_t kDeliveriesShownMax = 200;  // of those that are settled well, the newest

class DeliveryPage : DeskWriter {
 public:
  DeliveryPage(const DeskFrame& frame, const DeliveryPageView& view)
      : DeskWriter(frame), view_(view), plan_(frame.plan) {}

  std::string write() {
    const std::string_view title = say({"Báo cáo gửi đi", "Reports handed on"});
    begin(title, is_english() ? "/desk/deliveries" : "/desk/deliveries?lang=en");
    html_.tag("<h1>").text(title).tag("</h1>\n");
    connectors();
    part({"Cần xử lý", "To be dealt with"}, "stuck", [](DeliveryState state) {
      return state == DeliveryState::refused || state == DeliveryState::given_up;
    });
    part({"Đang gửi", "On their way"}, "open", [](DeliveryState state) {
      return state == DeliveryState::waiting || state == DeliveryState::sent;
    });
    part({"Đã tiếp nhận", "Accepted"}, "done",
         [](DeliveryState state) { return state == DeliveryState::accepted; });
    end();
    return html_.take();
  }

 private:
  const DeliveryConnector* connector_of(const Delivery& delivery) const {
    for (const DeliveryConnector& connector : view_.doors.connectors) {
      if (connector.id == delivery.connector) return &connector;
    }
    return nullptr;
  }

  void connectors() {
    if (view_.doors.connectors.empty()) {
      html_.tag("<p class=\"nothing\">");
      html_.text(say({"Chưa cấu hình nơi nhận báo cáo.", "No receiver of reports is configured."}));
      html_.tag("</p>\n");
      return;
    }
    html_.tag("<ul>\n");
    for (const DeliveryConnector& connector : view_.doors.connectors) {
      html_.tag("<li><b>").text(name_in(frame_.language, connector.name)).tag("</b> <small>");
      html_.text(connector.target).tag("</small></li>\n");
    }
    html_.tag("</ul>\n");
  }

  template <class Belongs>
  void part(const Words& title, std::string_view id, const Belongs& belongs) {
    std::vector<const Delivery*> here;
    for (const Delivery& delivery : view_.deliveries) {
      if (belongs(delivery.state)) here.push_back(&delivery);
    }
    html_.tag("<section aria-labelledby=\"").text(id).tag("\">\n<h2 id=\"").text(id).tag("\">");
    html_.text(say(title)).text(fmt::format(" ({})", here.size())).tag("</h2>\n");
    if (here.empty()) {
      html_.tag("<p class=\"as-of\">").text(say({"Không có.", "There are none."})).tag("</p>\n");
    }
    if (here.size() > kDeliveriesShownMax) here.resize(kDeliveriesShownMax);
    for (const Delivery* delivery : here) article(*delivery);
    html_.tag("</section>\n");
  }

  void article(const Delivery& delivery) {
    html_.tag("<article class=\"delivery ").text(delivery_state_class(delivery.state));
    html_.tag("\">\n<h3>").text(title_of(delivery)).tag("</h3>\n<p><b>");
    html_.text(say(state_words(delivery.state))).tag("</b> · ");
    const DeliveryConnector* connector = connector_of(delivery);
    html_.text(connector == nullptr ? std::string_view(delivery.connector)
                                    : name_in(frame_.language, connector->name));
    html_.tag("</p>\n<dl>\n");
    row({"Công bố", "Published"}, time_of(delivery.made));
    row({"Số lần gửi", "Tries"}, std::to_string(delivery.tries));
    if (!delivery.receipts.empty()) receipt(delivery.receipts.back());
    row({"Mã gửi", "Key"}, delivery.key);
    row({"SHA-256", "SHA-256"}, delivery.sha256);
    html_.tag("</dl>\n");
    const model::Name cure = delivery_cure(delivery, connector == nullptr ? "" : connector->after);
    if (!cure.empty()) {
      html_.tag("<p class=\"explanation\">").text(name_in(frame_.language, cure)).tag("</p>\n");
    }
    if (delivery.state != DeliveryState::accepted &&
        may_release_delivery(view_.viewer, plan_, delivery)) {
      button(delivery);
    }
    html_.tag("</article>\n");
  }

  void receipt(const model::DeliveryReceipt& receipt) {
    row({"Lần cuối", "Last"}, time_of(receipt.at));
    if (receipt.status > 0) row({"Mã trả lời", "Status"}, std::to_string(receipt.status));
    row({"Số tiếp nhận", "Receipt"}, receipt.answer_id);
    row({"Trả lời", "Answer"}, receipt.detail);
    row({"Người gửi lại", "Released by"}, receipt.by);
  }

  void row(const Words& label, std::string_view text) {
    if (text.empty()) return;
    html_.tag("<div><dt>").text(say(label)).tag("</dt>\n<dd>").text(text).tag("</dd></div>\n");
  }

  void button(const Delivery& delivery) {
    html_.tag("<form action=\"/desk/deliveries\" method=\"post\">\n");
    language_field();
    html_.tag("<input type=\"hidden\" name=\"number\" value=\"");
    html_.text(std::to_string(delivery.number)).tag("\">\n<button class=\"plain\">");
    html_.text(say({"Gửi lại", "Send again"})).tag("</button>\n</form>\n");
  }

  std::string title_of(const Delivery& delivery) const {
    std::string_view form = delivery.name.report;
    for (const model::ReportPlan& report : plan_.reports) {
      if (report.id == delivery.name.report) form = name_in(frame_.language, report.name);
    }
    const model::UnitIndex unit = plan_.units.find(delivery.name.unit);
    return fmt::format(
        "{} · {} · {} · {} {}", form,
        unit == model::kNoUnit ? std::string_view(delivery.name.unit) : name_of(unit),
        delivery.name.period, say({"bản", "revision"}), delivery.revision);
  }
  std::string time_of(model::Instant at) const {
    return time_words(frame_.language, at, plan_.zone);
  }

  const DeliveryPageView& view_;
  const model::Plan& plan_;
};

}  // namespace

std::string delivery_page(const DeskFrame& frame, const DeliveryPageView& view) {
  return DeliveryPage(frame, view).write();
}

}  // namespace ioc::serving
