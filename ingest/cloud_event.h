// The CloudEvents 1.0 side of a Kafka record: which mode it is in, what its headers say, and the
// identity of the event.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/event.h"

namespace ioc::ingest {

enum class EventMode : std::uint8_t {
  structured,    // the value is the whole event
  binary_json,   // ce_ headers are the attributes, the value is `data`
  binary_other,  // the same, with data that is not JSON and is not looked into
  unusable,      // a batch, which the Kafka binding does not define
};

// A record without headers, or without any that speaks of CloudEvents, is structured.
EventMode mode_of(std::span<const model::Header> headers);

// In binary mode: the attribute a header carries ("ce_id" -> "id", "content-type" ->
// "datacontenttype"); empty for any other header.
std::string_view attribute_name(std::string_view header_name);

// One number for (source, id), the same on every machine and for good: windows that are kept on
// disk remember events by it. XXH3-128 of the id with XXH3-64 of the source mixed into both halves,
// so that neither the border between the two texts nor their order is lost.
model::EventId event_id_of(std::string_view source, std::string_view id);

}  // namespace ioc::ingest
