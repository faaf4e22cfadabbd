import { useNamed } from "../../binding/place.tsx";
import { useStage } from "../../binding/session-context.tsx";
import css from "./coordinator.module.css";

/** The stored table, which outlives its coordinator: a solid cylinder. */
export function StoreNode() {
  const named = useNamed();
  const store = useStage()?.store;
  if (!store) return null;
  return (
    <section className={css["store"]} aria-label={named("Stored table")}>
      <svg viewBox="0 0 100 66" preserveAspectRatio="none" aria-hidden="true">
        <path d="M1,11 C1,-2 99,-2 99,11 V55 C99,68 1,68 1,55 Z" />
        <path d="M1,11 C1,24 99,24 99,11" />
      </svg>
      <p className={css["storeName"]}>stored table</p>
      <p className={css["storeRows"]}>
        <strong className="num">{store.rows}</strong> {store.rows === 1 ? "row" : "rows"},{" "}
        <span className="num">{store.underWay}</span> open
      </p>
    </section>
  );
}
