import { Fading, MessageEntry, RoleEntry } from "../../panels/legend/entries.tsx";
import { TokenGlyph } from "../canvas/token-glyph.tsx";
import type { DrawnPart } from "../drawn-part.tsx";
import { useServersStruck } from "./use-servers-struck.tsx";

export const server = {
  legend: { Roles, Messages },
} satisfies DrawnPart;

function Roles() {
  const servers = useServersStruck();
  if (servers === null) return null;
  if (servers === 1) {
    return (
      <RoleEntry role="crashed" word="Server down" says="nobody answers for the queue; what it has on disk is there" />
    );
  }
  return (
    <>
      <RoleEntry
        role="queue"
        word="Servers"
        says="under the queue: a star for the leader, which answers; dotted without a copy"
      />
      <RoleEntry role="crashed" word="No leader" says="the copies are there; the others have to choose who answers" />
    </>
  );
}

function Messages() {
  if (useServersStruck() === null) return null;
  return (
    <MessageEntry>
      <Fading>
        <TokenGlyph kind="job" job="3" />
      </Fading>
      fading, &lsquo;not heard&rsquo;: sent while nobody answered; &lsquo;again&rsquo;: sent once more, and heard
    </MessageEntry>
  );
}
