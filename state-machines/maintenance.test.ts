import type { TechnicianId } from '@borne/device-drivers/card-reader/port';
import { err, ok } from '@borne/domain/result';
import { describe, expect, it } from 'vitest';
import { waitBeforePin } from './lockout.ts';
import { failure } from './testing/fake-ports.ts';
import { KioskBench } from './testing/kiosk-bench.ts';

const full = { code: 'full', detail: 'fake' } as const;

async function insertTechnician(bench: KioskBench): Promise<void> {
  bench.ports.cardReader.insert('technician');
  await bench.settle();
}

async function type(bench: KioskBench, digits: string): Promise<void> {
  for (const digit of digits) await bench.touch({ type: 'digit', digit });
  await bench.touch({ type: 'confirm' });
}

async function openMaintenance(prepare: ConstructorParameters<typeof KioskBench>[0] = () => {}) {
  const bench = new KioskBench(prepare);
  await insertTechnician(bench);
  await type(bench, '2580');
  return bench;
}

describe('the wait before a PIN', () => {
  it('grows as the tries left on the card go down', () => {
    expect([5, 4, 3, 2, 1, 0, -1].map(waitBeforePin)).toEqual([
      0,
      0,
      0,
      15_000,
      60_000,
      'blocked',
      'blocked',
    ]);
  });
});

