// /api/v1/alerts and its journal, and the messages to those who pass alerts on. Pure.
#pragma once

#include <string>
#include <vector>

#include "model/alert.h"
#include "model/plan.h"
#include "serving/access.h"
#include "serving/answer.h"

namespace ioc::serving {

// Whether the viewer may see alerts of this kind in this unit: those of targets as the figures of
// their indicator, those of streams unless they stand apart.
bool may_see_alert(const Viewer& viewer, const model::Plan& plan, const model::Alert& alert);

// One alert as the list tells it; `answers` are what was done about it. Who did what and what they
// wrote is told to those who are signed in; the public is told when, and for which unit.
std::string alert_item(const Viewer& viewer, const model::Plan& plan, const model::Alert& alert,
                       const model::AlertAnswers& answers);

// The alerts the viewer may see; `alert`, `unit` and `state` (pending, firing, clearing) of the
// request restrict them.
Answer alert_list(const Viewer& viewer, const model::Plan& plan,
                  const std::vector<model::Alert>& alerts, const model::AlertAnswers& answers,
                  const Request& request);

// The journal, the newest first; `changes` are those the viewer may see and the request selects.
Answer alert_journal(const Viewer& viewer, const model::Plan& plan,
                     const std::vector<model::AlertChange>& changes,
                     const model::AlertAnswers& answers);

// What a web hook is sent: the changes with their words, grouped by unit.
std::string webhook_message(const model::Plan& plan,
                            const std::vector<model::AlertChange>& changes);

// What an Alertmanager is sent (API v2): all that fires, believed until `believed_until`, and what
// the changes say was resolved.
std::string alertmanager_message(const model::Plan& plan, const std::vector<model::Alert>& alerts,
                                 const std::vector<model::AlertChange>& changes,
                                 model::Instant believed_until);

// The same for one change, however often it is sent.
std::string idempotency_key(const model::Plan& plan, const model::AlertChange& change);

}  // namespace ioc::serving
