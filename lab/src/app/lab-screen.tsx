import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useLocation } from "wouter";
import { StageProvider } from "../binding/stage-provider.tsx";
import { useLab } from "../binding/session-context.tsx";
import { StageCanvas } from "../stage/canvas/stage-canvas.tsx";
import { Lesson } from "../lessons/lesson.tsx";
import { useDockHeight } from "../panels/dock-edge.tsx";
import { Dock } from "../panels/dock.tsx";
import { Inspector } from "../panels/inspector/inspector.tsx";
import { TimeMachine } from "../panels/time-machine/time-machine.tsx";
import { Announcer } from "./announcer.tsx";
import { FailureCard } from "./failure-card.tsx";
import { Header } from "./header.tsx";
import css from "./lab-screen.module.css";
import { RecordedBar, RecordedRun } from "./recorded-run.tsx";
import { ReadOn } from "./read-on.tsx";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useCopyLink } from "./use-copy-link.ts";
import type { MainSession } from "../session/types.ts";
import { useNarrow } from "../binding/use-media.ts";
import { useKeepPlace } from "./use-keep-place.ts";
import { useShortcuts } from "./use-shortcuts.ts";

export type LabScreenProps = {
  readonly session: MainSession;
  /** Opens the run. If it returns false or the session stays idle, there is no run to show. */
  readonly open?: () => Promise<unknown>;
  /** The scenario's id, if the address names one. */
  readonly expected: string | null;
  /** In the place of the lesson: where the run comes from. */
  readonly column?: ReactNode;
  /** The address of what is on screen, beginning with '#/'; absent: a link to the run. */
  readonly makeHash?: () => Promise<string>;
};

/** Of a scenario that is being written. */
const NO_RUN = <p className={css["empty"]}>There is no run yet.</p>;
const NO_LINK = { message: "A recorded run has no link.", remedy: "Send its file instead." };

/** One scenario: the lesson, the canvas, the inspector of the selection, and the time machine below them. */
export function LabScreen({ session, open, expected, column, makeHash }: LabScreenProps) {
  const [, navigate] = useLocation();
  const selected = useLab((state) => state.selection !== null);
  const failure = useLab((state) => state.failure);
  const recorded = useLab((state) => state.recorded);
  const status = useLab((state) => state.status);
  const title = useLab((state) => state.scenario?.title);
  const broad = useLab(({ scenario }) => scenario?.flow !== undefined || (scenario?.logs.length ?? 0) > 0);
  const [help, setHelp] = useState(false);
  const stage = useRef<HTMLDivElement>(null);
  const dock = useDockHeight();
  const link = useCopyLink(session, makeHash);
  const narrow = useNarrow();
  const around = useMemo(
    () => ({ copyLink: recorded ? () => session.tell(NO_LINK) : link.copy, showShortcuts: () => setHelp(true) }),
    [link.copy, recorded, session],
  );
  useShortcuts(around);
  // A scenario that is being edited is kept with its text.
  useKeepPlace(recorded === null && column === undefined);

  const start = useRef(open);
  useEffect(() => {
    if (expected !== null && session.isOn(expected)) return;
    let left = false;
    void start.current?.().then(() => {
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
            {column !== undefined ? (
              column
            ) : recorded ? (
              <RecordedRun file={recorded.file} />
            ) : (
              <Lesson onRun={() => stage.current?.scrollIntoView({ block: "start" })} />
            )}
          </div>
          <div className={css["middle"]} style={dock.style}>
            {recorded ? <RecordedBar /> : <Toolbar link={link} />}
            <div className={css["canvas"]} ref={stage}>
              {failure ? <FailureCard failure={failure} /> : status === "idle" ? NO_RUN : <StageCanvas />}
            </div>
            <div className={css["dock"]}>
              <Dock resize={dock.resize} />
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
