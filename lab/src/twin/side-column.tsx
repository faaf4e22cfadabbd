import { useMemo } from "react";
import { PlaceProvider } from "../binding/place.tsx";
import { StageProvider } from "../binding/stage-provider.tsx";
import { useLab, usePlayhead, useRun, useSession, useStage } from "../binding/session-context.tsx";
import { StageCanvas } from "../stage/canvas/stage-canvas.tsx";
import { CoordinatorInspector } from "../stage/flow/inspector.tsx";
import { Inspector } from "../panels/inspector/inspector.tsx";
import { LedgerPanel } from "../panels/ledger/ledger-panel.tsx";
import { OrdersPanel } from "../panels/orders/orders-panel.tsx";
import { Button } from "../parts/button.tsx";
import { orderCards } from "../stage/flow/order-cards.ts";
import { soFar } from "./joint.ts";
import type { CoordinatorView } from "../stage/flow/types.ts";
import type { Side } from "./types.ts";
import { OrderNow, StatechartPanel } from "../stage/statechart/statechart-panel.tsx";
import { GlueNow } from "./glue-now.tsx";
import { SideProvider, useTwin, useTwinState } from "./twin-context.tsx";
import css from "./twin.module.css";

/** One design: its orders, its canvas, its driver, and the result for the business. */
export function SideColumn({ side }: { readonly side: Side }) {
  const { full, short } = useTwinState((state) => state.names[side]);
  return (
    <SideProvider side={side}>
      <PlaceProvider place={short}>
        <StageProvider>
          <section className={css["side"]} data-side={side} aria-label={full}>
            <Title full={full} />
            <div className={css["canvas"]}>
              <StageCanvas />
            </div>
            <div className={css["where"]}>
              <Where />
            </div>
            <div>
              <div className={css["driver"]}>
                <Driver />
              </div>
              <div className={css["business"]}>
                <h3>Each order: true, believed, told</h3>
                <OrdersPanel />
                <h3>Ledger</h3>
                <LedgerPanel />
              </div>
            </div>
            <Inspector />
          </section>
        </StageProvider>
      </PlaceProvider>
    </SideProvider>
  );
}

/** For a machine: the state of an order. For code made by hand: what it knows of the order. */
const useHasMachine = (): boolean => (useRun()?.statecharts.length ?? 0) > 0;

function Where() {
  const order = useTwinState((state) => state.order);
  return useHasMachine() ? <OrderNow order={order} /> : <GlueNow />;
}

function Driver() {
  return useHasMachine() ? <Chart /> : <Table />;
}

function Title({ full }: { readonly full: string }) {
  const variant = useLab((state) => state.variant);
  const title = useLab((state) => state.scenario?.variants.find(({ id }) => id === state.variant)?.title);
  const coordinators = useStage()?.coordinators ?? [];
  return (
    <header className={css["title"]}>
      <h2>{titled(full, title ?? variant)}</h2>
      <Sentence />
      <div className={css["strikes"]}>
        {coordinators.map((view) => (
          <Strike key={view.name} view={view} of={full} />
        ))}
      </div>
    </header>
  );
}

/** 'Level 2: a persisted table' → 'Queue glue, level 2: a persisted table'; a title that says so itself stays. */
function titled(full: string, title: string): string {
  return title.startsWith("Level") ? `${full}, ${title.replace(/^Level/, "level")}` : title;
}

/** The orders so far; at the end, the sentence of the verdict. */
function Sentence() {
  const run = useRun();
  const { atMs, endMs } = usePlayhead();
  const words = useMemo(() => {
    if (!run) return "";
    return atMs >= endMs && endMs > 0 ? run.outcome.report.sentence : soFar(orderCards(run.index, atMs));
  }, [run, atMs, endMs]);
  return <p className={css["sentence"]}>{words}</p>;
}

/** The button that crashes or restarts the coordinator, on this side or on both. */
function Strike({ view: { name, state }, of }: { readonly view: CoordinatorView; readonly of: string }) {
  const session = useSession();
  const onBoth = useTwinState((twin) => twin.onBoth);
  const where = onBoth ? "on both sides" : `of ${of.charAt(0).toLowerCase()}${of.slice(1)}`;
  if (state === "crashed") {
    return (
      <Button icon="restart" aria-label={`Restart ${name} ${where}`} onClick={() => void session.restart(name)}>
        Restart {name}
      </Button>
    );
  }
  const runs = state === "idle" || state === "working" || state === "paused";
  return (
    <Button
      icon="crash"
      disabled={!runs}
      aria-label={`Crash ${name} ${where}`}
      onClick={() => void session.crash(name)}
    >
      Crash {name}
      {onBoth && " on both"}
    </Button>
  );
}

function Table() {
  const coordinators = useStage()?.coordinators ?? [];
  return (
    <>
      <h3>Its table and its timers</h3>
      {coordinators.map(({ name }) => (
        <CoordinatorInspector key={name} coordinator={name} />
      ))}
    </>
  );
}

function Chart() {
  const twin = useTwin();
  const orders = useTwinState((state) => state.orders);
  const order = useTwinState((state) => state.order);
  const naive = useRun()?.scenario.flow?.design === "naive-xstate";
  return (
    <>
      <h3>{naive ? "Its statechart, and its timers in memory" : "Its statechart and its stored deadlines"}</h3>
      <StatechartPanel orders={orders} order={order} onOrder={(one) => twin.chooseOrder(one)} now={false} />
    </>
  );
}
