import { useLocation } from "wouter";
import { useLab, useSession } from "../binding/session-context.tsx";
import { Button } from "../parts/button.tsx";
import { leftVariants } from "../session/twin-pairs.ts";

/** A link from one design to the twin screen: the design on screen, and its counterpart. */
export function BesideLink() {
  const session = useSession();
  const [, navigate] = useLocation();
  const scenario = useLab((state) => state.scenario);
  const variant = useLab((state) => state.variant);
  if (!scenario || leftVariants(scenario).length === 0) return null;
  const { id } = scenario;
  if (!session.scenarios.some((one) => one.id === id)) return null;
  return (
    <Button look="quiet" icon="part" onClick={() => navigate(`/twin/${id}/${variant}`)}>
      Compare with the orchestrator
    </Button>
  );
}
