#include "app/notify.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

namespace ioc::app::notify_test {
namespace {

// A supervisor's socket; `name` as NOTIFY_SOCKET gives it.
class Supervisor {
 public:
  explicit Supervisor(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name[0] == '@') address.sun_path[0] = '\0';
    const std::size_t size = offsetof(sockaddr_un, sun_path) + name.size();
    is_bound_ = ::bind(socket_, reinterpret_cast<const sockaddr*>(&address),
                       static_cast<socklen_t>(size)) == 0;
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;
  ~Supervisor() {
    ::unsetenv("NOTIFY_SOCKET");
    ::close(socket_);
  }
  bool is_bound() const { return is_bound_; }
  // What was told next; "" if nothing was.
  std::string heard() {
    char text[256];
    const ssize_t size = ::recv(socket_, text, sizeof text, MSG_DONTWAIT);
    return {text, static_cast<std::size_t>(size < 0 ? 0 : size)};
  }

 private:
  int socket_;
  bool is_bound_ = false;
};

TEST(Notify, ASupervisorHearsEachWordInADatagramOfItsOwn) {
  const std::string folder = ::testing::TempDir() + "ioc-notify-" + std::to_string(::getpid());
  std::filesystem::create_directories(folder);
  for (const std::string& name :
       {folder + "/socket", "@ioc-notify-test-" + std::to_string(::getpid())}) {
    Supervisor supervisor(name);
    ASSERT_TRUE(supervisor.is_bound()) << name;
    notify_supervisor("READY=1");
    notify_supervisor("WATCHDOG=1");
    EXPECT_EQ(supervisor.heard(), "READY=1") << name;
    EXPECT_EQ(supervisor.heard(), "WATCHDOG=1") << name;
    EXPECT_EQ(supervisor.heard(), "") << name;
  }
  std::filesystem::remove_all(folder);
}

TEST(Notify, WhereNobodyListensNothingHappens) {
  notify_supervisor("READY=1");
  for (const std::string& name :
       {std::string(), std::string("/nowhere/socket"), std::string(500, 'x')}) {
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    notify_supervisor("READY=1");
  }
  ::unsetenv("NOTIFY_SOCKET");
}

}  // namespace
}  // namespace ioc::app::notify_test
