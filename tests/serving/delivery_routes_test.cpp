// Who sees deliveries and sends them again (serving/delivery_routes.h).
#include "serving/delivery_routes.h"

#include "report_kit.h"
#include "serving/routes.h"

namespace ioc::serving::delivery_routes_test {
namespace {

using model::Delivery;
using model::DeliveryState;
using model::Role;
using testing::Json;

struct DeliveryRoutesTest : testing::Fixture {
  DeliveryRoutesTest() {
    plan.reports = {testing::make_form()};
    doors.deliveries.connectors = {{"lris", {"LRIS tỉnh", "LRIS"}, "https://lris.example/x", ""}};
    doors.deliveries.list = [this](const model::DeliveryQuery& query, const auto& give) {
      asked = query;
      give(std::vector<Delivery>(deliveries.rbegin(), deliveries.rend()));
    };
    doors.deliveries.find = [this](std::int64_t number, const auto& give) {
      for (const Delivery& each : deliveries) {
        if (each.number == number) return give(std::optional(each));
      }
      give(std::optional<Delivery>());
    };
    doors.deliveries.release = [this](const DeliveryRelease& release, const auto& give) {
      released.push_back(release);
      give(answer);
    };
    add(1, "502", DeliveryState::refused);
    add(2, "503", DeliveryState::accepted);
  }
  void add(std::int64_t number, const std::string& unit, DeliveryState state) {
    Delivery delivery;
    delivery.number = number;
    delivery.connector = "lris";
    delivery.name = {"r", unit, "2020-10"};
    delivery.revision = 1;
    delivery.key = "test/lris/r/" + unit + "/2020-10/1";
    delivery.state = state;
    delivery.made = testing::kNow;
    model::DeliveryReceipt receipt;
    receipt.at = testing::kNow;
    receipt.act = std::string(model::name_of(state));
    receipt.status = state == DeliveryState::refused ? 422 : 200;
    receipt.detail = "<script>";
    delivery.receipts = {receipt};
    deliveries.push_back(delivery);
  }
  Answer ask(const model::Viewer& viewer, const std::string& method, const std::string& target,
             const std::string& body = "", const std::string& type = "application/json") {
    const Routes routes(doors, board);
    Request request;
    request.method = method;
    const Target parsed = *parse_target(target);
    request.path = parsed.path;
    request.parameters = parsed.parameters;
    request.viewer = viewer;
    request.body = body;
    request.content_type = type;
    request.peer = "10.0.0.7";
    Outcome outcome = routes.route(request);
    if (auto* now = std::get_if<Answer>(&outcome)) return *now;
    Answer told;
    std::get<AnswerLater>(outcome).begin([&](Answer later) { told = std::move(later); });
    return told;
  }

