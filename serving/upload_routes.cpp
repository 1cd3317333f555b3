#include "serving/upload_routes.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/limits.h"
#include "serving/desk_handlers.h"
#include "serving/figure_query.h"
#include "serving/form_data.h"
#include "serving/intake_counters.h"
#include "serving/origin.h"
#include "serving/send_access.h"
#include "serving/upload_page.h"

namespace ioc::serving {
namespace {

using Deliver = std::function<void(Answer)>;

class UploadHandlers : public DeskHandlers, public std::enable_shared_from_this<UploadHandlers> {
 public:
  UploadHandlers(const ServerDoors& doors, IntakeDesk& intake)
      : DeskHandlers(doors), intake_(intake) {}

  Outcome upload_form(const Request& request) const {
    if (!request.viewer.is_signed_in()) return to_sign_in(request);
    UploadView view{.viewer = request.viewer};
    view.unit = value_of(request.parameters, "unit");
    view.stream = value_of(request.parameters, "stream");
    return html_page(upload_page(frame(language_of(request.parameters)), view));
  }

  // Before a large body is read: from our own pages, by somebody signed in.
  std::optional<Answer> admit_upload(Request& request) const {
    if (auto foreign = refuse_foreign(request)) return foreign;
    const bool is_known = doors_.viewer_of && doors_.viewer_of(request).is_signed_in();
    if (!is_known) return to_sign_in(request);
    return std::nullopt;
  }

  Outcome upload(const Request& request) const {
    if (!request.viewer.is_signed_in()) return to_sign_in(request);
    const auto form = read_form(request);
    if (!form) return bad_desk_form();
    const Language language = language_of(*form);
    UploadView view{.viewer = request.viewer};
    view.unit = value_of(*form, "unit");
    view.stream = value_of(*form, "stream");
    const std::string_view file = value_of(*form, "file");
    view.sheet = with_plain_line_ends(file.empty() ? value_of(*form, "sheet") : file);
    const auto scope = may_send(request.viewer, plan_, view.unit, view.stream);
    if (!scope || !doors_.intake.check) {
      view.fault = say(language, {"Bạn không được giao gửi loại số liệu này cho đơn vị này.",
                                  "You were not granted to send this for this unit."});
      return html_page(upload_page(frame(language), view), 403);
    }
    if (const std::int64_t wait_s = intake_.take_request(scope->unit); wait_s > 0) {
      return too_often(view, language, wait_s);
    }
    model::IntakeRequest wanted;
    wanted.stream = number_of_stream(view.stream);
    wanted.unit = scope->unit;
    wanted.is_unit_alone = scope->is_unit_alone;
    wanted.format = model::IntakeFormat::sheet;
    wanted.body = view.sheet;
    view.checked = doors_.intake.check(wanted);
    const bool is_good =
        view.checked->fault_count == 0 && !view.checked->too_many && !view.checked->events.empty();
    if (value_of(*form, "act") != "send" || !is_good) {
      return html_page(upload_page(frame(language), view), is_good ? 200 : 422);
    }
    return send(request, view, wanted.stream, scope->unit, language);
  }

 private:
  Answer too_often(UploadView& view, Language language, std::int64_t wait_s) const {
    view.fault = language == Language::vi
                     ? fmt::format("Đơn vị đã gửi quá nhiều. Hãy gửi lại sau {} giây.", wait_s)
                     : fmt::format("The unit has sent too much. Send it again in {} s.", wait_s);
    Answer answer = html_page(upload_page(frame(language), view), 429);
    answer.headers.emplace_back("Retry-After", std::to_string(wait_s));
    return answer;
  }

  // The record of it is written before anything leaves, or nothing does.
  Outcome send(const Request& request, UploadView& view, int stream, model::UnitIndex unit,
               Language language) const {
    const std::size_t count = view.checked->events.size();
    if (const std::int64_t wait_s = intake_.take_events(unit, count); wait_s > 0) {
      return too_often(view, language, wait_s);
    }
    const std::string object = view.stream + " " + view.unit;
    if (doors_.note &&
        !doors_.note(request, "events.send", object, fmt::format("{} events", count))) {
      return busy("What is sent must be noted, and that failed. Try again in a moment.");
    }
    struct Sent {
      model::Viewer viewer;
      std::string unit, stream, sheet;
    };
    const Sent sent{request.viewer, view.unit, view.stream, view.sheet};
    const auto checked = std::make_shared<model::IntakeCheck>(std::move(*view.checked));
    return AnswerLater{[self = shared_from_this(), sent, checked, stream, count,
                        language](const Deliver& deliver) {
      self->doors_.intake.send(
          stream, std::move(*checked),
          [self, sent, count, language, deliver](const model::Status& done) {
            if (IntakeCounters* counters = self->doors_.intake_counters) {
              (done.ok() ? counters->accepted : counters->unacknowledged) += count;
            }
            UploadView after{.viewer = sent.viewer};
            after.unit = sent.unit;
            after.stream = sent.stream;
            if (done.ok()) {
              after.accepted = count;
            } else {
              after.sheet = sent.sheet;
              after.fault =
                  say(language, {"Chưa chắc mọi sự kiện đã được nhận. Hãy xem trước rồi gửi lại "
                                 "đúng bảng này; không có gì bị đếm hai lần.",
                                 "Not all events are safe yet. Preview and send this very sheet "
                                 "again; nothing is counted twice."});
            }
            deliver(html_page(upload_page(self->frame(language), after), done.ok() ? 200 : 503));
          });
    }};
  }

  int number_of_stream(std::string_view id) const {
    const auto at = std::find_if(plan_.streams.begin(), plan_.streams.end(),
                                 [&](const auto& stream) { return stream.id == id; });
    return static_cast<int>(at - plan_.streams.begin());
  }

  static std::string say(Language language, const Words& words) {
    return std::string(words.in(language));
  }

  IntakeDesk& intake_;
};

}  // namespace

std::vector<Route> upload_routes(const ServerDoors& doors, IntakeDesk& intake) {
  const auto handlers = std::make_shared<const UploadHandlers>(doors, intake);
  std::vector<Route> routes = {
      route_to("GET", "/desk/upload", handlers, &UploadHandlers::upload_form),
      route_to("POST", "/desk/upload", handlers, &UploadHandlers::upload,
               model::kHttpBodyBytesMax)};
  routes.back().admit = [handlers](Request& request) { return handlers->admit_upload(request); };
  return routes;
}

}  // namespace ioc::serving
