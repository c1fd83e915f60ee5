import { createRequire } from 'node:module';

/** What we use of the reflection of protobufjs, which is the SDK's dependency and none of ours. */
interface Enum {
  readonly name: string;
  readonly values: Readonly<Record<string, number>>;
}
interface Field {
  readonly name: string;
  readonly repeated: boolean;
  readonly map: boolean;
  readonly resolvedType: Enum | Type | null;
  resolve(): Field;
}
interface Type {
  readonly fieldsArray: readonly Field[];
}
interface ProtoJson {
  fromJson(type: Type, json: unknown, options: { ignoreUnknownFields: boolean }): object | null;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/**
 * A history out of its JSON, which may hold fields that this SDK does not know and the short names of older tools. The SDK
 * does the same by itself, but with the protobufjs of its package `common`, which refuses the types of `proto` where npm has
 * given each package a copy of its own: here it is that of `proto`.
 */
export function historyFromJson(json: object): object {
  const common = createRequire(createRequire(import.meta.url).resolve('@temporalio/common'));
  const proto = createRequire(common.resolve('@temporalio/proto'));
  const { fromJson } = proto('protobufjs/ext/protojson') as ProtoJson;
  const root = common('@temporalio/proto') as { lookupType(name: string): Type };
  const type = root.lookupType('temporal.api.history.v1.History');
  return fromJson(type, withFullNames(type, json as Json), { ignoreUnknownFields: true }) ?? {};
}

/** The same with names of enum values as protobuf spells them: `WorkflowExecutionStarted` is of older tools. */
function withFullNames(type: Type, json: Json): Json {
  const fixed: Record<string, unknown> = { ...json };
  for (const field of type.fieldsArray) {
    const value = json[field.name];
    const { resolvedType } = field.resolve();
    if (value === undefined || resolvedType === null) continue;
    const fix = (one: unknown): unknown =>
      'values' in resolvedType ? fullName(resolvedType, one) : isObject(one) ? withFullNames(resolvedType, one) : one;
    if (field.map && isObject(value))
      fixed[field.name] = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fix(one)]));
    else fixed[field.name] = field.repeated && Array.isArray(value) ? value.map(fix) : fix(value);
  }
  return fixed;
}

function fullName({ name, values }: Enum, value: unknown): unknown {
  if (typeof value !== 'string' || Object.hasOwn(values, value)) return value;
  const full = `${constantCase(name)}_${constantCase(value)}`;
  return Object.hasOwn(values, full) ? full : value;
}

const constantCase = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase();
