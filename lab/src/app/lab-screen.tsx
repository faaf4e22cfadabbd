import { useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { StageProvider } from "../binding/stage-provider.tsx";
import { useLab, useSession } from "../binding/session-context.tsx";
import { StageCanvas } from "../stage/canvas/stage-canvas.tsx";
import { Lesson } from "../lessons/lesson.tsx";
import { Dock } from "../panels/dock.tsx";
import { Inspector } from "../panels/inspector/inspector.tsx";
import { TimeMachine } from "../panels/time-machine/time-machine.tsx";
import { Announcer } from "./announcer.tsx";
import { FailureCard } from "./failure-card.tsx";
import { Header } from "./header.tsx";
import css from "./lab-screen.module.css";
import { ReadOn } from "./read-on.tsx";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useCopyLink } from "./use-copy-link.ts";
import { useNarrow } from "../binding/use-media.ts";
import { useShortcuts } from "./use-shortcuts.ts";

export type LabScreenProps = {
  /** Puts the run on screen; false or a screen left idle means that there is none. */
  readonly open: () => Promise<unknown>;
  /** The scenario's id, when the address names it. */
  readonly expected: string | null;
};

/** One scenario: the lesson, the canvas, the inspector when something is selected, and the time machine below all of it. */
export function LabScreen({ open, expected }: LabScreenProps) {
  const session = useSession();
  const [, navigate] = useLocation();
  const selected = useLab((state) => state.selection !== null);
  const failure = useLab((state) => state.failure);
  const status = useLab((state) => state.status);
  const title = useLab((state) => state.scenario?.title);
  const broad = useLab(({ scenario }) => scenario?.flow !== undefined || (scenario?.logs.length ?? 0) > 0);
  const [help, setHelp] = useState(false);
  const stage = useRef<HTMLDivElement>(null);
  const link = useCopyLink();
  const narrow = useNarrow();
  const around = useMemo(() => ({ copyLink: link.copy, showShortcuts: () => setHelp(true) }), [link.copy]);
  useShortcuts(around);

  const start = useRef(open);
  useEffect(() => {
    const { scenario } = session.getState();
    if (expected !== null && scenario?.id === expected) return;
    let left = false;
    void start.current().then(() => {
      if (!left && session.getState().status === "idle") navigate("/");
    });
    return () => {
      left = true;
    };
  }, [session, expected, navigate]);
  useEffect(() => {
    document.title = title === undefined ? "Ackademy" : `${title} · Ackademy`;
  }, [title]);

  return (
    <StageProvider>
      <div className={css["screen"]} data-inspecting={selected || undefined} data-broad={broad || undefined}>
        <Header onShortcuts={() => setHelp(true)} />
        <main id="main" className={css["main"]} tabIndex={-1} aria-busy={status === "running"}>
          <div className={css["lesson"]} data-lesson-column>
            <Lesson onRun={() => stage.current?.scrollIntoView({ block: "start" })} />
          </div>
          <div className={css["middle"]}>
            <Toolbar link={link} />
            <div className={css["canvas"]} ref={stage}>
              {failure ? <FailureCard failure={failure} /> : <StageCanvas />}
            </div>
            <div className={css["dock"]}>
              <Dock />
            </div>
          </div>
          <Inspector />
          <div className={css["machine"]}>
            <TimeMachine>{narrow && <ReadOn />}</TimeMachine>
          </div>
        </main>
        <Announcer />
        <ShortcutsDialog isOpen={help} onClose={() => setHelp(false)} />
      </div>
    </StageProvider>
  );
}
