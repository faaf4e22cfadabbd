import { useFiguresShown, useStage } from "../../binding/session-context.tsx";
import { formatMoment, formatMoney } from "../../parts/format.ts";
import { Icon } from "../../parts/icons.tsx";
import css from "../canvas/nodes.module.css";
import outside from "./outside.module.css";

/** Shown instead of its ledger: it does not answer. */
export function Outage({ until }: { readonly until: number }) {
  return (
    <strong className={outside["outage"]}>
      <Icon name="crash" size={13} /> down until <span className="num">{formatMoment(until)}</span>
    </strong>
  );
}

/** The payment provider, with its own ledger. */
export function OutsideServicesNode() {
  const stage = useStage();
  const shown = useFiguresShown();
  if (!stage?.ledger) return null;
  const { ledger, outageUntil } = stage;
  const { expected, actual } = ledger;
  const over = actual.cents > expected.cents;
  return (
    <section
      className={`${css["node"]} ${outside["box"]}`}
      data-outage={outageUntil !== null || undefined}
      data-over={(shown && over) || undefined}
      aria-label="Payment provider"
    >
      <p className={css["name"]}>Payment provider</p>
      <dl className={outside["ledger"]}>
        <dt>ordered</dt>
        <dd className="num">{formatMoney(expected.cents)}</dd>
        <dt>charged</dt>
        <dd className="num">{shown ? formatMoney(actual.cents) : "hidden"}</dd>
      </dl>
      <p className={css["small"]}>
        {outageUntil !== null ? (
          <Outage until={outageUntil} />
        ) : !shown ? (
          "after you predict"
        ) : over ? (
          `${formatMoney(actual.cents - expected.cents)} too much`
        ) : (
          `${actual.effects} ${actual.effects === 1 ? "charge" : "charges"}`
        )}
      </p>
    </section>
  );
}
