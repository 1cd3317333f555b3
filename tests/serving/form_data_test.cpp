// What forms send (serving/form_data.h).
#include "serving/form_data.h"

#include <gtest/gtest.h>

namespace ioc::serving::form_data_test {
namespace {

std::string read(const std::string& type, const std::string& body) {
  Request request;
  request.content_type = type;
  request.body = body;
  const auto form = read_form(request);
  if (!form) return "none";
  std::string out;
  for (const auto& [name, value] : *form) out += name + "=" + value + ";";
  return out;
}

const std::string kType = "multipart/form-data; boundary=xYz";

TEST(FormData, OfUrlEncodedFormsAndOfFiles) {
  EXPECT_EQ(read("application/x-www-form-urlencoded", "a=1&b=%0Ax+y"), "a=1;b=\nx y;");
  EXPECT_EQ(read(kType,
                 "--xYz\r\nContent-Disposition: form-data; name=\"unit\"\r\n\r\n502\r\n"
                 "--xYz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n"
                 "Content-Type: text/csv\r\n\r\na;b\r\n1;--xYz\r\n\r\n--xYz--\r\n"),
            "unit=502;file=a;b\r\n1;--xYz\r\n;")
      << "what looks like a line in the middle of one is content";
  EXPECT_EQ(read("multipart/form-data; charset=utf-8; boundary=\"x\"",
                 "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--x--"),
            "a=;");
  EXPECT_EQ(read(kType, "--xYz--\r\n"), "");
}

TEST(FormData, WhatIsDamagedIsNone) {
  EXPECT_EQ(read("text/plain", "a=1"), "none");
  EXPECT_EQ(read("application/x-www-form-urlencoded", "a=%"), "none");
  EXPECT_EQ(read("multipart/form-data", "--\r\n"), "none");
  for (const char* body :
       {"", "xYz", "--xYz", "--xYz\r\n", "--xYz\r\n\r\nno name\r\n--xYz--",
        "--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nopen",
        "--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--xYz"}) {
    EXPECT_EQ(read(kType, body), "none") << body;
  }
  std::string many;
  for (int i = 0; i < 200; ++i) {
    many += "--xYz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
  }
  EXPECT_EQ(read(kType, many + "--xYz--"), "none");
}

}  // namespace
}  // namespace ioc::serving::form_data_test
