import { useFiguresShown, useSession, useStage } from "../../binding/session-context.tsx";
import { formatMoney } from "../../parts/format.ts";
import type { StageView } from "../../stage/stage.ts";
import css from "../panels.module.css";
import { Reasons, useWhy, WhyButton, type WhyState } from "./why.tsx";
import { isWrong, type WrongFigure } from "./why.ts";

/** The orders and what the outside services did for them up to this moment, in jobs and in money. */
export function LedgerPanel() {
  const stage = useStage();
  const shown = useFiguresShown();
  const why = useWhy();
  if (!stage) return null;
  const { ledger } = stage;
  const producers = stage.producers.filter(({ appends }) => !appends);
  const sent = producers.reduce((sum, one) => sum + one.sent, 0);
  const done = stage.workers.reduce((sum, one) => sum + one.done, 0);
  const undone = stage.workers.reduce((sum, one) => sum + one.leftUndone, 0);
  const { requesters } = stage;
  const words = stage.outside ? ORDERS_WORDS : JOBS_WORDS;
  return (
    <div className={css["columns"]}>
      {stage.logs.map((log) => (
        <EventsOf key={log.name} log={log} />
      ))}
      {stage.queues.length > 0 && (
        <table className={css["ledger"]}>
          <caption>Jobs up to this moment</caption>
          <tbody>
            {producers.length > 0 && <Line word="sent" value={String(sent)} />}
            {requesters.length > 0 && <Line word="asked" value={String(sumOf(requesters, "asked"))} />}
            <Line word="done" value={String(done)} />
            {undone > 0 && <Line word="skipped" value={String(undone)} figure="skipped" why={why} />}
            {requesters.length > 0 && (
              <>
                <Line word="answered" value={String(sumOf(requesters, "answered"))} />
                <Line word="timed out" value={String(sumOf(requesters, "timedOut"))} figure="timed out" why={why} />
              </>
            )}
            {droppedIn(stage) > 0 && (
              <Line word="dropped" value={String(droppedIn(stage))} figure="dropped" why={why} />
            )}
            <Line word="dead letters" value={String(deadLetters(stage))} figure="dead letters" why={why} />
            {stage.operators.length > 0 && <Line word="discarded" value={String(discarded(stage))} />}
            <Line
              word={requesters.length > 0 ? "still in the queues" : "still in the queue"}
              value={String(stage.queues.reduce((sum, one) => sum + one.depth, 0))}
            />
          </tbody>
        </table>
      )}
      {ledger && (
        <table className={css["ledger"]}>
          <caption>{words.caption}</caption>
          <thead>
            <tr>
              <td />
              <th scope="col">{words.count}</th>
              <th scope="col">money</th>
            </tr>
          </thead>
          <tbody>
            {(shown || !stage.outside) && (
              <Line
                word={words.expected}
                value={String(ledger.expected.effects)}
                money={formatMoney(ledger.expected.cents)}
              />
            )}
            {shown ? (
              <>
                <Line
                  word={words.actual}
                  value={String(ledger.actual.effects)}
                  money={formatMoney(ledger.actual.cents)}
                />
                <Line
                  word={words.difference}
                  value={signed(ledger.actual.effects - ledger.expected.effects)}
                  money={formatMoney(ledger.actual.cents - ledger.expected.cents)}
                  {...(isWrong(stage) ? ({ figure: "difference", why } as const) : {})}
                />
                <Line word="recognized by key" value={String(ledger.recognized)} money="" />
              </>
            ) : (
              <Line word={words.actual} value="hidden" money="until you predict" />
            )}
          </tbody>
        </table>
      )}
      {shown && ledger && ledger.chargedTwice.length > 0 && <Twice jobs={ledger.chargedTwice} />}
      <Reasons why={why} />
    </div>
  );
}

/** A log without a queue: how many events it keeps, and the lag of each reader. */
function EventsOf({ log }: { readonly log: StageView["logs"][number] }) {
  return (
    <table className={css["ledger"]}>
      <caption>The log {log.name} at this moment</caption>
      <tbody>
        <Line word="events kept" value={String(log.stored)} />
        {log.lags.map(({ reader, lag }) => (
          <Line key={reader} word={`lag of ${reader}`} value={lag === null ? "not started" : String(lag)} />
        ))}
      </tbody>
    </table>
  );
}

const JOBS_WORDS = {
  caption: "The payment provider's ledger",
  count: "charges",
  expected: "expected",
  actual: "actual",
  difference: "difference",
};
/** If orders can be cancelled, money is owed only for goods that were shipped. */
const ORDERS_WORDS = {
  caption: "Goods and money",
  count: "orders",
  expected: "owed: goods that left",
  actual: "paid, minus refunds",
  difference: "paid but not owed",
};

type LineProps = {
  readonly word: string;
  readonly value: string;
  readonly money?: string;
  /** What can be asked about it, unless it is 0. */
  readonly figure?: WrongFigure;
  readonly why?: WhyState;
};

function Line({ word, value, money, figure, why }: LineProps) {
  const asks = figure !== undefined && why !== undefined && (value !== "0" || figure === "difference");
  return (
    <tr>
      <th scope="row">
        {word} {asks && <WhyButton figure={figure} why={why} />}
      </th>
      <td className="num">{value}</td>
      {money !== undefined && <td className="num">{money}</td>}
    </tr>
  );
}

function Twice({ jobs }: { readonly jobs: readonly string[] }) {
  const session = useSession();
  return (
    <p className={css["twice"]}>
      Charged more than once:{" "}
      {jobs.map((job) => (
        <button key={job} type="button" className={css["jobLink"]} onClick={() => session.choose({ kind: "job", job })}>
          {job}
        </button>
      ))}
    </p>
  );
}

const deadLetters = (stage: StageView) => stage.queues.reduce((sum, { deadLetters: { count } }) => sum + count, 0);
const droppedIn = (stage: StageView) => stage.queues.reduce((sum, { dropped }) => sum + dropped.length, 0);
const discarded = ({ operators }: StageView) => operators.reduce((sum, one) => sum + one.discarded, 0);
const sumOf = (requesters: StageView["requesters"], count: "asked" | "answered" | "timedOut") =>
  requesters.reduce((sum, one) => sum + one[count], 0);
const signed = (count: number) => (count > 0 ? `+${count}` : String(count));
