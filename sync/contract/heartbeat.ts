import { type Static, Type } from 'typebox';
import { Epoch } from './identifiers.ts';

/**
 * `POST /v1/kiosks/{kiosk}/heartbeat`, about once a minute: how a kiosk is. Nothing personal can be in it: every field is a number, a
 * word of a closed list, or a name that an operator gave. Times are ages, since a kiosk's clock may be years out.
 */

const strict = { additionalProperties: false } as const;

const Seconds = Type.Integer({ minimum: 0, maximum: 10_000_000_000 });
/** Of a clock, epoch milliseconds or a difference: it may be anything. */
const Reading = Type.Integer({ minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER });
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** What may be wrong with a kiosk, as it can tell itself. */
export const AlarmCode = Type.Union([
  Type.Literal('reader-lost'),
  Type.Literal('printer-lost'),
  Type.Literal('paper-out'),
  Type.Literal('paper-low'),
  Type.Literal('printer-open'),
  Type.Literal('printer-jammed'),
  Type.Literal('printer-broken'),
  Type.Literal('screen-frozen'),
  Type.Literal('journal-unusable'),
  Type.Literal('journal-refused'),
  Type.Literal('journal-set-aside'),
  Type.Literal('backlog-old'),
  Type.Literal('disk-full'),
  Type.Literal('disk-filling'),
  Type.Literal('clock-off'),
  Type.Literal('reference-expired'),
  Type.Literal('reference-refused'),
  Type.Literal('software-other'),
  Type.Literal('certificate-ending'),
]);

export const Alarm = Type.Object({ code: AlarmCode, age: Seconds }, strict);

export const Heartbeat = Type.Object(
  {
    /** The kiosk's wall clock as it was sent, epoch milliseconds: for its offset only. */
    sent: Reading,
    /** Seconds since the host started. */
    up: Seconds,
    office: Type.String({ minLength: 1, maxLength: 120, description: 'as an operator named it' }),
    software: Type.String({ pattern: '^[0-9A-Za-z.+-]{1,40}$' }),
    inService: Type.Boolean(),
    /** What the kiosk has of what was sent down; no `version`: nothing. */
    reference: Type.Object(
      {
        version: Type.Optional(Count),
        /** How old the manifest is. */
        age: Type.Optional(Seconds),
        refused: Type.Boolean({ description: 'the last manifest that came was not believed' }),
        opposition: Type.Optional(Type.Object({ version: Count, cards: Count }, strict)),
      },
      strict,
    ),
    journal: Type.Object(
      {
        /** How far the centre acknowledged, as the kiosk knows. */
        watermark: Type.Optional(Type.Object({ epoch: Epoch, seq: Count }, strict)),
        unacknowledged: Count,
        inDoubt: Count,
        /** Of the oldest record that the centre does not have. */
        oldest: Type.Optional(Seconds),
        /** Since the centre last acknowledged something. */
        acknowledged: Type.Optional(Seconds),
        usable: Type.Boolean(),
      },
      strict,
    ),
    reader: Type.Union([Type.Literal('present'), Type.Literal('absent')]),
    printer: Type.Object(
      {
        state: Type.Union([
          Type.Literal('connected'),
          Type.Literal('disconnected'),
          Type.Literal('write-only'),
        ]),
        paper: Type.Optional(Type.Union([Type.Literal('ok'), Type.Literal('near-end'), Type.Literal('out')])),
        cover: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('closed')])),
        fault: Type.Optional(Type.String({ pattern: '^[a-z-]{1,30}$' })),
      },
      strict,
    ),
    disk: Type.Optional(Type.Object({ used: Type.Number({ minimum: 0, maximum: 1 }), free: Count }, strict)),
    /** The centre's clock less the kiosk's in milliseconds, as it was last measured. */
    clockOffset: Type.Optional(Reading),
    /** Since a screen last said that it had drawn what it was told; absent: none did. */
    frame: Type.Optional(Seconds),
    /** Seconds until the kiosk's certificate ends. */
    certificate: Type.Optional(Reading),
    alarms: Type.Array(Alarm, { maxItems: 32 }),
  },
  strict,
);

/** The answer: what the kiosk is to have, what time it is, and when to come back. */
export const HeartbeatReply = Type.Object(
  {
    time: Type.Integer({ minimum: 0, description: 'epoch milliseconds' }),
    manifest: Type.Integer({ minimum: 0, description: 'version of the manifest to fetch' }),
    every: Type.Integer({ minimum: 1, maximum: 3600, description: 'seconds until the next heartbeat' }),
  },
  strict,
);

export type AlarmCode = Static<typeof AlarmCode>;
export type Alarm = Static<typeof Alarm>;
export type Heartbeat = Static<typeof Heartbeat>;
export type HeartbeatReply = Static<typeof HeartbeatReply>;
