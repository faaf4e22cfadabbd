import { useLab } from "../../binding/session-context.tsx";
import { Icon } from "../../parts/icons.tsx";
import { TokenGlyph } from "../../stage/canvas/token-glyph.tsx";
import css from "../panels.module.css";

/** Every role, token shape and mark, with its word. */
export function Legend() {
  const flow = useLab((state) => state.scenario?.flow !== undefined);
  // How many there are where one of them is struck.
  const servers = useLab(({ scenario }) =>
    scenario?.faults.some(({ kind }) => kind === "server-kill") ? (scenario.servers ?? 1) : null,
  );
  const logs = useLab((state) => (state.scenario?.logs.length ?? 0) > 0);
  const drops = useLab(
    (state) => state.run?.scenario.queues.some(({ bound }) => bound?.overflow === "drop-oldest") === true,
  );
  const desk = useLab((state) => (state.scenario?.desks.length ?? 0) > 0);
  return (
    <div className={css["legend"]}>
      <section>
        <h3 className={css["heading"]}>Roles</h3>
        <ul>
          <Role
            role="producer"
            word="Producer"
            says={logs ? "sends jobs, or writes events into a log" : "sends jobs"}
          />
          <Role role="producer" word="Requester" says="asks, and remembers in its memory what it waits for" />
          <Role role="queue" word="Queue" says="a tube; its filled length is its depth" />
          <Role role="worker" word="Worker" says="its slots hold the jobs it runs" />
          <Role role="crashed" word="Crashed worker" says="holds its jobs until their visibility timeout (ackWait)" />
          {logs && <LogRoles />}
          <Role role="dead" word="Dead letters" says="jobs given up after too many deliveries" />
          {desk && <Role role="dead" word="Desk" says="somebody who looks at dead letters, replays or discards them" />}
          {servers !== null && <ServerRoles several={servers > 1} />}
          {flow ? (
            <FlowRoles />
          ) : (
            <Role role="world" word="Payment provider" says="the world outside; keeps its own ledger" />
          )}
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
          {servers !== null && <UnheardMessage />}
          {logs && <LogMessages />}
          {drops && (
            <li>
              <span className={css["fading"]}>
                <TokenGlyph kind="job" job="3" expired />
              </span>
              in a queue, pale and struck through: dropped, because the queue was full and it was the oldest
            </li>
          )}
          {flow && <FlowMessages />}
        </ul>
      </section>
      <Marks flow={flow} servers={servers !== null} drops={drops} />
    </div>
  );
}

/** On the time machine. */
function Marks({
  flow,
  servers,
  drops,
}: {
  readonly flow: boolean;
  readonly servers: boolean;
  readonly drops: boolean;
}) {
  return (
    <section>
      <h3 className={css["heading"]}>Marks on the time machine</h3>
      <ul>
        <li>
          <Icon name="crash" /> a crash{servers && ", of a server too"}
        </li>
        <li>
          <Icon name="restart" /> a worker started again
          {servers && "; a server is back, or another one leads"}
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
        {drops && (
          <li>
            <Icon name="lost" /> a full queue dropped its oldest job
          </li>
        )}
        {flow && <FlowMarks />}
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
  );
}

function UnheardMessage() {
  return (
    <li>
      <span className={css["fading"]}>
        <TokenGlyph kind="job" job="3" />
      </span>
      fading, &lsquo;not heard&rsquo;: sent while nobody answered; &lsquo;again&rsquo;: sent once more, and heard
    </li>
  );
}

function ServerRoles({ several }: { readonly several: boolean }) {
  return several ? (
    <>
      <Role
        role="queue"
        word="Servers"
        says="under the queue: a star for the leader, which answers; dotted without a copy"
      />
      <Role role="crashed" word="No leader" says="the copies are there; the others have to choose who answers" />
    </>
  ) : (
    <Role role="crashed" word="Server down" says="nobody answers for the queue; what it has on disk is there" />
  );
}

function LogRoles() {
  return (
    <>
      <Role role="log" word="Log" says="rows of cells (partitions); what is written stays, whoever reads it" />
      <Role role="worker" word="Reader" says="reads a log in its order; crashed, it goes on where its place is" />
      <Role role="place" word="Place (offset)" says="all cells on its left are read; the lag is what lies ahead" />
    </>
  );
}

function LogMessages() {
  return (
    <>
      <li>
        <TokenGlyph kind="event" job="3" /> an event under way, to its log or to a reader
      </li>
      <li>
        <TokenGlyph kind="ack" job="3" /> &lsquo;read&rsquo;: a reader is done with it, and its place moves
      </li>
    </>
  );
}

function FlowMessages() {
  return (
    <>
      <li>
        <TokenGlyph kind="job" job="order-3-charge" /> a command for order 3, with its word beside it
      </li>
      <li>
        <TokenGlyph kind="reply" job="order-3-charge" /> a service&apos;s answer, and what it says
      </li>
      <li>
        <span className={css["fading"]}>
          <TokenGlyph kind="job" job="order-3-charge" />
        </span>
        fading, &lsquo;lost&rsquo;: confirmed to its sender, and not there
      </li>
    </>
  );
}

function FlowRoles() {
  return (
    <>
      <Role role="memory" word="Coordinator" says="drives orders; dashed as long as its table is only in memory" />
      <Role role="store" word="Stored table" says="outlives its coordinator" />
      <Role role="orchestrator" word="Orchestrator" says="drives orders; its state is durable" />
      <Role role="frozen" word="Frozen" says="alive, and nothing of it happens until it goes on" />
      <Role role="world" word="World outside" says="what was done cannot be rolled back, only taken back" />
    </>
  );
}

function FlowMarks() {
  return (
    <>
      <li>
        <Icon name="hourglass" /> no answer to a step in time: whether it was done nobody knows
      </li>
      <li>
        <Icon name="undo" /> an order goes back: what was done is to be undone
      </li>
      <li>
        <Icon name="lost" /> a message was lost
      </li>
      <li>
        <Icon name="frozen" /> somebody was frozen, or goes on
      </li>
      <li>
        <Icon name="warn" /> an order is stuck
      </li>
    </>
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
