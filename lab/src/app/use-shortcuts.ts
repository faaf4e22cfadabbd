import { useEffect } from "react";
import { useSession } from "../binding/session-context.tsx";
import { STEP_MS } from "../panels/time-machine/transport.tsx";
import { isPausedAt } from "../stage/actor/state.ts";
import { SPEEDS, type Session } from "../session/types.ts";
import { isTypedIn } from "./typed-in.ts";

export type Shortcut = { readonly keys: readonly string[]; readonly does: string };

/** The shortcuts that the dialog lists. `keyAction` performs them. */
export const SHORTCUTS: readonly Shortcut[] = [
  { keys: ["Space"], does: "Play or pause" },
  { keys: ["→", "←"], does: "Next or previous event" },
  { keys: ["Shift+→", "Shift+←"], does: `Step ${STEP_MS} ms` },
  { keys: ["Home", "End"], does: "Go to the start or the end" },
  { keys: ["+", "−"], does: "Play faster or slower" },
  { keys: ["K"], does: "Crash the selected actor" },
  { keys: ["F"], does: "Pause or resume the selected actor" },
  { keys: ["0", "…", "6"], does: "Show this level of queue glue" },
  { keys: ["O"], does: "Show the orchestrator" },
  { keys: ["L"], does: "Copy a link to this run" },
  { keys: ["/"], does: "Search the events, while their tab is open" },
  { keys: ["?"], does: "Show these shortcuts" },
  { keys: ["Esc"], does: "Close the inspector" },
];

export type Surroundings = { readonly copyLink: () => void; readonly showShortcuts: () => void };

/** The lab's keys. They are inactive in text fields, menus, tabs and dialogs, which have their own keys. */
export function useShortcuts(around: Surroundings): void {
  const session = useSession();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : document.body;
      if (ownsItsKeys(target, event.key)) return;
      if (keyAction(event, session, target, around)) event.preventDefault();
    };
    // The slider leaves its arrow keys to the lab: it prevents its own step, which must not look like 'handled'.
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [session, around]);
}

function keyAction(event: KeyboardEvent, session: Session, target: Element, around: Surroundings): boolean {
  switch (event.key) {
    case " ":
      session.toggle();
      return true;
    case "ArrowRight":
    case "ArrowLeft":
      move(session, event.key === "ArrowRight" ? 1 : -1, event.shiftKey);
      return true;
    case "Home":
    case "End":
      session.pause();
      session.seek(event.key === "Home" ? 0 : Number.MAX_SAFE_INTEGER);
      return true;
    case "+":
    case "=":
    case "-":
      session.setSpeed(neighbourSpeed(session.getState().speed, event.key === "-" ? -1 : 1));
      return true;
    case "k":
    case "K":
      return toSelected(target, session, (actor) => session.crash(actor));
    case "f":
    case "F":
      return toSelected(target, session, (actor) => pauseOrGoOn(session, actor));
    case "o":
    case "O":
      return showVariant(session, "orchestrated");
    case "l":
    case "L":
      around.copyLink();
      return true;
    case "/":
      return focusSearch();
    case "?":
      around.showShortcuts();
      return true;
    case "Escape":
      if (session.getState().selection === null) return false;
      session.choose(null);
      return true;
    default:
      return /^\d$/.test(event.key) && showVariant(session, `level-${event.key}`);
  }
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLElement>("[data-event-search]");
  field?.focus();
  return field !== null;
}

/** Shows a design of the flow at the same moment. Returns false if the scenario has no such design. */
function showVariant(session: Session, variant: string): boolean {
  const { scenario } = session.getState();
  if (!scenario?.variants.some(({ id }) => id === variant)) return false;
  void session.setVariant(variant, { keepMoment: true });
  return true;
}

function move(session: Session, direction: 1 | -1, fine: boolean): void {
  if (fine) session.step(direction * STEP_MS);
  else if (direction > 0) session.nextEvent();
  else session.previousEvent();
}

/** Acts on the actor in the inspector, or else on the actor that has the focus. */
function toSelected(target: Element, session: Session, act: (actor: string) => Promise<void>): boolean {
  const { selection } = session.getState();
  const actor =
    selection?.kind === "actor" ? selection.actor : target.closest("[data-actor]")?.getAttribute("data-actor");
  if (actor === null || actor === undefined) return false;
  void act(actor);
  return true;
}

export function pauseOrGoOn(session: Session, actor: string): Promise<void> {
  const { run } = session.getState();
  const paused = run !== null && isPausedAt(run.index, actor, session.playhead.get());
  return paused ? session.letGoOn(actor) : session.pauseActor(actor);
}

function neighbourSpeed(speed: number, by: 1 | -1): number {
  const at = SPEEDS.findIndex((one) => one >= speed);
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + by))] ?? 1;
}

const ARROWED =
  '[role="tab"], [role="radio"], input[type="radio"], [role="menuitem"], [role="option"], [role="separator"]';
const PRESSED = "button, a[href], summary, label, input";

function ownsItsKeys(target: Element, key: string): boolean {
  if (target.closest('[role="dialog"]')) return true;
  if (isTypedIn(target)) return true;
  const moves = key.startsWith("Arrow") || key === "Home" || key === "End";
  if (moves && target.closest(ARROWED)) return true;
  return key === " " && target.closest(PRESSED) !== null && target.closest('input[type="range"]') === null;
}
