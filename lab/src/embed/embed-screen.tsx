import { useEffect, useMemo, useRef, useState } from "react";
import { Announcer } from "../app/announcer.tsx";
import { FailureCard } from "../app/failure-card.tsx";
import { Notices } from "../app/notices.tsx";
import { ShortcutsDialog } from "../app/shortcuts-dialog.tsx";
import { useCopyLink } from "../app/use-copy-link.ts";
import { useShortcuts } from "../app/use-shortcuts.ts";
import { useLab } from "../binding/session-context.tsx";
import { StageProvider } from "../binding/stage-provider.tsx";
import { showTheme } from "../binding/theme.ts";
import { useReducedMotion } from "../binding/use-media.ts";
import { Lesson } from "../lessons/lesson.tsx";
import { Inspector } from "../panels/inspector/inspector.tsx";
import { TimeMachine } from "../panels/time-machine/time-machine.tsx";
import type { MainSession } from "../session/types.ts";
import { StageCanvas } from "../stage/canvas/stage-canvas.tsx";
import { readEmbed, type EmbedRequest } from "./parameters.ts";
import css from "./embed.module.css";

/** A lesson or its canvas for a frame in another page: without the lab's header, and with a link to the whole lab. */
export function EmbedScreen({ session, address }: { readonly session: MainSession; readonly address: string }) {
  const request = useMemo(() => readEmbed(address), [address]);
  if ("message" in request)
    return (
      <main className={css["problem"]} role="alert">
        <p>{request.message}</p>
        <p>{request.remedy}</p>
        <ToLab href="#/" />
      </main>
    );
  return <Embedded session={session} request={request} />;
}

type Props = { readonly session: MainSession; readonly request: EmbedRequest };

function Embedded({ session, request }: Props) {
  const status = useLab((state) => state.status);
  const failure = useLab((state) => state.failure);
  const title = useLab((state) => state.scenario?.title);
  const [help, setHelp] = useState(false);
  const link = useCopyLink(session);
  const around = useMemo(() => ({ copyLink: link.copy, showShortcuts: () => setHelp(true) }), [link.copy]);
  const stage = useRef<HTMLDivElement>(null);
  useShortcuts(around);
  useOpened(session, request);
  useEffect(() => {
    showTheme(request.theme);
    return () => showTheme(null);
  }, [request.theme]);
  useEffect(() => {
    document.title = title === undefined ? "Ackademy" : `${title} · Ackademy`;
  }, [title]);
  return (
    <StageProvider>
      <div className={css["screen"]} data-view={request.view}>
        <Notices />
        <main id="main" className={css["main"]} tabIndex={-1} aria-busy={status === "running"}>
          {request.view === "lesson" ? (
            <div className={css["lesson"]} data-lesson-column>
              <Lesson onRun={() => stage.current?.scrollIntoView({ block: "start" })} />
            </div>
          ) : (
            <h1 className="visually-hidden">{title ?? "Ackademy"}</h1>
          )}
          <div className={css["canvas"]} ref={stage}>
            {failure ? <FailureCard failure={failure} /> : status !== "idle" && <StageCanvas controls={false} />}
          </div>
          <Inspector />
        </main>
        <TimeMachine />
        <footer className={css["footer"]}>
          <ToLab href={request.shows.kind === "run" ? `#/run/${request.shows.link}` : `#/lab/${request.shows.id}`} />
        </footer>
        <Announcer />
        <ShortcutsDialog isOpen={help} onClose={() => setHelp(false)} />
      </div>
    </StageProvider>
  );
}

/** In a tab of its own: a frame is too small for the whole lab. */
function ToLab({ href }: { readonly href: string }) {
  return (
    <a href={href} target="_blank" rel="noopener">
      Open in Ackademy
    </a>
  );
}

/** Opens what the address asks for, once for each address. */
function useOpened(session: MainSession, request: EmbedRequest): void {
  const still = useReducedMotion();
  const moves = useRef(!still);
  useEffect(() => {
    let left = false;
    void openRequest(session, request).then(() => {
      if (left || !session.getState().run) return;
      // The canvas alone asks nothing, so it hides nothing.
      if (request.view === "stage") session.reveal();
      if (request.atMs !== null) session.seek(request.atMs);
      if (request.play && moves.current) session.play();
    });
    return () => {
      left = true;
      session.pause();
    };
  }, [session, request]);
}

async function openRequest(session: MainSession, { shows, variant, seed }: EmbedRequest): Promise<void> {
  if (shows.kind === "run") {
    await session.openLink(shows.link);
    return;
  }
  await session.select(shows.id, seed === null ? {} : { seed });
  const { scenario } = session.getState();
  if (variant === null || !scenario) return;
  if (scenario.variants.some(({ id }) => id === variant)) await session.setVariant(variant);
  else
    session.tell({
      message: `variant: found "${variant}", expected one of ${scenario.variants.map(({ id }) => id).join(", ")}.`,
      remedy: "The scenario is shown as written. Correct the address of the frame.",
    });
}
