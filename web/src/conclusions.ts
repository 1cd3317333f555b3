// What earlier meetings concluded and is still open: the first page of a frozen board, for those
// who may know of it.
import { html, type TemplateResult } from "lit";
import { counted, say } from "./lang";
import { sign, type Sign } from "./sign";
import { dateWords } from "./windows";
import type { Conclusion } from "./types";

export function conclusionSign(one: Conclusion): Sign {
  if (one.late) return "bad";
  return one.working_days_left !== null && one.working_days_left <= 2 ? "near" : "open";
}

export function conclusionWords(one: Conclusion): string {
  const days = (count: number): string => counted(`${count}`, "ngày làm việc", "working day");
  if (one.late) {
    const late = one.working_days_late ? ` ${days(one.working_days_late)}` : "";
    return say(`quá hạn${late}`, `past due${late}`);
  }
  if (one.working_days_left === null) return say("đang thực hiện", "open");
  if (one.working_days_left === 0) return say("đến hạn", "due today");
  return say(`còn ${days(one.working_days_left)}`, `${days(one.working_days_left)} left`);
}

export function conclusionPage(
  items: Conclusion[],
  nameOf: (unit: string) => string,
): TemplateResult {
  return html`<section class="page"><ol class="alerts">
      ${items.map((one) => html`<li class="alert ${conclusionSign(one)}">
        <p class="what">${sign(conclusionSign(one))}<b>${conclusionWords(one)}</b></p>
        <p class="summary">${one.task}</p>
        <p class="where"><span>${nameOf(one.owner)}</span>
          <span>${say(`chậm nhất ${dateWords(one.due)}`, `by ${dateWords(one.due)}`)}</span></p>
      </li>`)}
    </ol></section>`;
}
