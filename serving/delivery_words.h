// What people read of a delivery: where it stands, and what to do about it. Pure.
#pragma once

#include <string>

#include "model/delivery.h"
#include "model/name.h"
#include "serving/public_words.h"

namespace ioc::serving {

Words state_words(model::DeliveryState state);
std::string_view delivery_state_class(model::DeliveryState state);  // for the styles

// What is in its way and what mends it; empty: nothing is. `gate`: the connector that must have
// accepted the revision first; empty: none.
model::Name delivery_cure(const model::Delivery& delivery, const std::string& gate);

}  // namespace ioc::serving
