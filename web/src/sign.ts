// States in shape as well as colour: a disc, a ring, a triangle, a diamond, a hatched square.
import { html, svg, type TemplateResult } from "lit";

export type Sign = "ok" | "open" | "near" | "bad" | "none";

export function sign(kind: Sign): TemplateResult {
  return html`<svg class="sign ${kind}" viewBox="0 0 16 16" aria-hidden="true">
    ${shape(kind)}</svg>`;
}

function shape(kind: Sign): TemplateResult {
  switch (kind) {
    case "ok":
      return svg`<circle cx="8" cy="8" r="6.5"></circle>`;
    case "open":
      return svg`<circle class="hollow" cx="8" cy="8" r="5.5"></circle>`;
    case "near":
      return svg`<path d="M8 1 15.5 14.5H.5z"></path>`;
    case "bad":
      return svg`<path d="M8 .5 15.5 8 8 15.5.5 8z"></path>`;
    case "none":
      return svg`<path class="hollow"
        d="M1.5 1.5h13v13h-13zM2 9 9 2M3 14 14 3M8 14.5 14.5 8"></path>`;
  }
}
