/** What tests read of an export for OpenTelemetry. */
type Attributes = readonly { key: string; value: { stringValue?: string; intValue?: string } }[];
type Link = { traceId: string; spanId: string; attributes: Attributes };
export type OtlpSpan = Link & {
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  events: readonly { name: string; timeUnixNano: string }[];
  links?: readonly Link[];
  status: { code?: number; message?: string };
};
type Resource = { resource: { attributes: Attributes }; scopeSpans: readonly [{ spans: readonly OtlpSpan[] }] };

export function resourcesIn(json: string): readonly Resource[] {
  return (JSON.parse(json) as { resourceSpans: readonly Resource[] }).resourceSpans;
}

export const spansIn = (json: string): OtlpSpan[] => resourcesIn(json).flatMap(({ scopeSpans }) => scopeSpans[0].spans);

export const attribute = ({ attributes }: { attributes: Attributes }, name: string) => {
  const value = attributes.find(({ key }) => key === name)?.value;
  return value?.stringValue ?? (value?.intValue === undefined ? undefined : Number(value.intValue));
};
