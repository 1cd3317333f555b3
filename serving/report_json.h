// Reports as JSON, and what a POST says. Pure.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "model/plan.h"
#include "model/report_record.h"
#include "serving/access.h"
#include "serving/answer.h"
#include "serving/report_page.h"

namespace ioc::serving {

// `sees_work`: also drafts, comments, paper figures and what is proposed.
std::string view_json(const model::ReportView& view, bool sees_work);
// The forms and slots the viewer may see, one page. Who does not see the work sees what was
// published.
Answer slots_answer(const model::Plan& plan, const Request& request,
                    const std::vector<model::ReportSlot>& slots);
std::string check_json(const ReportCheck& check);

// What the body of a POST says, or the problem with it.
std::variant<model::ReportRequest, Answer> read_order(model::ReportVerb verb,
                                                      const std::string& body);

}  // namespace ioc::serving
