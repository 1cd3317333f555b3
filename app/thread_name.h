// Names of threads, for those who look at a running process (`top -H`, perf,
// bench/live_clients.py).
#pragma once

#include <pthread.h>

#include <string>

namespace ioc::app {

// Of the thread that calls; at most 15 letters are kept.
inline void name_this_thread(const std::string& name) {
  pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
}

}  // namespace ioc::app
