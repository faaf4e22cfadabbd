import { TokenGlyph } from "../../stage/canvas/token-glyph.tsx";
import { DRAWN_PARTS } from "../../stage/drawn-parts.tsx";
import type { DrawnPart } from "../../stage/drawn-part.tsx";
import { useServersStruck } from "../../stage/server/use-servers-struck.tsx";
import css from "../panels.module.css";
import { MarkEntry, MessageEntry } from "./entries.tsx";

/** Every role, token shape and mark, with its word. */
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

/** What each part has to say, in their order. */
function OfParts({ entry }: { readonly entry: keyof NonNullable<DrawnPart["legend"]> }) {
  return DRAWN_PARTS.map((part: DrawnPart, i) => {
    const Entries = part.legend?.[entry];
    return Entries && <Entries key={i} />;
  });
}

/** What jobs and answers look like, whoever sends them. */
function Messages() {
  return (
    <>
      <MessageEntry>
        <TokenGlyph kind="job" job="3" /> a job under way, with its number
      </MessageEntry>
      <MessageEntry>
        <TokenGlyph kind="job" job="3" held ring={0.7} /> held by a worker; the ring is what is left of its visibility
        timeout, empty means it comes back
      </MessageEntry>
      <MessageEntry>
        <TokenGlyph kind="job" job="3" ghost /> in flight: a worker has it, and the queue still stores it until the ack
      </MessageEntry>
      <MessageEntry>
        <TokenGlyph kind="job" job="3" attempt={2} /> pips: the delivery, here the second
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
        <TokenGlyph kind="job" job="3" duplicate /> hollow: a duplicate, its effect was there already
      </MessageEntry>
      <MessageEntry>
        <TokenGlyph kind="job" job="3" poison /> cracked outline: poison, every run of it fails
      </MessageEntry>
      <MessageEntry>
        <TokenGlyph kind="job" job="3" expired /> struck through: expired, its caller has given up
      </MessageEntry>
    </>
  );
}

/** On the time machine. */
function Marks() {
  const servers = useServersStruck() !== null;
  return (
    <>
      <MarkEntry icon="crash">a crash{servers && ", of a server too"}</MarkEntry>
      <MarkEntry icon="restart">
        a worker started again
        {servers && "; a server is back, or another one leads"}
      </MarkEntry>
      <MarkEntry icon="clock">a visibility timeout passed: the job is free for another worker</MarkEntry>
      <MarkEntry icon="hourglass">a request timed out: nobody waits for its answer any more</MarkEntry>
      <MarkEntry icon="question">
        an orphan (nobody asked for this answer) or an old answer taken for a new one
      </MarkEntry>
      <OfParts entry="Marks" />
      <MarkEntry icon="flag">a fault that the scenario injects</MarkEntry>
      <MarkEntry icon="hand">something you did</MarkEntry>
      <MarkEntry icon="star">the decisive moment, where the run pauses by itself</MarkEntry>
    </>
  );
}
