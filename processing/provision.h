// How units provide what they must: judged by the figures of each period. Pure.
//
// A period is one of the calendar, or an official one; of `every = "day"` those that are working
// days of the unit (all days where the catalogue has no working hours). It is due through the whole
// of the last day the provision gives. What was provided is told by the figure of that window: a
// late event of a day makes up for the day. So a score as of an instant is a function of figures as
// of it, and nothing is remembered of when they came.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/plan.h"
#include "model/provision.h"
#include "model/query.h"
#include "model/report_record.h"

namespace ioc::processing {

// What a provision of an indicator asks: all units' figures of the periods looked at, and those of
// its qualities. `limit` and the rest are left to who asks.
std::vector<model::FigureQuery> questions_of(const model::Plan& plan,
                                             const model::ProvisionPlan& provision,
                                             model::Instant now);

// Figures of one provision's questions, in any order.
std::vector<model::ProvisionStanding> judge_provision(const model::Plan& plan, int provision,
                                                      const std::vector<model::Figure>& figures,
                                                      model::Instant now);

// Of a provision of an official report: its slots, of all units.
std::vector<model::ProvisionStanding> judge_report_provision(
    const model::Plan& plan, int provision, const std::vector<model::Figure>& figures,
    const std::vector<model::ReportSlot>& slots, model::Instant now);

}  // namespace ioc::processing
