// `doctor`: looks at everything a service needs before and while it runs, and names each cure.
#pragma once

#include <atomic>
#include <string>
#include <vector>

namespace ioc::app {

struct Finding {
  enum class State { ok, doubt, fault };
  std::string name;  // what was looked at: "broker", "topic one-stop-shop.dossiers"
  State state = State::ok;
  std::string text;  // what was found
  std::string cure;  // empty when nothing needs to be done
};

struct DoctorOptions {
  std::string config;   // file
  std::string catalog;  // folder; empty: the files, unless their changes wait
  bool json = false;
};

// Looks without changing anything; also beside a running service, whose state is then left alone.
// Exit codes: 0 without a fault, 1 with one (a doubt is none), 78 when configuration or catalogue
// cannot be read, which is told as `run` and `validate` tell it.
int doctor(const DoctorOptions& options, const std::atomic<bool>& stop);

}  // namespace ioc::app
