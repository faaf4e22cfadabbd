import { useEffect } from "react";
import { pauseOrGoOn, type Shortcut } from "./use-shortcuts.ts";
import { SIDES } from "../twin/types.ts";
import type { TwinSession } from "../session/twin-types.ts";
import type { Session } from "../session/types.ts";

/** The keys that only the twin screen has. */
export const TWIN_SHORTCUTS: readonly Shortcut[] = [{ keys: ["D", "Shift+D"], does: "Next or previous divergence" }];

const QUIET = 'input:not([type="range"]):not([type="checkbox"]):not([type="radio"]), textarea, select, [role="dialog"]';

/**
 * Handles `d` and `D`, and `k` and `f` for the side that has the focus. The other keys of the screen are handled
 * afterwards.
 */
export function useTwinKeys(twin: TwinSession): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : document.body;
      if (target.closest(QUIET) || !act(event, twin, target)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [twin]);
}

function act(event: KeyboardEvent, twin: TwinSession, target: Element): boolean {
  switch (event.key) {
    case "d":
    case "D":
      if (event.shiftKey) twin.previousDivergence();
      else twin.nextDivergence();
      return true;
    case "k":
    case "K":
      return toSelected(twin, target, (side, actor) => void side.crash(actor));
    case "f":
    case "F":
      return toSelected(twin, target, (side, actor) => void pauseOrGoOn(side, actor));
    case "Escape": {
      const { selection } = twin.getState();
      if (selection) twin.sides[selection.side].choose(null);
      return selection !== null;
    }
    default:
      return false;
  }
}

/** Acts on the actor in the inspector, or else on the actor that has the focus, on that side. */
function toSelected(twin: TwinSession, target: Element, act: (side: Session, actor: string) => void): boolean {
  const { selection } = twin.getState();
  if (selection?.what.kind === "actor") {
    act(twin.sides[selection.side], selection.what.actor);
    return true;
  }
  const actor = target.closest("[data-actor]")?.getAttribute("data-actor");
  const named = target.closest("[data-side]")?.getAttribute("data-side");
  const side = SIDES.find((one) => one === named);
  if (typeof actor !== "string" || !side) return false;
  act(twin.sides[side], actor);
  return true;
}
