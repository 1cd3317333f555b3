// Lists of the API as CSV or a workbook: an item a row, a member a column. What a list tells as
// JSON is turned into a table, so that no list has a second way of being told.
#pragma once

#include <string>
#include <string_view>

#include "serving/answer.h"
#include "serving/route.h"
#include "serving/server.h"
#include "serving/table.h"

namespace ioc::serving {

// Whether the list at this address is told as a table too. (Figures, indicators and units have
// tables of their own; reports are asked for by themselves; boards are no rows.)
bool is_list_with_table(std::string_view path);

// The same address, which takes `format` and Accept besides. Whoever is signed in leaves a record
// of the table he takes out. The doors outlive the route.
Route with_table(Route route, const ServerDoors& doors);

// The items of a list's JSON. Members of members stand beside each other as "name.vi"; lists of
// values are joined with "; ", others told as JSON; instants are times. Called `name`.
Table table_of_list(std::string_view json, std::string name);

// The description of the API (serving/openapi.h) with the parameter and the types of these lists.
std::string describe_tables(const std::string& description);

}  // namespace ioc::serving
