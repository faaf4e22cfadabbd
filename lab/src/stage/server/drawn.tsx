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
      <RoleEntry role="crashed" word="Server down" says="the queue is unavailable; its messages on disk are kept" />
    );
  }
  return (
    <>
      <RoleEntry
        role="queue"
        word="Servers"
        says="under the queue; a star marks the leader; dotted means without a copy"
      />
      <RoleEntry role="crashed" word="No leader" says="the queue is unavailable until its servers elect a leader" />
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
      fading, &lsquo;not heard&rsquo;: sent while no server answered; &lsquo;again&rsquo;: sent again and stored
    </MessageEntry>
  );
}
