import { Button } from "../parts/button.tsx";
import { formatExact, formatMoment } from "../parts/format.ts";
import { Icon } from "../parts/icons.tsx";
import { SIDES, type Divergence } from "./types.ts";
import { afterWords, sideStory } from "./divergence-words.ts";
import { useJointPlayhead, useTwin, useTwinState } from "./twin-context.tsx";
import css from "./divergences.module.css";

/** The last divergence, or the next one if there was none yet, and the buttons to move between them. */
export function DivergenceNow() {
  const twin = useTwin();
  const divergences = useTwinState((state) => state.divergences);
  const ready = useTwinState((state) => state.runs !== null);
  const { atMs } = useJointPlayhead();
  const last = divergences.findLast(({ at }) => at <= atMs);
  const shown = last ?? divergences[0];
  if (!ready) return null;
  if (!shown) {
    return (
      <section className={css["now"]} aria-label="Where they diverge">
        <p>They do not diverge: with this seed, both runs tell the same story of every order.</p>
      </section>
    );
  }
  return (
    <section className={css["now"]} aria-label="Where they diverge" data-here={shown.at === atMs || undefined}>
      <p className={css["head"]}>
        <Icon name="part" size={16} /> <strong>{headOf(shown, atMs)}</strong>{" "}
        <span className="num">{formatExact(shown.at)}</span> {afterWords(shown)}
        <span className={css["count"]}>
          {" "}
          ({shown.number} of {divergences.length})
        </span>
      </p>
      <Both divergence={shown} />
      <div className={css["ways"]}>
        <Button
          aria-keyshortcuts="Shift+D"
          title="Previous divergence (D)"
          disabled={!divergences.some(({ at }) => at < atMs)}
          onClick={() => twin.previousDivergence()}
        >
          Previous
        </Button>
        <Button
          look="strong"
          aria-keyshortcuts="D"
          title="Next divergence (d)"
          disabled={!divergences.some(({ at }) => at > atMs)}
          onClick={() => twin.nextDivergence()}
        >
          Next divergence <kbd className={css["key"]}>d</kbd>
        </Button>
      </div>
    </section>
  );
}

function headOf({ at }: Divergence, atMs: number): string {
  if (at === atMs) return "They diverge here:";
  return at < atMs ? "They diverged at" : "They will diverge at";
}

function Both({ divergence }: { readonly divergence: Divergence }) {
  const names = useTwinState((state) => state.names);
  return (
    <dl className={css["both"]}>
      {SIDES.map((side) => (
        <div key={side} data-side={side} data-nothing={divergence.lines[side].length === 0 || undefined}>
          <dt>{names[side].full}</dt>
          <dd>{sideStory(divergence, side)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A list of all divergences, with a button to go to each. */
export function DivergenceList() {
  const twin = useTwin();
  const divergences = useTwinState((state) => state.divergences);
  const { atMs } = useJointPlayhead();
  if (divergences.length === 0) return null;
  const last = divergences.findLast(({ at }) => at <= atMs);
  return (
    <section className={css["all"]} aria-label="All divergences">
      <h2>All divergences</h2>
      <ol>
        {divergences.map((divergence) => (
          <li key={divergence.number} aria-current={divergence === last ? "step" : undefined}>
            <p className={css["head"]}>
              <strong>
                {divergence.number}. {afterWords(divergence)}
              </strong>
              <Button look="quiet" icon="arrow" onClick={() => twin.goTo(divergence)}>
                Go to <span className="num">{formatMoment(divergence.at)}</span>
              </Button>
            </p>
            <Both divergence={divergence} />
          </li>
        ))}
      </ol>
    </section>
  );
}
