import { useMemo } from "react";
import { useFiguresShown, useLab, usePlayhead, useRun, useSession } from "../../binding/session-context.tsx";
import { formatMoney } from "../../parts/format.ts";
import { Icon } from "../../parts/icons.tsx";
import { orderCards } from "../../stage/flow/order-cards.ts";
import type { OrderCard } from "../../stage/flow/types.ts";
import css from "./orders-panel.module.css";

/** Each order from three views: what is true, what its coordinator believes, and what the shop was told. */
export function OrdersPanel() {
  const run = useRun();
  const { atMs } = usePlayhead();
  const cards = useMemo(() => (run ? orderCards(run.index, atMs) : []), [run, atMs]);
  if (cards.length === 0) return <p className={css["muted"]}>No order yet.</p>;
  return (
    <ul className={css["cards"]} aria-label="Orders">
      {cards.map((card) => (
        <Card key={card.order} card={card} />
      ))}
    </ul>
  );
}

function Card({ card }: { readonly card: OrderCard }) {
  const session = useSession();
  const shown = useFiguresShown();
  const selected = useLab(({ selection }) => selection?.kind === "job" && selection.job === card.order);
  const { order, amountCents, truth, believed, told, disagrees, damage, open } = card;
  const bad = shown && damage.length > 0;
  return (
    <li className={css["card"]} data-bad={bad || undefined} data-selected={selected || undefined}>
      <header>
        <button type="button" aria-pressed={selected} onClick={() => session.choose({ kind: "job", job: order })}>
          {order}
        </button>
        <span className="num">{formatMoney(amountCents)}</span>
      </header>
      {bad && (
        <ul className={css["damage"]}>
          {damage.map((words) => (
            <li key={words}>
              <Icon name="warn" size={14} /> {words}
            </li>
          ))}
        </ul>
      )}
      <dl>
        <Line word="truth">{shown ? truth.join(", ") || "nothing happened" : "hidden until you predict"}</Line>
        <Line word="believed" differs={shown && disagrees.believed && card.atRest}>
          {believed}
        </Line>
        <Line word="told" differs={shown && disagrees.told && card.atRest}>
          {told === "nothing" && !card.atRest ? "nothing yet" : told}
        </Line>
      </dl>
      {shown && open.length > 0 && <p className={css["open"]}>not settled yet: {open.join("; ")}</p>}
    </li>
  );
}

function Line({
  word,
  differs = false,
  children,
}: {
  readonly word: string;
  readonly differs?: boolean;
  readonly children: string;
}) {
  return (
    <>
      <dt>{word}</dt>
      <dd data-differs={differs || undefined}>
        {children}
        {differs && <span> (≠ truth)</span>}
      </dd>
    </>
  );
}
