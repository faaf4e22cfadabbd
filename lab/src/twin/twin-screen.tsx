import { useEffect, useMemo, useRef, useState } from "react";
import { FailureCard } from "../app/failure-card.tsx";
import { Header } from "../app/header.tsx";
import { ShortcutsDialog } from "../app/shortcuts-dialog.tsx";
import { useMedia } from "../binding/use-media.ts";
import { useShortcuts } from "../app/use-shortcuts.ts";
import { SIDES } from "./types.ts";
import type { TwinSession } from "../session/twin-types.ts";
import { DivergenceList, DivergenceNow } from "./divergences.tsx";
import { SideColumn } from "./side-column.tsx";
import { TwinAnnouncer } from "./twin-announcer.tsx";
import { SideProvider, TwinProvider, useTwin, useTwinState } from "./twin-context.tsx";
import { TwinMachine } from "./twin-machine.tsx";
import { SideSwitch, TwinToolbar, useTwinLink, type Shown } from "./twin-toolbar.tsx";
import css from "./twin.module.css";
import { TWIN_SHORTCUTS, useTwinKeys } from "../app/use-twin-keys.ts";

export type TwinScreenProps = { readonly twin: TwinSession; readonly open: () => Promise<void> };

/** Two designs of the same flow with the same orders, the same faults and the same time. */
export function TwinScreen({ twin, open }: TwinScreenProps) {
  const start = useRef<(() => Promise<void>) | null>(open);
  useEffect(() => {
    void start.current?.();
    start.current = null;
    return () => twin.sides.glue.pause();
  }, [twin]);
  return (
    <TwinProvider twin={twin}>
      <SideProvider side="glue">
        <Screen />
      </SideProvider>
    </TwinProvider>
  );
}

function Screen() {
  const twin = useTwin();
  const status = useTwinState((state) => state.status);
  const failure = useTwinState((state) => state.failure);
  const title = useTwinState((state) => state.scenario?.title);
  const id = useTwinState((state) => state.scenario?.id);
  const [help, setHelp] = useState(false);
  const [shown, setShown] = useState<Shown>("both");
  const narrow = useMedia("(max-width: 899px)");
  const link = useTwinLink();
  const copy = useRef(link.copy);
  useEffect(() => {
    copy.current = link.copy;
  });
  const around = useMemo(() => ({ copyLink: () => copy.current(), showShortcuts: () => setHelp(true) }), []);
  useTwinKeys(twin);
  useShortcuts(around);
  useEffect(() => {
    document.title = title === undefined ? "Ackademy" : `${title}, twice · Ackademy`;
  }, [title]);
  return (
    <div className={css["screen"]}>
      <Header onShortcuts={() => setHelp(true)}>
        <div className={css["heading"]}>
          <h1 title={title}>{title === undefined ? "Two designs side by side" : conceptOf(title)}</h1>
          {id !== undefined && <a href={`#/lab/${id}`}>Back to the lesson</a>}
          {!narrow && <TwinToolbar copy={link} />}
        </div>
      </Header>
      <main id="main" className={css["main"]} tabIndex={-1} aria-busy={status === "running"}>
        <div className={css["top"]}>
          {narrow && <TwinToolbar copy={link} />}
          <DivergenceNow />
          {narrow && <SideSwitch shown={shown} onShow={setShown} />}
        </div>
        {/* It scrolls, so it must be reachable by keyboard. */}
        <div className={css["sides"]} role="region" aria-label="Both designs" tabIndex={0}>
          {failure ? <FailureCard failure={failure} /> : <Columns shown={narrow ? shown : "both"} />}
        </div>
        <TwinMachine />
      </main>
      <TwinAnnouncer />
      <ShortcutsDialog isOpen={help} onClose={() => setHelp(false)} more={TWIN_SHORTCUTS} />
    </div>
  );
}

/** A title names its concept and then its story: a header has room for the first. */
function conceptOf(title: string): string {
  return title.split(": ")[0] ?? title;
}

function Columns({ shown }: { readonly shown: Shown }) {
  return (
    <>
      <div className={css["columns"]} data-shown={shown}>
        {SIDES.map((side) => (
          <SideColumn key={side} side={side} />
        ))}
      </div>
      <DivergenceList />
    </>
  );
}
