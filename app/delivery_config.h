// A connector of the configuration: which reports go where, and how.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/name.h"
#include "model/plan.h"
#include "model/result.h"
#include "model/time.h"
#include "serving/delivery_template.h"
#include "serving/http_client.h"

namespace ioc::app {

struct DeliveryConfig {
  // A template read again is another one.
  bool operator==(const DeliveryConfig&) const = default;
  std::string place;  // FILE:LINE:COLUMN, for faults found later
  std::string id;
  model::Name name;
  std::vector<std::string> reports;  // ids of forms; empty: all
  std::string after;                 // must have accepted a revision before this one is told
  // One of these.
  std::string url;
  std::string directory;
  // Of a URL.
  serving::HttpAddress address;
  std::string method = "POST";
  serving::HttpTls tls;
  std::string header = "Authorization";
  std::string token;       // what the header says; empty: what the file holds
  std::string token_file;  // read anew for each try
  std::string answer_id;   // RFC 6901, into the answer
  std::int64_t timeout_ms = 30 * model::kSecondMs;
  std::int64_t give_up_ms = 7 * model::kDayMs;
  // Without a template it is the signed document.
  std::string content_type;
  std::string suffix = ".signed";  // of a file
  std::shared_ptr<const serving::DeliveryTemplate> form;

  bool wants(const std::string& report) const;
  // Where it leads, for people; no secret.
  const std::string& target() const { return url.empty() ? directory : url; }
};

// The same in every try of a revision, and of no other: CATALOGUE/CONNECTOR/REPORT/UNIT/PERIOD/N
std::string delivery_key(const model::Plan& plan, const DeliveryConfig& connector,
                         const model::ReportName& name, int revision);

// What can be told only beside the catalogue and the other connectors. Error `config`: all faults.
model::Status check_deliveries(const std::vector<DeliveryConfig>& connectors,
                               const model::Plan& plan);

}  // namespace ioc::app
