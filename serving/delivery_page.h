// /desk/deliveries: which reports went where, what was answered, what to do. Pure.
#pragma once

#include <string>
#include <vector>

#include "serving/delivery_routes.h"
#include "serving/desk_frame.h"

namespace ioc::serving {

struct DeliveryPageView {
  const Viewer& viewer;
  const DeliveryDoors& doors;
  const std::vector<model::Delivery>& deliveries;  // those he may see, the newest first
};

// What waits for a person stands first.
std::string delivery_page(const DeskFrame& frame, const DeliveryPageView& view);

}  // namespace ioc::serving
