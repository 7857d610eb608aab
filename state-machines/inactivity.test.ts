import { err, ok } from '@borne/domain/result';
import { describe, expect, it } from 'vitest';
import { failure, startOfDay } from './testing/fake-ports.ts';
import { KioskBench } from './testing/kiosk-bench.ts';
import { single, singleRights } from './testing/people.ts';

describe('nobody touching the screen', () => {
  it('is asked after a minute whether somebody is there, with a deadline', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    await bench.wait(59_999);
    expect(bench.screen).toBe('choice');
    await bench.wait(1);
    expect(bench.view).toMatchObject({ kind: 'warning', deadline: startOfDay + 90_000 });
  });

  it('ends the visit at the deadline', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    await bench.wait(60_000);
    await bench.wait(29_999);
    expect(bench.screen).toBe('warning');
    await bench.wait(1);
    expect(bench.view).toMatchObject({ kind: 'take', things: ['card'] });
    expect(bench.view.holder).toBeUndefined();
  });

  it('who is still there goes on where they were, with a fresh minute', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    await bench.touch({ type: 'choose', option: 'attestation-droits' });
    await bench.touch({ type: 'toggle', option: '02' });
    await bench.wait(60_000);
    expect(await bench.touch({ type: 'stay' })).toBe('accepted');
    expect(bench.view).toMatchObject({
      kind: 'selection',
      options: [{ selected: true }, { selected: false }],
    });
    await bench.wait(59_999);
    expect(bench.screen).toBe('selection');
  });

  it('who wants to leave leaves', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    await bench.reachPreview();
    await bench.wait(60_000);
    await bench.touch({ type: 'leave' });
    expect(bench.screen).toBe('take');
  });

  it('counts from the last touch', async () => {
    const bench = new KioskBench();
    await bench.openVisit();
    await bench.touch({ type: 'choose', option: 'attestation-droits' });
    await bench.wait(50_000);
    await bench.touch({ type: 'toggle', option: '01' });
    await bench.wait(50_000);
    expect(bench.screen).toBe('selection');
  });

  it('is not asked while the centre is, nor while the paper comes out; the minute starts after', async () => {
    const bench = new KioskBench(() => {}, { delays: { rightsDeadline: 100_000 as never } });
    await bench.openVisit(single);
    await bench.touch({ type: 'choose', option: 'attestation-droits' });
    await bench.wait(70_000);
    expect(bench.screen).toBe('progress');
    bench.ports.central.asked.answer(ok(singleRights));
    await bench.settle();
    await bench.touch({ type: 'confirm' });
    await bench.wait(110_000);
    expect(bench.screen).toBe('progress');
    bench.ports.printer.jobs.answer({ outcome: 'printed' });
    await bench.settle();
    await bench.wait(59_999);
    expect(bench.screen).toBe('result');
    await bench.wait(1);
    expect(bench.screen).toBe('warning');
  });

  it('leaves a refusal too', async () => {
    const bench = new KioskBench();
    await bench.openVisit(single);
    await bench.touch({ type: 'choose', option: 'attestation-droits' });
    bench.ports.central.asked.answer(err(failure('central-api', 'not-found')));
    await bench.settle();
    await bench.wait(60_000);
    await bench.wait(30_000);
    expect(bench.screen).toBe('take');
  });
});
