// `report`: the slots of official reports, drafts, and the proof of what was published.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

namespace ioc::app {

struct ReportOptions {
  std::string url = "http://127.0.0.1:8080";
  bool has_url = false;
  std::string token_file;  // of who asks the service; empty: IOC_PULSE_TOKEN, or nobody
  std::string report, unit, period;
  std::string catalog;              // draft without a service
  std::vector<std::string> events;  // STREAM=FILE
  std::optional<std::string> until;
  std::string file;             // a signed report
  std::string key;              // trusted, base64
  std::string config;           // whose state directory holds the key, and whose log is read
  std::string backup, restore;  // files, of the private key
  bool recompute = false;
  bool json = false;
};

int list_reports(const ReportOptions& options);
int draft_report(const ReportOptions& options);
// Prints the public key; with `backup` or `restore` the private one is copied before.
int print_report_key(const ReportOptions& options);
// Exit code 1 when the report is not what was signed, or a figure of it is not what the log says.
int verify_report(const ReportOptions& options, const std::atomic<bool>& stop);

}  // namespace ioc::app
