// What a supervisor is told of the service's life, in systemd's words (sd_notify).
#pragma once

#include <string_view>

namespace ioc::app {

// Sends `state`, as READY=1, WATCHDOG=1 or STOPPING=1, in one datagram to the socket that the
// variable NOTIFY_SOCKET names; a name that begins with @ is an abstract one. Without the variable,
// or where nobody takes the datagram, nothing happens: the service is the same without a
// supervisor. Never waits. From any thread.
void notify_supervisor(std::string_view state);

}  // namespace ioc::app
