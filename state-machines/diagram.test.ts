import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { admissionMachine } from './admission.machine.ts';
import { defaultDelays } from './delays.ts';
import { diagram } from './diagram.ts';
import { issueMachine } from './issue.machine.ts';
import { kioskMachine } from './kiosk.machine.ts';
import { leftPaperMachine } from './left-paper.machine.ts';
import { maintenanceMachine } from './maintenance.machine.ts';
import { attestationMachine } from './services/attestation.machine.ts';
import { cardUpdateMachine } from './services/card-update.machine.ts';
import { sessionMachine } from './session.machine.ts';
import { syncMachine } from './sync.machine.ts';
import { takingMachine } from './taking.machine.ts';
import { FakePorts } from './testing/fake-ports.ts';

const folder = join(import.meta.dirname, '../docs/machines');
const ports = new FakePorts();
const settings = { kioskId: 'k', officeName: 'o', specimen: true, language: 'fr' } as const;

const machines: readonly {
  readonly file: string;
  readonly about: string;
  readonly machine: AnyStateMachine;
}[] = [
  {
    file: 'kiosk.md',
    about:
      'The whole kiosk (`state-machines/kiosk.machine.ts`): what it does about each card, and being out of service.',
    machine: kioskMachine(ports, settings, defaultDelays),
  },
  {
    file: 'session.md',
    about:
      'One visit (`state-machines/session.machine.ts`): read the card, offer services, give the card back.',
    machine: sessionMachine(ports, settings, defaultDelays),
  },
  {
    file: 'attestation.md',
    about: 'The attestation de droits (`state-machines/services/attestation.machine.ts`).',
    machine: attestationMachine(ports, settings, defaultDelays),
  },
  {
    file: 'card-update.md',
    about: 'The update of the card (`state-machines/services/card-update.machine.ts`).',
    machine: cardUpdateMachine(ports, defaultDelays),
  },
  {
    file: 'issue.md',
    about: 'One sheet of paper (`state-machines/issue.machine.ts`): journal, print, journal.',
    machine: issueMachine(ports, defaultDelays),
  },
  {
    file: 'admission.md',
    about: 'A technician’s card and PIN (`state-machines/admission.machine.ts`).',
    machine: admissionMachine(ports, defaultDelays),
  },
  {
    file: 'maintenance.md',
    about: 'A technician at the kiosk (`state-machines/maintenance.machine.ts`).',
    machine: maintenanceMachine(ports, settings, defaultDelays),
  },
  {
    file: 'sync.md',
    about: 'Delivery of the journal (`state-machines/sync.machine.ts`).',
    machine: syncMachine(ports, defaultDelays),
  },
  {
    file: 'taking.md',
    about: 'A card that has to be taken back (`state-machines/taking.machine.ts`).',
    machine: takingMachine(ports, defaultDelays),
  },
  {
    file: 'left-paper.md',
    about: 'A document that waits in the printer’s mouth (`state-machines/left-paper.machine.ts`).',
    machine: leftPaperMachine(ports, defaultDelays),
  },
];

const page = (about: string, machine: AnyStateMachine) =>
  [
    `# Machine: ${machine.id}`,
    '',
    about,
    'Names in brackets are guards; names in parentheses are the actors a state runs.',
    '',
    '```mermaid',
    `${diagram(machine).trimEnd()}`,
    '```',
    '',
    'Written by `state-machines/diagram.ts`; do not edit:',
    '`UPDATE_DIAGRAMS=1 npx vitest run --project unit state-machines/diagram` writes it again.',
    '',
  ].join('\n');

describe('the diagrams in docs/machines', () => {
  if (process.env.UPDATE_DIAGRAMS === '1') {
    mkdirSync(folder, { recursive: true });
    for (const { file, about, machine } of machines) writeFileSync(join(folder, file), page(about, machine));
  }

  it.each(machines)('$file is the machine of today', ({ file, about, machine }) => {
    expect(readFileSync(join(folder, file), 'utf8')).toBe(page(about, machine));
  });

  it('are all there is', () => {
    expect(readdirSync(folder).sort()).toEqual(machines.map(({ file }) => file).sort());
  });

  it('name every guard', () => {
    for (const { machine } of machines) expect(diagram(machine)).not.toContain('[?]');
  });
});
