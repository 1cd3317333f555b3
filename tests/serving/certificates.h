// Certificates for tests, made by the openssl program that operators use.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "serving/certificate.h"

namespace ioc::serving::testing {

inline std::string text_of_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// Role: a certificate that signs itself, in files of its own until it is destroyed.
struct MadeCertificate {
  explicit MadeCertificate(const std::string& name, int days = 10,
                           const std::string& names = "DNS:localhost,IP:127.0.0.1",
                           const std::string& kind = "ec -pkeyopt ec_paramgen_curve:prime256v1") {
    folder = ::testing::TempDir() + "certificate." + std::to_string(getpid()) + "." + name;
    std::filesystem::create_directories(folder);
    chain = folder + "/chain.pem";
    key = folder + "/key.pem";
    const std::string command = "openssl req -x509 -newkey " + kind + " -nodes -days " +
                                std::to_string(days) + " -subj /CN=" + name +
                                " -addext subjectAltName=" + names + " -keyout " + key + " -out " +
                                chain + " 2>" + folder + "/words";
    EXPECT_EQ(std::system(command.c_str()), 0) << command << text_of_file(folder + "/words");
  }
  ~MadeCertificate() { std::filesystem::remove_all(folder); }
  MadeCertificate(const MadeCertificate&) = delete;
  MadeCertificate& operator=(const MadeCertificate&) = delete;

  std::string chain_text() const { return text_of_file(chain); }
  std::string key_text() const { return text_of_file(key); }
  std::shared_ptr<const Certificate> read() const {
    auto read = Certificate::read(chain_text(), key_text());
    EXPECT_TRUE(read.ok()) << read.error().message();
    return read.ok() ? *read : nullptr;
  }

  std::string folder, chain, key;  // paths
};

}  // namespace ioc::serving::testing
