import { type Static, Type } from 'typebox';

/** Schemas of the bench's HTTP API (`/bench/api`): what the bench page and CI drive the simulated devices with. */

export const ShelfCard = Type.Object({
  id: Type.String(),
  label: Type.String(),
  story: Type.String(),
  kind: Type.String({ description: 'vitale-2, vitale-1, professional, bank, technician, unknown or mute' }),
});

export const PrinterSwitch = Type.Union([
  Type.Literal('paper-out'),
  Type.Literal('paper-near-end'),
  Type.Literal('refill'),
  Type.Literal('cover-open'),
  Type.Literal('cover-close'),
  Type.Literal('cutter-jam'),
  Type.Literal('cutter-free'),
  Type.Literal('take'),
  Type.Literal('unplug'),
  Type.Literal('plug'),
]);

export const Paper = Type.Object({
  id: Type.Integer({ description: 'in the order they came out' }),
  png: Type.String({ description: 'path of the image' }),
  text: Type.String({ description: 'decoded from the bytes the printer received' }),
  complete: Type.Boolean({ description: 'false while it is still coming out' }),
});

export const CentralOperation = Type.Object({
  operationId: Type.String(),
  kind: Type.String(),
  outcome: Type.String({ description: 'done, not-done or in-doubt' }),
  documentNumber: Type.Optional(Type.String()),
  onCard: Type.Optional(
    Type.String({ description: 'what the card told of its update: applied, partly or not-applied' }),
  ),
  records: Type.Integer({ description: 'journal records received about it' }),
});

export const BenchState = Type.Object({
  reader: Type.Object({
    transport: Type.String({ description: 'simulated, or the real one that this bench cannot drive' }),
    card: Type.Union([Type.String(), Type.Null()], { description: 'id of the card in the slot' }),
    caisse: Type.Union(
      [
        Type.Object({ code: Type.String({ description: 'régime and caisse' }), open: Type.Boolean() }),
        Type.Null(),
      ],
      { description: 'the caisse of that card, and whether it updates cards now' },
    ),
  }),
  printer: Type.Object({
    transport: Type.String(),
    plugged: Type.Boolean(),
    paper: Type.String({ description: 'ok, near-end or out' }),
    cover: Type.String({ description: 'open or closed' }),
    cutter: Type.String({ description: 'ok or jammed' }),
    mouth: Type.String({ description: 'none, or what it does with a ticket: empty, held or presented' }),
    millimetresLeft: Type.Number(),
  }),
  network: Type.Object({ up: Type.Boolean() }),
  journal: Type.Object({ unacknowledged: Type.Integer(), inDoubt: Type.Integer() }),
  papers: Type.Array(Paper),
  central: Type.Object({
    records: Type.Integer(),
    operations: Type.Array(CentralOperation),
    alarms: Type.Array(Type.String(), { description: 'what was odd in updates of cards, oldest first' }),
  }),
});

/** What happens to exchanges with the centre. */
export const NetworkWeather = Type.Union(
  [
    Type.Literal('calm'),
    Type.Literal('lossy', { description: 'a third of them is lost, cut short or late' }),
    Type.Literal('slow', { description: 'every answer comes byte by byte' }),
    Type.Literal('errors', { description: 'a proxy answers 503 in the centre’s place' }),
    Type.Literal('captive-portal', { description: 'a page to log in answers everything' }),
  ],
  { description: 'under TLS, which a network cannot read, the last two end the handshake' },
);

export type NetworkWeather = Static<typeof NetworkWeather>;
export type ShelfCard = Static<typeof ShelfCard>;
export type Paper = Static<typeof Paper>;
export type PrinterSwitch = Static<typeof PrinterSwitch>;
export type CentralOperation = Static<typeof CentralOperation>;
export type BenchState = Static<typeof BenchState>;
