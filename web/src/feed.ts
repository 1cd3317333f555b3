// The live feed with a watchdog. EventSource resumes broken connections by itself, but not those
// that were refused or only went silent; here silence is a lost server, and a new connection is
// tried until one speaks.
import type { Frame } from "./types";

export interface FeedListener {
  onFrame(frame: Frame, snapshot: boolean): void;
  onBeat(frame: Frame): void;
  onState(connected: boolean): void;
}

// The server speaks every 5 s: two beats are missing, and whenever it died, 15 s are not over.
const kSilenceMs = 12_000;
const kRetryMs = 3_000;
// A connection may hang for minutes in a network that died. The next one must speak within 10 s of
// the network's return; a first frame of 64 KiB comes sooner even at 100 kbit/s.
const kHangsMs = 6_000;
const kCheckMs = 1_000;

export class Feed {
  private source: EventSource | null = null;
  private heardAt = performance.now();
  private openedAt = 0;
  private connected: boolean | null = null; // null: nothing was reported yet

  constructor(
    private readonly address: () => string, // may change with the catalogue
    private readonly listener: FeedListener,
  ) {
    this.open();
    setInterval(() => this.check(), kCheckMs);
  }

  private open(): void {
    this.source?.close();
    this.openedAt = performance.now();
    const source = new EventSource(this.address());
    this.source = source;
    const on = (name: string, act: (frame: Frame) => void) =>
      source.addEventListener(name, (event) => {
        let frame: Frame;
        try {
          frame = JSON.parse((event as MessageEvent<string>).data) as Frame;
        } catch {
          return; // A damaged event tells nothing, not even that the server is well.
        }
        this.heard();
        act(frame);
      });
    on("snapshot", (frame) => this.listener.onFrame(frame, true));
    on("change", (frame) => this.listener.onFrame(frame, false));
    on("heartbeat", (frame) => this.listener.onBeat(frame));
  }

  private heard(): void {
    this.heardAt = performance.now();
    this.report(true);
  }

  private report(connected: boolean): void {
    if (this.connected === connected) return;
    this.connected = connected;
    this.listener.onState(connected);
  }

  private check(): void {
    const now = performance.now();
    const silent = now - this.heardAt > kSilenceMs;
    if (silent) this.report(false);
    const refused = this.source?.readyState === EventSource.CLOSED;
    if ((silent || refused) && now - this.openedAt > (refused ? kRetryMs : kHangsMs)) this.open();
  }
}
