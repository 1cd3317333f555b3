// What people do about alerts: acknowledge, see to, write about. Reads what is asked and judges
// whether it may be done; keeping it is another's (ServerDoors::keep_answer). Pure.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "model/alert.h"
#include "model/plan.h"
#include "serving/access.h"
#include "serving/alert_desk.h"
#include "serving/answer.h"

namespace ioc::serving {

// What somebody asks to be done.
struct AlertDeed {
  model::AlertAct act = model::AlertAct::noted;
  std::string alert;
  std::string unit;                     // empty: the alert is of no unit
  std::optional<model::Instant> fired;  // which time it fired; none: it does now
  std::string owner;                    // account; empty: who asks
  std::string note;
};

// The code of the unit by whose grant the viewer may do something about the alert: one that reaches
// its unit and the streams of its figure. Of a silent stream also who keeps the machine. None: he
// may not.
std::optional<std::string> office_for(const Viewer& viewer, const model::Plan& plan,
                                      const model::Alert& alert);

// Who sees to an alert after all this was done; none: nobody.
std::optional<model::AlertCare> care_of(std::span<const model::AlertAnswer> answers);

// The JSON body {"unit":…,"fired":…,"owner":…,"note":…}, all of them optional; the alert is the
// request's first place. Or what is wrong with it.
std::variant<AlertDeed, Answer> read_alert_deed(const Request& request, model::AlertAct act);

using PersonOf = std::function<std::optional<Viewer>(std::string_view account)>;

// What is to be kept, or why it is not done: 401, 403, 404 (also of what the viewer may not see),
// 409 when the alert is no longer as it was seen, 400.
std::variant<model::AlertAnswer, Answer> judge_alert_deed(
    const Viewer& viewer, const model::Plan& plan, const AlertDesk& desk, const AlertDeed& deed,
    const PersonOf& person_of, model::Instant now);

}  // namespace ioc::serving
