// Chunks of pane rows as bytes, and the merging of a change into a stored chunk. Pure.
//
// A word is stored as its few low bytes that are not all zero; how many stand in a half byte of a
// control area in front, so that decoding loads eight bytes and masks, without a branch per byte.
// Words are made small first: word 0 (a revision) is stored as the distance below the chunk's
// highest revision, and the others with their sign folded into the lowest bit. Digests are stored
// as they are.
#pragma once

#include <string>
#include <string_view>

#include "model/plan.h"
#include "model/result.h"
#include "model/state.h"

namespace ioc::storage {

// The row layout as text, such as "6:csmM" (6 words; count, sum, minimum, maximum): it is kept with
// the cube's number, so that rows are never read with another layout than they were written with.
// Errors: `internal` unless the slots lie side by side from word 1 to the row's end.
model::Result<std::string> layout_text(const model::CubePlan& cube);

// Has as many words and digests as its bits ask for.
bool well_formed(const model::CubePlan& cube, const model::PaneRows& rows);

// Replaces `out`. Rows must be well formed.
void encode_pane(const model::CubePlan& cube, const model::PaneRows& rows, std::string& out);

// Replaces `rows`; false when the bytes are not what encode_pane wrote.
bool decode_pane(const model::CubePlan& cube, std::string_view bytes, model::PaneRows& rows);

}  // namespace ioc::storage
