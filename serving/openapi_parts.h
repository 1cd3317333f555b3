// The parts of the description, each about one thing: what they add to `paths` and to
// `components/schemas`. serving/openapi.cpp puts them in order.
#pragma once

#include "serving/openapi_builder.h"

namespace ioc::serving::openapi {

// What all of them share: `components` without the schemas, and the schema of problems.
Json shared_components();
void add_problem_schemas(Json& schemas);

// Who signs in, and where. Handlers: app/session_api.cpp.
void add_people_paths(Paths& paths);
void add_people_schemas(Json& schemas);

// Rules in force, accounts, tokens and the audit log. Handlers: app/rule_desk.cpp,
// app/account_api.cpp and app/token_api.cpp.
void add_administration_paths(Paths& paths);
void add_administration_schemas(Json& schemas);

// What meetings concluded. Handlers: app/meeting_routes.cpp.
void add_meeting_paths(Paths& paths);
void add_meeting_schemas(Json& schemas);

// Data provision, refused events and registers.
void add_desk_paths(Paths& paths);
void add_desk_schemas(Json& schemas);

// Indicators, units and figures.
void add_figure_paths(Paths& paths);
void add_list_schemas(Json& schemas);  // what lists are made of, and those of the catalogue
void add_figure_schemas(Json& schemas);

// What stands beside figures: streams, targets and boards.
void add_board_paths(Paths& paths);
void add_board_schemas(Json& schemas);

void add_alert_paths(Paths& paths);
void add_alert_schemas(Json& schemas);

void add_report_paths(Paths& paths);
void add_report_act_paths(Paths& paths);
void add_report_schemas(Json& schemas);

// Reports handed on to other systems.
void add_delivery_paths(Paths& paths);
void add_delivery_schemas(Json& schemas);

void add_live_paths(Paths& paths);
void add_live_schemas(Json& schemas);

// Metrics, health and the description itself.
void add_operation_paths(Paths& paths);
void add_description_path(Paths& paths);
void add_operation_schemas(Json& schemas);

// Events that units send.
void add_event_paths(Paths& paths);
void add_event_schemas(Json& schemas);

}  // namespace ioc::serving::openapi
