import { decide } from "../../../engine/flow/orchestrator/core/decide.ts";
import type { Decision } from "../../../engine/flow/orchestrator/core/parking.ts";
import type { FlowDefinition } from "../../../engine/flow/orchestrator/definition.ts";
import type {
  Requester,
  Deadline,
  FlowRecord,
  Incoming,
  ParkedChange,
} from "../../../engine/flow/orchestrator/record.ts";
import { createRegistry, type Registry } from "../../../engine/flow/orchestrator/registry.ts";
import type { JsonValue } from "../../../engine/kernel/json.ts";
import type { EventBody, EventType } from "../../../engine/trace/events.ts";

type Body<T extends EventType> = Extract<EventBody, { readonly type: T }>;
type Undated<I> = I extends unknown ? Omit<I, "flow" | "id"> : never;

/** A flow on paper: the pure core, with a record that lives in this object as JSON and a clock that the test turns. */
export class PaperFlow {
  record: FlowRecord | null = null;
  base = 0;
  now = 1_000_000;
  writer = "me";
  last: Decision | null = null;
  readonly told: EventBody[] = [];
  private readonly flow = "tea-1";
  private registry: Registry;
  private arrived = 0;

  constructor(...definitions: readonly FlowDefinition[]) {
    this.registry = createRegistry(definitions);
  }

  register(...definitions: readonly FlowDefinition[]): void {
    this.registry = createRegistry(definitions);
  }

  /** Delivers an event, under an id of its own unless one is given, and stores what comes of it. */
  take(incoming: Undated<Incoming>, id = `event-${++this.arrived}`, held = 0): Decision {
    const event = { ...incoming, flow: this.flow, id } as Incoming;
    const moment = { base: this.base, now: this.now, writer: this.writer };
    const decision = decide(this.registry, this.record, event, moment, held);
    this.last = decision;
    const saving = decision.kind === "save" ? decision : "told" in decision ? decision.told : null;
    const notes = "notes" in decision ? decision.notes : (saving?.notes ?? []);
    this.told.push(...notes.map(({ body }) => body));
    if (saving !== null) {
      this.record = JSON.parse(JSON.stringify(saving.record)) as FlowRecord;
      this.base++;
    }
    if (decision.kind === "forget") this.record = null;
    return decision;
  }

  start(input: JsonValue = { cups: 2 }, requester: Requester | null = null, id?: string): Decision {
    return this.take({ kind: "start", definition: "tea", input, requester }, id);
  }

  /** A person goes on with what is parked, after having changed one of it. */
  resume(change?: ParkedChange): Decision {
    return this.take({ kind: "resume", ...(change === undefined ? {} : { change }) });
  }

  signal(type: string, id?: string): Decision {
    return this.take({ kind: "signal", event: { type } }, id);
  }

  reply(token: string, payload: JsonValue, id?: string): Decision {
    return this.take({ kind: "reply", token, try: 1, payload }, id);
  }

  /** The command has ended without an answer. */
  fail(token: string, failed: string): Decision {
    return this.take({ kind: "reply", token, try: 1, payload: { done: false, reason: failed }, failed });
  }

  /** The only step that is waited for. */
  token(): string {
    const [pending] = this.saved.pending;
    if (!pending?.token) throw new Error("nothing is waited for");
    return pending.token;
  }

  /** Sets the clock to the next deadline and delivers it. */
  due(): Deadline {
    const next = this.saved.deadlines.toSorted((a, b) => a.due - b.due)[0];
    if (!next) throw new Error("no deadline is set");
    this.now = next.due;
    this.take({ kind: "deadline", token: next.token });
    return next;
  }

  get saved(): FlowRecord {
    if (!this.record) throw new Error("there is no record");
    return this.record;
  }

  of<T extends EventType>(type: T): Body<T>[] {
    return this.told.filter((body): body is Body<T> => body.type === type);
  }
}
