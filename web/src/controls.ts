// What can be done on the boards: freeze an instant, go back to live, go one step back, and from a
// phone to the other pages. On the wall small and few: it is read, seldom operated.
import { html, nothing, type TemplateResult } from "lit";
import { isEnglish, say } from "./lang";

export interface ControlsView {
  live: string | null; // the address of this page live; null: it is
  back: string | null; // one step back
  account: string | null;
  narrow: boolean;
  ask: (event: Event) => void; // opens the dialog
  choose: (localMinute: string) => void;
  serverTime: string; // local
}

export function controls(view: ControlsView): TemplateResult {
  const freeze = view.live === null
    ? say("Chốt số liệu", "Freeze")
    : say("Đổi thời điểm", "Another instant");
  return html`<nav class="controls" aria-label=${say("Điều khiển", "Controls")}>
      ${view.back === null
        ? nothing
        : html`<a href=${view.back}>${say("Quay lại", "Back")}</a>`}
      ${view.live === null
        ? nothing
        : html`<a class="alive" href=${view.live}>${say("Về trực tiếp", "Back to live")}</a>`}
      <button class="freeze" aria-label=${freeze} @click=${view.ask}>
        <svg class="lock" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3 7h10v8H3zM5.2 7V4.8a2.8 2.8 0 0 1 5.6 0V7"></path></svg>
        <span>${freeze}</span></button>
      ${view.narrow
        ? others(view.account).map(({ to, words }) => html`<a href=${to}>${words}</a>`)
        : nothing}
    </nav>
    <dialog aria-label=${say("Chốt số liệu", "Freeze")}>
      <form method="dialog" @submit=${(event: SubmitEvent) => onSubmit(event, view)}>
        <label>${say("Xem số liệu như tại thời điểm", "Show the figures as of")}
          <input type="datetime-local" required></label>
        <p class="buttons"><button value="chosen">${say("Chốt", "Freeze")}</button>
          <button value="seven" formnovalidate>${isSevenOver(view)
            ? say("07:00 hôm nay", "07:00 today")
            : say("07:00 hôm qua", "07:00 yesterday")}</button>
          <button value="no" formnovalidate>${say("Thôi", "Cancel")}</button></p>
      </form>
    </dialog>`;
}

function others(account: string | null): { to: string; words: string }[] {
  const language = isEnglish() ? "?lang=en" : "";
  return account === null
    ? [{ to: `/sign-in${language}`, words: say("Đăng nhập", "Sign in") }]
    : [
        { to: `/meeting${language}`, words: say("Họp giao ban", "The meeting") },
        { to: `/desk${language}`, words: say("Bàn làm việc", "Desk") },
      ];
}

function onSubmit(event: SubmitEvent, view: ControlsView): void {
  const button = event.submitter as HTMLButtonElement | null;
  const input = (event.target as HTMLFormElement).querySelector("input");
  if (button?.value === "chosen" && input?.value) view.choose(input.value);
  if (button?.value === "seven") view.choose(lastSeven(view));
}

function isSevenOver(view: ControlsView): boolean {
  return view.serverTime.slice(11, 13) >= "07";
}

// Of what is to come there are no figures.
function lastSeven(view: ControlsView): string {
  const day = new Date(`${view.serverTime.slice(0, 10)}T00:00:00Z`);
  if (!isSevenOver(view)) day.setUTCDate(day.getUTCDate() - 1);
  return `${day.toISOString().slice(0, 10)}T07:00`;
}
