import { lazy, Suspense, useId, useRef, useState } from "react";
import { loadPart } from "../../session/load-part.ts";
import { Button } from "../../parts/button.tsx";
import css from "./share-menu.module.css";

/** What can be shared is loaded when it is first asked for. */
const ShareActions = lazy(() =>
  loadPart(() => import("./share-actions.tsx")).then((part) => ({ default: part.ShareActions })),
);

/** A button that opens what can be made of the run on screen: pictures, and files for other tools. */
export function ShareMenu() {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <div className={css["share"]}>
      <Button ref={button} look="quiet" icon="share" popoverTarget={id} aria-expanded={open}>
        Share
      </Button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="group"
        aria-label="Share this run"
        className={css["panel"]}
        onBeforeToggle={() => place(panel.current, button.current)}
        onToggle={(event) => setOpen(event.newState === "open")}
      >
        {open && (
          <Suspense fallback={<p className={css["loading"]}>Loading</p>}>
            <ShareActions onDone={() => panel.current?.hidePopover()} />
          </Suspense>
        )}
      </div>
    </div>
  );
}

const GAP = 4;

/** Below its button, its right edges in line, and within the window. */
function place(panel: HTMLElement | null, button: HTMLElement | null): void {
  if (!panel || !button) return;
  const { bottom, right } = button.getBoundingClientRect();
  panel.style.insetBlockStart = `${Math.max(GAP, bottom + GAP)}px`;
  panel.style.insetInlineEnd = `${Math.max(GAP, document.documentElement.clientWidth - right)}px`;
}
