import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';

/** `attestation.printing.running` → `attestation_printing_running`: an identifier that Mermaid accepts. */
const identifier = (node: AnyStateNode) => node.id.replaceAll(/[^A-Za-z0-9]/g, '_');

/** What a reader of the diagram calls the event. */
function eventLabel(eventType: string): string {
  const [, kind, name] =
    /^xstate\.(after|done\.actor|error\.actor|done\.state|snapshot)\.([^.]+)/.exec(eventType) ?? [];
  switch (kind) {
    case 'after':
      return `after ${name}`;
    case 'done.actor':
      return `${name} ended`;
    case 'error.actor':
      return `${name} broke`;
    case 'snapshot':
      return `${name} changed`;
    case 'done.state':
      return 'done';
    default:
      return eventType;
  }
}

function guardLabel(guard: AnyTransitionDefinition['guard']): string {
  if (guard === undefined) return '';
  if (typeof guard === 'string') return ` [${guard}]`;
  return 'type' in guard ? ` [${guard.type}]` : ' [?]';
}

/** One arrow for each state that `node` leads to, with everything that leads there. */
function transitionLines(node: AnyStateNode): readonly string[] {
  const always = (node.always ?? []).map((transition) => ({ label: '', transition }));
  const onEvents = [...node.transitions.values()]
    .flat()
    .map((transition) => ({ label: eventLabel(transition.eventType), transition }));
  const reasons = new Map<string, string[]>();
  for (const { label, transition } of [...always, ...onEvents])
    for (const target of transition.target ?? []) {
      const reason = `${label}${guardLabel(transition.guard)}`.trim();
      const to = identifier(target);
      reasons.set(to, [...(reasons.get(to) ?? []), reason]);
    }
  return [...reasons].map(([to, why]) => {
    const text = why.filter((reason) => reason !== '').join(', ');
    return `${identifier(node)} --> ${to}${text === '' ? '' : ` : ${text}`}`;
  });
}

function stateLines(node: AnyStateNode): readonly string[] {
  const children = Object.values(node.states) as AnyStateNode[];
  const inner =
    node.type === 'parallel'
      ? children.flatMap((region, index) => [...(index === 0 ? [] : ['--']), ...compositeLines(region)])
      : children.flatMap(compositeLines);
  const initial =
    node.type === 'compound' && node.initial
      ? (node.initial.target ?? []).map((target) => `[*] --> ${identifier(target)}`)
      : [];
  return [...initial, ...inner];
}

function compositeLines(node: AnyStateNode): readonly string[] {
  const id = identifier(node);
  const runs = node.invoke.map(({ id: actor }) => actor);
  const name = runs.length === 0 ? node.key : `${node.key} (${runs.join(', ')})`;
  const declared = `state "${name}" as ${id}`;
  const own = node.type === 'final' ? [declared, `${id} --> [*]`] : [declared];
  const inner = stateLines(node);
  return inner.length === 0 ? own : [...own, `state ${id} {`, ...inner.map(indent), '}'];
}

const indent = (line: string) => `  ${line}`;

/** Every state of `node`, itself first. */
const family = (node: AnyStateNode): readonly AnyStateNode[] => [
  node,
  ...(Object.values(node.states) as AnyStateNode[]).flatMap(family),
];

/**
 * `machine` as the text of a Mermaid `stateDiagram-v2`: its states with the actors they run, and every transition
 * that leads somewhere, with its event and its guard. Same machine, same text.
 */
export function diagram(machine: AnyStateMachine): string {
  const { root } = machine;
  const fromAnywhere = transitionLines(root);
  const anywhere = fromAnywhere.length === 0 ? [] : [`state "in any state" as ${identifier(root)}`];
  const fromStates = family(root).slice(1).flatMap(transitionLines);
  return [
    'stateDiagram-v2',
    ...[...stateLines(root), ...anywhere, ...fromAnywhere, ...fromStates].map(indent),
    '',
  ].join('\n');
}
