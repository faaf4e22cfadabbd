import { useLocation } from "wouter";
import { useLab, useSession } from "../binding/session-context.tsx";
import { Button } from "../parts/button.tsx";

/** From one design of a flow to two beside each other: the level that is on screen, and the orchestrator. */
export function BesideLink() {
  const session = useSession();
  const [, navigate] = useLocation();
  const id = useLab((state) => state.scenario?.id);
  const flow = useLab((state) => state.scenario?.flow !== undefined);
  const variant = useLab((state) => state.variant);
  if (!flow || !session.scenarios.some((one) => one.id === id)) return null;
  return (
    <Button look="quiet" icon="part" onClick={() => navigate(`/twin/${id}/${variant}`)}>
      Beside the orchestrator
    </Button>
  );
}