describe('the PIN', () => {
  it('is held by the host: the screen knows how many digits there are, and no more', async () => {
    const bench = new KioskBench();
    await insertTechnician(bench);
    expect(bench.view).toMatchObject({ kind: 'entry', filled: 0, enabled: true, body: 'Il reste 3 essais.' });
    const { screen } = bench.view;
    for (const digit of '2589') await bench.touch({ type: 'digit', digit });
    expect(bench.view).toMatchObject({ kind: 'entry', filled: 4, screen });
    expect(JSON.stringify(bench.view)).not.toContain('2589');
    await bench.touch({ type: 'erase' });
    await bench.touch({ type: 'digit', digit: '0' });
    await bench.touch({ type: 'confirm' });
    expect(bench.ports.cardReader.pins.made).toEqual(['2580']);
    expect(bench.memory).not.toContain('2580');
    expect(bench.screen).toBe('maintenance');
  });

  it('takes four to eight digits and nothing else', async () => {
    const bench = new KioskBench();
    await insertTechnician(bench);
    for (const digit of '123') await bench.touch({ type: 'digit', digit });
    expect(await bench.touch({ type: 'confirm' })).not.toBe('accepted');
    expect(await bench.touch({ type: 'digit', digit: 'x' })).not.toBe('accepted');
    for (const digit of '45678') await bench.touch({ type: 'digit', digit });
    expect(await bench.touch({ type: 'digit', digit: '9' })).not.toBe('accepted');
    expect(bench.view).toMatchObject({ filled: 8 });
  });

  it('wrong: journaled, cleared, and the next one has to wait', async () => {
    const bench = new KioskBench();
    await insertTechnician(bench);
    await type(bench, '1111');
    expect(bench.ports.journal.occurrences).toEqual([{ kind: 'pin-refused', remaining: 2 }]);
    expect(bench.view).toMatchObject({
      kind: 'entry',
      enabled: false,
      filled: 0,
      error: 'Code refusé.',
      body: 'Il reste 2 essais. Prochain essai possible dans 15 secondes.',
    });
    const { screen } = bench.view;
    expect(await bench.touch({ type: 'digit', digit: '2' })).not.toBe('accepted');
    for (let passed = 1; passed < 15; passed += 1) {
      await bench.wait(1000);
      const left = passed === 14 ? 'une seconde' : `${15 - passed} secondes`;
      expect(bench.view).toMatchObject({
        screen,
        enabled: false,
        body: expect.stringContaining(`dans ${left}.`),
      });
    }
    await bench.wait(999);
    expect(bench.view).toMatchObject({ enabled: false });
    await bench.wait(1);
    expect(bench.view).toMatchObject({ enabled: true, error: 'Code refusé.', body: 'Il reste 2 essais.' });
    await type(bench, '2580');
    expect(bench.screen).toBe('maintenance');
  });

  it('waits after a restart too: the card says how many tries are left', async () => {
    const bench = new KioskBench(({ cardReader }) => {
      cardReader.triesLeft.rule = () => ok(1);
      cardReader.insert('technician');
    });
    await bench.settle();
    expect(bench.view).toMatchObject({
      kind: 'entry',
      enabled: false,
      body: expect.stringContaining('dans 60 secondes'),
    });
    await bench.wait(60_000);
    expect(bench.view).toMatchObject({ enabled: true });
  });

  it.each([
    ['before the entry', ok(0), undefined],
    ['by the last wrong one', ok(3), ok({ pin: 'blocked' } as const)],
  ])('blocked %s: said, and nothing can be entered', async (_, tries, answer) => {
    const bench = new KioskBench(({ cardReader }) => {
      cardReader.triesLeft.rule = () => tries;
      if (answer) cardReader.pins.rule = () => answer;
    });
    await insertTechnician(bench);
    if (answer) await type(bench, '1111');
    expect(bench.view).toMatchObject({ kind: 'information', title: 'Carte de technicien bloquée' });
    await bench.touch({ type: 'leave' });
    bench.ports.cardReader.pull();
    await bench.settle();
    expect(bench.screen).toBe('attract');
  });

  it('wrong is journaled even if the card is pulled before it answers', async () => {
    const bench = new KioskBench(({ cardReader }) => {
      cardReader.pins.rule = undefined;
    });
    await insertTechnician(bench);
    await type(bench, '1111');
    bench.ports.cardReader.pull();
    await bench.settle();
    bench.ports.cardReader.pins.answer(ok({ pin: 'wrong', remaining: 2 }));
    await bench.settle();
    expect(bench.ports.journal.kinds()).toEqual(['pin-refused']);
    expect(bench.screen).toBe('attract');
  });

  it('of a card that the authority does not vouch for opens nothing', async () => {
    const bench = new KioskBench(({ cardReader }) => {
      cardReader.pins.rule = () => err(failure('card-reader', 'refused'));
    });
    await insertTechnician(bench);
    await type(bench, '2580');
    expect(bench.view).toMatchObject({ kind: 'information', title: 'Carte de technicien refusée' });
    expect(bench.ports.journal.occurrences).toEqual([{ kind: 'technician-refused', why: 'not-genuine' }]);
  });

  it.each([
    ['the card was pulled under it', err(failure('card-reader', 'card-removed')), 'answer-unknown'],
    ['the card gave no answer', err(failure('card-reader', 'timeout')), 'answer-unknown'],
    ['the link failed', err(failure('card-reader', 'protocol')), 'answer-unknown'],
    [
      'it was right, too late',
      ok({ pin: 'accepted', technician: 'T-042' as TechnicianId } as const),
      'card-removed',
    ],
  ])('presented, of a card pulled meanwhile: journaled when %s', async (_, answer, why) => {
    const bench = new KioskBench(({ cardReader }) => {
      cardReader.pins.rule = undefined;
    });
    await insertTechnician(bench);
    await type(bench, '1111');
    bench.ports.cardReader.pull();
    await bench.settle();
    bench.ports.cardReader.pins.answer(answer);
    await bench.settle();
    expect(bench.ports.journal.occurrences).toEqual([{ kind: 'technician-refused', why }]);
    expect(bench.screen).toBe('attract');
  });

  it('is journaled when the reader breaks its promise, and opens nothing', async () => {
    const bench = new KioskBench(({ cardReader }) => {
      cardReader.pins.rule = undefined;
    });
    await insertTechnician(bench);
    await type(bench, '2580');
    bench.ports.cardReader.pins.pending.shift()?.fail(new Error('a bug'));
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'information', title: 'Carte de technicien refusée' });
    expect(bench.ports.journal.occurrences).toEqual([{ kind: 'technician-refused', why: 'answer-unknown' }]);
  });

  async function openUnrecorded(): Promise<KioskBench> {
    const bench = new KioskBench(
      ({ journal }) => {
        journal.refuses = full;
        journal.fault = 'read-only';
      },
      { journalRefused: true },
    );
    await bench.settle();
    expect(bench.screen).toBe('out-of-service');
    await insertTechnician(bench);
    await type(bench, '2580');
    return bench;
  }

  it('shows what is wrong and what to do when nothing can be recorded, and runs nothing', async () => {
    const bench = await openUnrecorded();
    expect(bench.view).toMatchObject({
      kind: 'maintenance',
      notice: { tone: 'error', text: expect.stringContaining('aucune action') },
      tools: [{ unavailable: expect.any(String) }, { unavailable: expect.any(String) }],
    });
    expect(JSON.stringify(bench.view)).toContain('disque en lecture seule');
    const { screen } = bench.view;
    bench.kiosk.send({ screen, intent: { type: 'run', action: 'test-print' } });
    await bench.settle();
    expect(bench.ports.printer.jobs.made).toEqual([]);
  });

  it('opens by itself once the entry can be recorded', async () => {
    const bench = await openUnrecorded();
    bench.ports.journal.refuses = undefined;
    await bench.wait(30_000);
    expect(bench.ports.journal.kinds()).toEqual(['maintenance-entered']);
    await bench.touch({ type: 'run', action: 'test-print' });
    expect(bench.ports.printer.jobs.made).toHaveLength(1);
    expect(bench.ports.journal.keptForLater).toEqual([]);
  });

  it.each([
    ['the technician leaves', 'left', (bench: KioskBench) => bench.touch({ type: 'leave' })],
    [
      'the card is pulled',
      'card-removed',
      (bench: KioskBench) => {
        bench.ports.cardReader.pull();
        return bench.settle();
      },
    ],
    ['nobody does anything', 'inactivity', (bench: KioskBench) => bench.wait(300_000)],
  ])('is kept to be recorded later when %s before', async (_, why, end) => {
    const bench = await openUnrecorded();
    await end(bench);
    expect(bench.ports.journal.keptForLater).toEqual([
      { kind: 'maintenance-entered', technician: expect.any(String) },
      { kind: 'maintenance-left', technician: expect.any(String), why },
    ]);
    bench.ports.cardReader.pull();
    await bench.settle();
    expect(bench.screen).toBe('out-of-service');
  });
});

