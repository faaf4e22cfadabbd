import { DiagramReader } from "./diagram-lines.ts";
import type { DiagramLine, Party } from "../diagram-parts.ts";
import type { TraceEvent } from "../events.ts";
import { formatCount } from "../format.ts";
import { mermaidLines, mermaidText } from "./mermaid-text.ts";

/** A longer diagram is hard to read, and Mermaid draws it slowly. */
const MOST_EVENTS = 100;
const NOTE_WIDTH = 38;

export type DiagramOptions = {
  /** A longer selection is cut: its beginning and its end are drawn, and a note between them counts the rest. Default: 100. */
  readonly mostEvents?: number;
};

/**
 * Draws a selection of a trace's events, in the order of the trace, as Mermaid text (`sequenceDiagram`) for documents and
 * issues. It shows actors, queues and logs in the order of their appearance, the messages between them, and notes on
 * failures. The text is valid for any names. Without anything to draw, it is only the heading.
 */
export function sequenceDiagram(selection: readonly TraceEvent[], options: DiagramOptions = {}): string {
  const { mostEvents = MOST_EVENTS } = options;
  const reader = new DiagramReader(selection);
  const drawn = selection.map((event) => reader.read(event)).filter((lines) => lines.length > 0);
  const left = Math.max(0, drawn.length - mostEvents);
  const head = left === 0 ? drawn : drawn.slice(0, Math.ceil(mostEvents / 2));
  const tail = left === 0 ? [] : drawn.slice(drawn.length - Math.floor(mostEvents / 2));
  const parties = new Parties([...head, ...tail].flat());
  const text = (steps: readonly (readonly DiagramLine[])[]) => steps.flat().map((line) => lineText(line, parties));
  const cut = left === 0 ? [] : [parties.noteOverAll(`${formatCount(left, "event")} left out here`)];
  return ["sequenceDiagram", ...parties.declarations(outsideName(selection)), ...text(head), ...cut, ...text(tail)]
    .map((line, i) => (i === 0 ? line : `  ${line}`))
    .join("\n")
    .concat("\n");
}

function lineText(line: DiagramLine, parties: Parties): string {
  if (line.kind === "note") {
    const over = line.over.map((party) => parties.id(party)).join(",");
    return `Note over ${over}: ${mermaidLines(line.text, NOTE_WIDTH)}`;
  }
  const arrow = line.dotted ? "-->>" : "->>";
  return `${parties.id(line.from)}${arrow}${parties.id(line.to)}: ${mermaidText(line.text)}`;
}

/** The columns of a diagram, each with an id that Mermaid accepts for any name. */
class Parties {
  private readonly all = new Map<string, Party>();
  private readonly ids = new Map<string, string>();

  constructor(lines: readonly DiagramLine[]) {
    for (const line of lines) {
      for (const party of line.kind === "note" ? line.over : [line.from, line.to]) this.add(party);
    }
  }

  id(party: Party): string {
    return this.ids.get(keyOf(party)) ?? "p0";
  }

  declarations(outside: string): string[] {
    return Array.from(this.all.values(), (party) => {
      const { kind, name } = party;
      const label = kind !== "actor" ? `${name} (${kind})` : name === OUTSIDE_ACTOR ? outside : name;
      return `participant ${this.id(party)} as ${mermaidText(label)}`;
    });
  }

  noteOverAll(text: string): string {
    const ids = [...this.ids.values()];
    const ends = [...new Set([ids[0], ids.at(-1)])].filter((id) => id !== undefined);
    return `Note over ${ends.join(",")}: ${mermaidText(text)}`;
  }

  private add(party: Party): void {
    const key = keyOf(party);
    if (this.all.has(key)) return;
    this.all.set(key, party);
    this.ids.set(key, `p${this.all.size}`);
  }
}

const keyOf = ({ kind, name }: Party): string => `${kind}:${name}`;

const OUTSIDE_ACTOR = "outside";
const MONEY: readonly string[] = ["charge", "refund"];

/** The label of the outside services, as on the lab's canvas. */
function outsideName(events: readonly TraceEvent[]): string {
  const effects = events.flatMap((event) => ("effect" in event ? [event.effect] : []));
  return effects.every((effect) => MONEY.includes(effect)) ? "payment provider" : "outside services";
}