  std::vector<Delivery> deliveries;
  std::vector<DeliveryRelease> released;
  model::DeliveryQuery asked;
  model::Status answer = model::Done{};
  const model::Viewer office = testing::viewer(Role::office, "49");
  const model::Viewer district = testing::viewer(Role::district, "502");
};

TEST_F(DeliveryRoutesTest, EachSeesTheDeliveriesOfReportsHeWorksOn) {
  EXPECT_EQ(ask({}, "GET", "/api/v1/deliveries").status, 401u);
  const Json all = Json::parse(ask(office, "GET", "/api/v1/deliveries").body);
  ASSERT_EQ(all["items"].size(), 2u);
  EXPECT_EQ(all["items"][0]["number"], 2);
  EXPECT_EQ(all["items"][1]["receipt"]["status"], 422);
  EXPECT_EQ(all["items"][1]["cure"]["en"].get<std::string>().substr(0, 12), "The receiver");
  EXPECT_EQ(all["items"][0]["cure"], nullptr);
  const Json own = Json::parse(ask(district, "GET", "/api/v1/deliveries").body);
  ASSERT_EQ(own["items"].size(), 1u);
  EXPECT_EQ(own["items"][0]["unit"], "502");
  EXPECT_EQ(ask(district, "GET", "/api/v1/deliveries/1").status, 200u);
  EXPECT_EQ(ask(district, "GET", "/api/v1/deliveries/2").status, 404u);
  EXPECT_EQ(ask(district, "GET", "/api/v1/deliveries/2").body,
            ask(district, "GET", "/api/v1/deliveries/99").body)
      << "as what is not there";
  EXPECT_EQ(ask(testing::viewer(Role::technician, "49"), "GET", "/api/v1/deliveries/1").status,
            404u);
}

TEST_F(DeliveryRoutesTest, ParametersAreReadOrRefused) {
  ask(office, "GET", "/api/v1/deliveries?connector=lris&state=given_up&cursor=17&limit=5&unit=502");
  EXPECT_EQ(asked.connector, "lris");
  EXPECT_EQ(asked.state, DeliveryState::given_up);
  EXPECT_EQ(asked.below, 17);
  EXPECT_EQ(asked.limit, 5u);
  for (const char* wrong : {"?state=lost", "?cursor=x", "?cursor=-1", "?limit=0", "?what=1"}) {
    EXPECT_EQ(ask(office, "GET", std::string("/api/v1/deliveries") + wrong).status, 400u) << wrong;
  }
  const Answer more = ask(office, "GET", "/api/v1/deliveries?limit=2");
  EXPECT_EQ(Json::parse(more.body)["next"], "1");
}

TEST_F(DeliveryRoutesTest, OnlyWhoReleasesReportsSendsOneAgain) {
  const std::string path = "/api/v1/deliveries/1/release";
  EXPECT_EQ(ask({}, "POST", path, "{}").status, 401u);
  EXPECT_EQ(ask(district, "POST", path, "{}").status, 403u);
  EXPECT_EQ(ask(district, "POST", "/api/v1/deliveries/2/release", "{}").status, 404u);
  EXPECT_EQ(ask(office, "POST", path, "{}", "text/plain").status, 415u);
  for (const char* wrong : {"[]", "{\"text\":1}", "{\"other\":\"\"}", "{"}) {
    EXPECT_EQ(ask(office, "POST", path, wrong).status, 400u) << wrong;
  }
  EXPECT_TRUE(released.empty());
  EXPECT_EQ(ask(office, "POST", path, R"({"text":"mã mới"})").status, 200u);
  ASSERT_EQ(released.size(), 1u);
  EXPECT_EQ(released[0].text, "mã mới");
  EXPECT_EQ(released[0].peer, "10.0.0.7");
  answer = model::Error{model::ErrorCode::check_failed, "it was accepted", "1"};
  EXPECT_EQ(ask(office, "POST", path, "{}").status, 409u);
}

TEST_F(DeliveryRoutesTest, ThePageIsForThoseSignedInAndItsFormWorks) {
  EXPECT_EQ(ask({}, "GET", "/desk/deliveries").status, 303u);
  const Answer page = ask(office, "GET", "/desk/deliveries");
  EXPECT_EQ(page.status, 200u);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  const Answer again = ask(office, "POST", "/desk/deliveries", "number=1&lang=en",
                           "application/x-www-form-urlencoded");
  EXPECT_EQ(again.status, 303u);
  EXPECT_EQ(released.at(0).number, 1);
  EXPECT_EQ(ask(office, "POST", "/desk/deliveries", "number=x", "application/x-www-form-urlencoded")
                .status,
            404u);
  EXPECT_EQ(ask(office, "POST", "/desk/deliveries", "{}").status, 400u);
}

TEST_F(DeliveryRoutesTest, WithoutReportsThereAreNone) {
  doors.deliveries = {};
  EXPECT_EQ(ask(office, "GET", "/api/v1/deliveries").status, 404u);
}

}  // namespace
}  // namespace ioc::serving::delivery_routes_test