describe('maintenance', () => {
  it('shows the state of everything', async () => {
    const bench = await openMaintenance();
    expect(bench.view).toMatchObject({
      kind: 'maintenance',
      title: 'Maintenance de la borne test-kiosk',
      devices: [
        { name: 'Lecteur de cartes', state: 'prêt (Fake Reader 0)', tone: 'good' },
        { name: 'Imprimante', state: 'prête', tone: 'good' },
        { name: 'Réseau', state: 'pas encore essayé', tone: 'attention' },
        { name: 'Journal', state: 'en service', tone: 'good' },
        { name: 'Identité', state: expect.stringContaining('certificat valable'), tone: 'good' },
      ],
      facts: [
        { label: 'Opérations à transmettre', value: '1' },
        { label: 'La plus ancienne', value: 'aucune' },
        { label: 'Opérations en doute', value: '0' },
        { label: 'Dernier envoi', value: expect.stringContaining('rien à envoyer') },
        {
          label: 'Consignes et oppositions',
          value: expect.stringMatching(/^version 1, valable jusqu’au 23.11.2026 à 10.h$/),
        },
      ],
    });
    bench.ports.printer.set({ printer: 'connected', paper: 'near-end', cover: 'closed' });
    await bench.settle();
    expect(bench.view).toMatchObject({
      devices: [{}, { state: 'fin de rouleau proche', tone: 'attention' }, {}, {}, {}],
    });
  });

  it('prints a test page: journaled before and after, its result shown', async () => {
    const bench = await openMaintenance();
    const { screen } = bench.view;
    await bench.touch({ type: 'run', action: 'test-print' });
    expect(bench.view).toMatchObject({ screen, tools: [{ unavailable: 'Une action est en cours.' }, {}] });
    expect([...bench.ports.journal.operations.values()]).toEqual([
      {
        operation: { kind: 'maintenance', technician: 'T-042', action: 'test-print' },
        outcome: undefined,
      },
    ]);
    bench.ports.printer.jobs.answer({ outcome: 'printed' });
    await bench.settle();
    expect(bench.ports.journal.outcomes()).toEqual(['done']);
    expect(bench.view).toMatchObject({ notice: { tone: 'success', text: 'Page de test imprimée.' } });
  });

  it.each([
    ['not-printed', 'not-done', 'La page de test n’a pas été imprimée.'],
    ['in-doubt', 'in-doubt', 'La page de test est peut-être incomplète.'],
  ] as const)('says when a test page is %s', async (outcome, settled, text) => {
    const bench = await openMaintenance();
    await bench.touch({ type: 'run', action: 'test-print' });
    const error = failure('receipt-printer', 'disconnected');
    bench.ports.printer.jobs.answer({ outcome, error });
    await bench.settle();
    expect(bench.ports.journal.outcomes()).toEqual([settled]);
    expect(bench.view).toMatchObject({ notice: { text } });
  });

  it.each(['revoked', 'unknown'] as const)(
    'tells a centre that refuses the kiosk (%s) from one that is out of reach',
    async (why) => {
      const bench = await openMaintenance(({ uplink, identity }) => {
        const error = failure('central-api', 'unreachable');
        uplink.deliveries.rule = () => ({ delivery: 'postponed', error });
        identity.current = { identity: why };
      });
      const network = 'le centre refuse cette borne\u00a0: voir la ligne «\u00a0Identité\u00a0»';
      expect(bench.view).toMatchObject({
        devices: [{}, {}, { state: network, tone: 'bad' }, {}, { tone: 'bad' }],
        facts: [{}, {}, {}, { value: expect.stringMatching(/refusé par le centre$/) }, {}],
      });
      await bench.touch({ type: 'run', action: 'sync-now' });
      expect(bench.view).toMatchObject({ notice: { text: 'Envoi du journal\u00a0: refusé par le centre.' } });
    },
  );

  it('sends the journal now, even while the kiosk backs off, and says what came of it', async () => {
    const bench = await openMaintenance(({ uplink }) => {
      uplink.deliveries.rule = () => ({
        delivery: 'postponed',
        error: failure('central-api', 'unreachable'),
      });
    });
    const before = bench.ports.uplink.deliveries.made.length;
    await bench.touch({ type: 'run', action: 'sync-now' });
    expect(bench.ports.uplink.deliveries.made).toHaveLength(before + 1);
    expect(bench.view).toMatchObject({
      notice: {
        tone: 'attention',
        text: 'Envoi du journal\u00a0: centre injoignable, nouvel essai plus tard.',
      },
    });
    expect(bench.ports.journal.outcomes()).toEqual(['not-done']);
    bench.ports.uplink.deliveries.rule = () => ({ delivery: 'acknowledged', records: 3, more: false });
    await bench.touch({ type: 'run', action: 'sync-now' });
    expect(bench.view).toMatchObject({
      notice: {
        tone: 'success',
        text: 'Envoi du journal\u00a0: 3 enregistrements reçus par le centre.',
      },
    });
  });

  it('does not wait for ever for a delivery', async () => {
    const bench = await openMaintenance();
    bench.ports.uplink.deliveries.rule = undefined;
    await bench.touch({ type: 'run', action: 'sync-now' });
    await bench.wait(30_000);
    expect(bench.view).toMatchObject({ notice: { text: 'Envoi du journal\u00a0: pas de réponse.' } });
    expect(bench.ports.journal.outcomes()).toEqual(['in-doubt']);
  });

  it('does nothing that it could not record', async () => {
    const bench = await openMaintenance();
    bench.ports.journal.refuses = full;
    await bench.touch({ type: 'run', action: 'test-print' });
    expect(bench.ports.printer.jobs.made).toEqual([]);
    expect(bench.view).toMatchObject({ notice: { tone: 'error' } });
  });

  it('runs nothing for a card that has left, whatever the screen still shows', async () => {
    const bench = await openMaintenance();
    const { screen } = bench.view;
    const unheard = bench.ports.cardReader.subscribe(() => {});
    bench.ports.cardReader.state = () => ({ reader: 'empty', name: 'Fake Reader 0' });
    expect(bench.kiosk.send({ screen, intent: { type: 'run', action: 'test-print' } })).toBe('accepted');
    await bench.settle();
    unheard();
    expect(bench.ports.journal.operations.size).toBe(0);
    expect(bench.ports.printer.jobs.made).toEqual([]);
  });

  it('is left by its button, then asks for the card', async () => {
    const bench = await openMaintenance();
    await bench.touch({ type: 'leave' });
    expect(bench.view).toMatchObject({ kind: 'take', things: ['card'] });
    expect(bench.ports.journal.occurrences).toEqual([
      { kind: 'maintenance-entered', technician: 'T-042' },
      { kind: 'maintenance-left', technician: 'T-042', why: 'left' },
    ]);
    bench.ports.cardReader.pull();
    await bench.settle();
    expect(bench.screen).toBe('attract');
  });

  it('is left at once when the card is pulled, and that is journaled', async () => {
    const bench = await openMaintenance();
    bench.ports.cardReader.pull();
    expect(bench.screen).not.toBe('maintenance');
    await bench.settle();
    expect(bench.screen).toBe('attract');
    expect(bench.ports.journal.occurrences.at(-1)).toEqual({
      kind: 'maintenance-left',
      technician: 'T-042',
      why: 'card-removed',
    });
    expect(bench.memory).not.toContain('T-042');
  });

  it('pulled during a test page: closed at once, the page is still accounted for', async () => {
    const bench = await openMaintenance();
    await bench.touch({ type: 'run', action: 'test-print' });
    bench.ports.cardReader.pull();
    await bench.settle();
    expect(bench.view).toMatchObject({ kind: 'information', title: 'Maintenance fermée' });
    bench.ports.printer.jobs.answer({ outcome: 'printed' });
    await bench.settle();
    expect(bench.ports.journal.outcomes()).toEqual(['done']);
    expect(bench.ports.journal.kinds().at(-1)).toBe('maintenance-left');
    expect(bench.screen).toBe('attract');
  });

  it('closes by itself when nobody touches anything', async () => {
    const bench = await openMaintenance();
    await bench.wait(300_000);
    expect(bench.screen).toBe('take');
    expect(bench.ports.journal.occurrences.at(-1)).toMatchObject({ why: 'inactivity' });
  });
});
