import { TokenGlyph } from "../../stage/canvas/token-glyph.tsx";
import { DRAWN_PARTS } from "../../stage/drawn-parts.tsx";
import type { DrawnPart } from "../../stage/drawn-part.tsx";
import { useServersStruck } from "../../stage/server/use-servers-struck.tsx";
import css from "../panels.module.css";
import { MarkEntry, MessageEntry } from "./entries.tsx";

/** Every role, token shape and mark, with its meaning. */
export function Legend() {
  return (
    <div className={css["legend"]}>
      <section>
        <h3 className={css["heading"]}>Roles</h3>
        <ul>
          <OfParts entry="Roles" />
        </ul>
      </section>
      <section>
        <h3 className={css["heading"]}>Messages</h3>
        <ul>
          <Messages />
          <OfParts entry="Messages" />
        </ul>
      </section>
      <section>
        <h3 className={css["heading"]}>Marks on the time machine</h3>
        <ul>
          <Marks />
        </ul>
      </section>
    </div>
  );
}

/** The entries of each part, in the order of the parts. */
function OfParts({ entry }: { readonly entry: keyof NonNullable<DrawnPart["legend"]> }) {
  return DRAWN_PARTS.map((part: DrawnPart, i) => {
    const Entries = part.legend?.[entry];
    return Entries && <Entries key={i} />;
  });
}

/** The shapes of jobs and answers, for all senders. */
function Messages() {
  return (
    <>
      <MessageEntry>
        <TokenGlyph kind="job" job="3" /> a job under way, with its number
      </MessageEntry>
      <MessageEntry>
        <TokenGlyph kind="job" job="3" held ring={0.7} /> held by a worker; the ring shows the rest of its visibility
        timeout; when the ring is empty, the job comes back
      </MessageEntry>
      <MessageEntry>
        <TokenGlyph kind="job" job="3" ghost /> in flight: a worker has it, and the queue stores it until the ack
      </MessageEntry>
      <MessageEntry>
        <TokenGlyph kind="job" job="3" attempt={2} /> pips: the number of the delivery, here the second
      </MessageEntry>
      <MessageEntry>
        <TokenGlyph kind="ack" job="3" /> an answer: ack, nak or reply, as the word beside it says
      </MessageEntry>
      <MessageEntry>
        <TokenGlyph kind="reply" job="1.2" /> 1.2: request 1, its second try
      </MessageEntry>
      <MessageEntry>
        <TokenGlyph kind="effect" job="3" /> a charge on its way to the payment provider
      </MessageEntry>
      <MessageEntry>
        <TokenGlyph kind="job" job="3" duplicate /> hollow: a duplicate; its effect had already happened
      </MessageEntry>
      <MessageEntry>
        <TokenGlyph kind="job" job="3" poison /> cracked outline: a poison message; every attempt fails
      </MessageEntry>
      <MessageEntry>
        <TokenGlyph kind="job" job="3" expired /> struck through: expired; its requester has given up
      </MessageEntry>
    </>
  );
}

/** The marks on the time machine. */
function Marks() {
  const servers = useServersStruck() !== null;
  return (
    <>
      <MarkEntry icon="crash">a crash{servers && " of an actor or a server"}</MarkEntry>
      <MarkEntry icon="restart">
        an actor restarted
        {servers && "; a server is back, or a new leader is elected"}
      </MarkEntry>
      <MarkEntry icon="clock">a visibility timeout expired: another worker can take the job</MarkEntry>
      <MarkEntry icon="hourglass">a request timed out: its requester no longer waits for the answer</MarkEntry>
      <MarkEntry icon="question">
        an orphaned reply (it matches no request), or a stale reply accepted as the answer
      </MarkEntry>
      <OfParts entry="Marks" />
      <MarkEntry icon="flag">a fault that the scenario injects</MarkEntry>
      <MarkEntry icon="hand">something you did</MarkEntry>
      <MarkEntry icon="star">the decisive moment, where the run pauses by itself</MarkEntry>
    </>
  );
}
