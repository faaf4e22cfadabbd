import { useSession } from "../binding/session-context.tsx";

/** A link to a scenario, by its title. */
export function ProofLink({ id }: { readonly id: string }) {
  const title = useSession().scenarios.find((card) => card.id === id)?.title ?? id;
  return <a href={`#/lab/${id}`}>{title}</a>;
}
