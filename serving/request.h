// A request as the routes see it: what was asked, free of sockets. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/people.h"

namespace ioc::serving {

using Parameters = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;
  std::string path;                 // verbatim: no page's name needs escapes
  std::vector<std::string> places;  // what stands for the `{…}` of its route, in their order
  Parameters parameters;
  std::string accept;
  std::string accept_encoding;
  std::string if_none_match;
  std::string last_event_id;
  std::string content_type;
  std::string content_encoding;
  Parameters event_attributes;  // `ce-` headers as they stand there, by the name behind the dash
  std::string authorization;
  std::string cookie;
  std::string host;
  std::string origin;
  std::string fetch_site;  // Sec-Fetch-Site: what a browser says of who asks
  std::string peer;        // the client's IP address
  std::string agent;       // what the client says it is
  std::string body;
  model::Viewer viewer;                     // who asks, as ServerDoors::viewer_of says
  std::optional<model::TokenScope> sender;  // of an admitted request with events
};

struct Target {
  std::string path;
  Parameters parameters;
};

// "/a?b=c%20d+e": `+` in the query is a blank, as forms write it. None for a damaged escape, a
// control character or a target that does not begin with `/`.
std::optional<Target> parse_target(std::string_view text);

// Escapes all but unreserved characters, for links.
std::string percent_encode(std::string_view text);

// How much an Accept header wants a media type, in thousandths; 0: not at all.
int acceptance(std::string_view accept, std::string_view type);

// Whether the Accept header prefers text/csv over JSON. A draw is JSON.
bool prefers_csv(std::string_view accept);

// The last address of an X-Forwarded-For header: the one that the nearest proxy has seen, which
// alone cannot be made up by the client. Empty without one.
std::string_view last_forwarded(std::string_view forwarded_for);

// Whether an Accept-Encoding header takes gzip.
bool takes_gzip(std::string_view accept_encoding);

// Whether an If-None-Match header names this entity tag (weak comparison) or is `*`.
bool names_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace ioc::serving
