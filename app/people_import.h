// A table of officials becomes accounts to be made, or a list of everything that is wrong with it,
// each fault with its line and column. Pure.
//
//     account,name,grants
//     nguyen.van.a,Nguyễn Văn A,officer@502
//     tran.thi.b,Trần Thị B,"department@49:reports+documents"
#pragma once

#include <set>
#include <string>
#include <vector>

#include "app/people_changes.h"
#include "catalog/diagnostic.h"
#include "model/plan.h"

namespace ioc::app {

struct PeopleTable {
  std::vector<NewAccount> accounts;
  std::vector<catalog::Diagnostic> faults;  // empty: all of it is good
};

// `known` are the accounts there are already.
PeopleTable read_people(const std::string& file, const std::string& text, const model::Plan& plan,
                        const std::set<std::string>& known);

}  // namespace ioc::app
