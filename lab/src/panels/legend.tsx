import { Icon } from "../parts/icons.tsx";
import { TokenGlyph } from "../parts/token-glyph.tsx";
import css from "./panels.module.css";

/** Every role, token shape and mark, with its word. */
export function Legend() {
  return (
    <div className={css["legend"]}>
      <section>
        <h3 className={css["heading"]}>Roles</h3>
        <ul>
          <Role role="producer" word="Producer" says="sends jobs" />
          <Role role="producer" word="Requester" says="asks, and remembers in its memory what it waits for" />
          <Role role="queue" word="Queue" says="a tube; its filled length is its depth" />
          <Role role="worker" word="Worker" says="its slots hold the jobs it runs" />
          <Role role="crashed" word="Crashed worker" says="holds its jobs until their visibility timeout (ackWait)" />
          <Role role="dead" word="Dead letters" says="jobs given up after too many deliveries" />
          <Role role="world" word="Payment provider" says="the world outside; keeps its own ledger" />
        </ul>
      </section>
      <section>
        <h3 className={css["heading"]}>Messages</h3>
        <ul>
          <li>
            <TokenGlyph kind="job" job="3" /> a job under way, with its number
          </li>
          <li>
            <TokenGlyph kind="job" job="3" held ring={0.7} /> held by a worker; the ring is what is left of its
            visibility timeout, empty means it comes back
          </li>
          <li>
            <TokenGlyph kind="job" job="3" attempt={2} /> pips: the delivery, here the second
          </li>
          <li>
            <TokenGlyph kind="ack" job="3" /> an answer: ack, nak or reply, as the word beside it says
          </li>
          <li>
            <TokenGlyph kind="reply" job="1.2" /> 1.2: request 1, its second try
          </li>
          <li>
            <TokenGlyph kind="effect" job="3" /> a charge on its way to the payment provider
          </li>
          <li>
            <TokenGlyph kind="job" job="3" duplicate /> hollow: a duplicate, its effect was there already
          </li>
          <li>
            <TokenGlyph kind="job" job="3" poison /> cracked outline: poison, every run of it fails
          </li>
          <li>
            <TokenGlyph kind="job" job="3" expired /> struck through: expired, its caller has given up
          </li>
        </ul>
      </section>
      <section>
        <h3 className={css["heading"]}>Marks on the time machine</h3>
        <ul>
          <li>
            <Icon name="crash" /> a crash
          </li>
          <li>
            <Icon name="restart" /> a worker started again
          </li>
          <li>
            <Icon name="clock" /> a visibility timeout passed: the job is free for another worker
          </li>
          <li>
            <Icon name="hourglass" /> a request timed out: nobody waits for its answer any more
          </li>
          <li>
            <Icon name="question" /> an orphan (nobody asked for this answer) or an old answer taken for a new one
          </li>
          <li>
            <Icon name="flag" /> a fault that the scenario injects
          </li>
          <li>
            <Icon name="hand" /> something you did
          </li>
          <li>
            <Icon name="star" /> the decisive moment, where the run pauses by itself
          </li>
        </ul>
      </section>
    </div>
  );
}

function Role({ role, word, says }: { readonly role: string; readonly word: string; readonly says: string }) {
  return (
    <li>
      <span className={css["swatch"]} data-role={role} aria-hidden="true" />
      <span>
        <strong>{word}</strong>: {says}
      </span>
    </li>
  );
}
