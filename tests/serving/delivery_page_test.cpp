// The page of deliveries (serving/delivery_page.h).
#include "serving/delivery_page.h"

#include "report_kit.h"

namespace ioc::serving::delivery_page_test {
namespace {

using model::Delivery;
using model::DeliveryState;
using model::Role;

struct DeliveryPageTest : ::testing::Test {
  DeliveryPageTest() {
    plan.reports = {testing::make_form()};
    doors.connectors = {{"lris", {"LRIS <tỉnh>", "LRIS"}, "https://lris.example/x", ""}};
    Delivery delivery;
    delivery.number = 7;
    delivery.connector = "lris";
    delivery.name = {"r", "502", "2020-10"};
    delivery.revision = 2;
    delivery.key = "test/lris/r/502/2020-10/2";
    delivery.state = DeliveryState::refused;
    delivery.made = testing::kNow;
    model::DeliveryReceipt receipt;
    receipt.at = testing::kNow;
    receipt.act = "refused";
    receipt.status = 422;
    receipt.detail = "<script>alert(1)</script>";
    delivery.receipts = {receipt};
    deliveries = {delivery};
  }
  std::string page(const Viewer& viewer, Language language = Language::vi) {
    return delivery_page({plan, language, "/assets/desk-1.css"}, {viewer, doors, deliveries});
  }
  static bool has(const std::string& page, std::string_view text) {
    return page.find(text) != std::string::npos;
  }

  model::Plan plan = testing::make_plan();
  DeliveryDoors doors;
  std::vector<Delivery> deliveries;
};

TEST_F(DeliveryPageTest, ItTellsWhatWasRefusedAndWhatToDo) {
  const std::string vi = page(testing::viewer(Role::office, "49"));
  EXPECT_TRUE(has(vi, "Bị từ chối") && has(vi, "422") && has(vi, "Cần xử lý (1)"));
  EXPECT_TRUE(has(vi, "lập bản sửa đổi"));
  EXPECT_TRUE(has(vi, "LRIS &lt;tỉnh&gt;") && has(vi, "&lt;script&gt;")) << "text is no markup";
  EXPECT_FALSE(has(vi, "<script") || has(vi, "style=\""));
  EXPECT_TRUE(has(vi, "name=\"number\" value=\"7\""));
  const std::string en = page(testing::viewer(Role::office, "49"), Language::en);
  EXPECT_TRUE(has(en, "Refused") && has(en, "To be dealt with (1)") && has(en, "revision 2"));
}

TEST_F(DeliveryPageTest, OnlyWhoMayFindsTheButtonAndNothingIsSentTwice) {
  EXPECT_FALSE(has(page(testing::viewer(Role::district, "502")), "<button"));
  deliveries[0].state = DeliveryState::accepted;
  const std::string accepted = page(testing::viewer(Role::office, "49"));
  EXPECT_FALSE(has(accepted, "<button"));
  EXPECT_TRUE(has(accepted, "Đã tiếp nhận (1)"));
}

TEST_F(DeliveryPageTest, WithoutConnectorsItSaysSo) {
  doors.connectors.clear();
  deliveries.clear();
  EXPECT_TRUE(has(page(testing::viewer(Role::office, "49")), "Chưa cấu hình nơi nhận"));
}

}  // namespace
}  // namespace ioc::serving::delivery_page_test
