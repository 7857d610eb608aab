import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine, AnyStateNode } from 'xstate';
import { type AdjacencyValue, getAdjacencyMap, getStateNodes } from 'xstate/graph';

export interface Exploration {
  readonly input?: unknown;
  /** The events of each type that carry something. A type that is not here is sent bare. */
  readonly events: Readonly<Record<string, readonly object[]>>;
  /** The parts of the context that decide what happens next, cut down to a few values. */
  readonly distinguish: (context: never) => unknown;
}

export interface Explored {
  /** Ids of the states, other than those only passed through, that no sequence of events reached. */
  readonly unreached: readonly string[];
  /** Serialised states from which no sequence of events leads to a state that `isExit`. */
  stuck(isExit: (snapshot: AnyMachineSnapshot) => boolean): readonly string[];
  /** Serialised states whose machine failed. */
  readonly failed: readonly string[];
  readonly states: number;
  readonly transitions: number;
}

/** No snapshot is ever taken in a state that one of its eventless transitions always leaves. */
const passesThrough = (node: AnyStateNode) => (node.always ?? []).some(({ guard }) => guard === undefined);

/** Event types of actors and timers that must come with what a real one carries. */
const needsPayload = /^xstate\.(done\.actor|snapshot)\./;

/**
 * Sends every event to every state of `machine` that any sequence of events reaches (xstate/graph), without
 * running its actors: what they would answer is among the events. Throws if a transition throws.
 */
export function explore(machine: AnyStateMachine, exploration: Exploration): Explored {
  const types = machine.events.filter((type) => !type.includes('*'));
  const events = types.flatMap((type): readonly AnyEventObject[] => {
    const payloads = exploration.events[type];
    if (payloads === undefined && needsPayload.test(type))
      throw new Error(`no example of ${type}: an exploration must say what it carries`);
    return (payloads ?? [{}]).map((payload) => ({ ...payload, type }));
  });
  const stray = Object.keys(exploration.events).filter((type) => !types.includes(type));
  if (stray.length > 0) throw new Error(`${machine.id} listens to none of: ${stray.join(', ')}`);

  const nameOf = ({ value, context, status }: AnyMachineSnapshot) =>
    JSON.stringify([value, status, exploration.distinguish(context as never)]);
  const adjacency = getAdjacencyMap(machine, {
    events: [...events, { type: 'an event that nobody knows' }],
    input: exploration.input,
    serializeState: nameOf,
    serializeEvent: (event) => JSON.stringify(event),
    // An actor that is not running cannot break; XState fails a machine that is told so.
    filterEvents: ({ children }: AnyMachineSnapshot, { type }: AnyEventObject) => {
      const broken = /^xstate\.error\.actor\.(.+)$/.exec(type)?.[1];
      return broken === undefined || children[broken] !== undefined;
    },
    stopWhen: ({ status }: AnyMachineSnapshot) => status !== 'active',
    limit: 200_000,
  }) as Record<string, AdjacencyValue<AnyMachineSnapshot, AnyEventObject>>;

  const edges = Object.entries(adjacency).flatMap(([from, { transitions }]) =>
    Object.values(transitions).map(({ state }) => ({ from, to: nameOf(state) })),
  );
  const snapshots = Object.entries(adjacency).map(([name, { state }]) => ({ name, state }));
  const reached = new Set(
    snapshots.flatMap(({ state }) => state._nodes.map((node: AnyStateNode) => node.id)),
  );

  return {
    unreached: getStateNodes(machine)
      .filter((node) => !passesThrough(node) && !reached.has(node.id))
      .map(({ id }) => id),
    stuck: (isExit) => {
      const arriving = new Map<string, string[]>();
      for (const { from, to } of edges) arriving.set(to, [...(arriving.get(to) ?? []), from]);
      const frontier = snapshots.filter(({ state }) => isExit(state)).map(({ name }) => name);
      const saved = new Set(frontier);
      for (let name = frontier.pop(); name !== undefined; name = frontier.pop())
        for (const before of arriving.get(name) ?? [])
          if (!saved.has(before)) {
            saved.add(before);
            frontier.push(before);
          }
      return snapshots.map(({ name }) => name).filter((name) => !saved.has(name));
    },
    failed: snapshots.filter(({ state }) => state.status === 'error').map(({ name }) => name),
    states: snapshots.length,
    transitions: edges.length,
  };
}
