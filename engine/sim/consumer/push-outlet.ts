import type { Environment } from "../environment.ts";
import { EMPTY } from "../wire/bytes.ts";
import { NANOS_PER_MS } from "../wire/go-format.ts";
import { statusHeaders } from "../wire/headers.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import { type Heartbeat, IDLE_HEARTBEAT, type Outlet, type Taken } from "./outlet.ts";

/** The first and the largest window of flow control in nats-server, in bytes. */
const FIRST_WINDOW = 2 * 1024 * 1024;
const LAST_WINDOW = 32 * 1024 * 1024;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * The outlet of a push consumer: its deliver subject.
 *
 * U1  Without a subscriber of the deliver subject, neither messages nor heartbeats are sent.
 * U2  A heartbeat follows every `idle_heartbeat` without a message.
 * U3  With flow control, at most a window of bytes is sent unanswered. At half of the window the client is asked to answer.
 *     Its answer frees the bytes sent by then and doubles the window.
 */
export class PushOutlet implements Outlet {
  private readonly env: Environment;
  private readonly subject: string;
  private readonly heartbeatMs: number;
  private readonly flowSubject: (() => string) | null;
  private readonly unwatch: () => void;
  private heartbeatAt: number;
  private window = FIRST_WINDOW;
  private unanswered = 0;
  /** The subject of the open flow-control request (empty: none), and the bytes that its answer frees. */
  private asked = "";
  private askedFor = 0;
  private lastSize = 0;

  /** `flowPrefix`: the subject of answers to flow control, without its last token. */
  constructor(env: Environment, config: ConsumerConfig, flowPrefix: string, onInterest: () => void) {
    this.env = env;
    this.subject = config.deliver_subject ?? "";
    this.heartbeatMs = (config.idle_heartbeat ?? 0) / NANOS_PER_MS;
    this.heartbeatAt = env.unixNow() + this.heartbeatMs;
    this.flowSubject = config.flow_control === true ? () => `${flowPrefix}.${env.nextId()}` : null;
    this.unwatch = env.watchInterest(this.subject, onInterest);
  }

  get isBound(): boolean {
    return this.env.hasListener(this.subject);
  }

  get isOpen(): boolean {
    return !this.isStalled && this.isBound;
  }

  take(size: number): Taken | undefined {
    if (!this.isOpen) return undefined;
    this.lastSize = size;
    this.heartbeatAt = this.env.unixNow() + this.heartbeatMs;
    return { reply: this.subject };
  }

  sent(): void {
    if (this.flowSubject === null) return;
    this.unanswered += this.lastSize;
    if (this.asked === "" && this.unanswered > this.window / 2) {
      this.asked = this.flowSubject();
      this.askedFor = this.unanswered;
      this.env.deliver(this.subject, this.subject, this.asked, statusHeaders("100 FlowControl Request"), EMPTY);
    } else if (this.asked !== "" && this.unanswered - this.askedFor >= this.window / 2) {
      this.askedFor += this.lastSize;
    }
  }

  peekOther(): undefined {
    return undefined;
  }

  /** Handles the client's answer on `subject`. Returns whether it was expected. */
  answered(subject: string): boolean {
    if (subject !== this.asked || subject === "") return false;
    this.window = Math.min(2 * this.window, LAST_WINDOW);
    this.unanswered -= this.askedFor;
    this.asked = "";
    this.askedFor = 0;
    return true;
  }

  sweep(_isEmpty: boolean, heartbeat: () => Heartbeat): void {
    const now = this.env.unixNow();
    if (this.heartbeatMs === 0 || this.heartbeatAt > now || !this.isBound) return;
    this.passHeartbeats(now);
    const stalled: Heartbeat = this.isStalled ? [["Nats-Consumer-Stalled", this.asked]] : [];
    const headers = statusHeaders(IDLE_HEARTBEAT, [...heartbeat(), ...stalled]);
    this.env.deliver(this.subject, this.subject, "", headers, EMPTY);
  }

  nextDeadline(): number {
    return this.heartbeatMs === 0 || !this.isBound ? NEVER : this.heartbeatAt;
  }

  /** A subscriber has appeared. Heartbeats from before are not sent later. */
  bound(): void {
    if (this.heartbeatMs > 0) this.passHeartbeats(this.env.unixNow());
  }

  stop(): void {
    this.unwatch();
  }

  private get isStalled(): boolean {
    return this.flowSubject !== null && this.unanswered > this.window;
  }

  private passHeartbeats(now: number): void {
    while (this.heartbeatAt <= now) this.heartbeatAt += this.heartbeatMs;
  }
}
