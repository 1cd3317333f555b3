// A page of figures as JSON, CSV or XLSX.
#pragma once

#include "model/plan.h"
#include "model/query.h"
#include "model/result.h"
#include "serving/answer.h"

namespace ioc::serving {

// The engine's answer to `query` as this request wants it: a list, a table, or its error.
Answer figure_answer(const model::Plan& plan, const Request& request,
                     const model::FigureQuery& query, const model::Result<model::FigurePage>& page);

// Why a question `as_of` has no answer. That the log or the memory is not what it needs is told
// only where the log is read for it: else it is ours to know.
Answer as_of_failure(const model::Error& error);

// What the audit log shall say of this answer; empty unless it is a table with figures in it that
// are not public.
std::string hidden_export(const model::Plan& plan, const Request& request,
                          const model::FigureQuery& query,
                          const model::Result<model::FigurePage>& page);

}  // namespace ioc::serving
