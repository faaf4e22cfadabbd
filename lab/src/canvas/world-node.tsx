import { useFiguresShown, useStage } from "../binding/session-context.tsx";
import { formatMoney } from "../parts/format.ts";
import css from "./nodes.module.css";
import world from "./world.module.css";

/** The payment provider, with the ledger that only it keeps. */
export function WorldNode() {
  const ledger = useStage()?.ledger;
  const shown = useFiguresShown();
  if (!ledger) return null;
  const { expected, actual } = ledger;
  const over = actual.cents > expected.cents;
  return (
    <section
      className={`${css["node"]} ${world["world"]}`}
      data-over={(shown && over) || undefined}
      aria-label="Payment provider"
    >
      <p className={css["name"]}>Payment provider</p>
      <dl className={world["ledger"]}>
        <dt>ordered</dt>
        <dd className="num">{formatMoney(expected.cents)}</dd>
        <dt>charged</dt>
        <dd className="num">{shown ? formatMoney(actual.cents) : "hidden"}</dd>
      </dl>
      <p className={css["small"]}>
        {!shown
          ? "after you predict"
          : over
            ? `${formatMoney(actual.cents - expected.cents)} too much`
            : `${actual.effects} ${actual.effects === 1 ? "charge" : "charges"}`}
      </p>
    </section>
  );
}
