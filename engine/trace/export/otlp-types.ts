/** The part of OTLP's JSON encoding that the export writes: ids in hex, 64-bit numbers as text, enums as numbers. */
export type Attribute = {
  readonly key: string;
  readonly value: { readonly stringValue: string } | { readonly intValue: string };
};
type SpanIds = { readonly traceId: string; readonly spanId: string };
export type OtlpLink = SpanIds & { readonly attributes: readonly Attribute[] };
export type OtlpSpan = SpanIds & {
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly events: readonly {
    readonly name: string;
    readonly timeUnixNano: string;
    readonly attributes: readonly Attribute[];
  }[];
  readonly links?: readonly OtlpLink[];
  readonly status: { readonly code?: number; readonly message?: string };
};

export const SPAN_KIND = { producer: 4, consumer: 5 } as const;
export const STATUS_ERROR = 2;

/** Leaves out what is undefined. */
export function attributes(values: { readonly [key: string]: string | number | undefined }): Attribute[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (value === undefined) return [];
    return [{ key, value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value } }];
  });
}
